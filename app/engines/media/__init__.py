"""ffmpeg, download, preview and fingerprint adapters."""
