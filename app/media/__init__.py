"""Work on sound and pictures, with ffmpeg, PyAV and yt-dlp."""
