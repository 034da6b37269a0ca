"""Media and comments from addresses, with yt-dlp in a guarded child."""
