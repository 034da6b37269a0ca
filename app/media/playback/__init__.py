"""What a browser needs to show and hear a media file: whether it plays, a version that does, its waveform."""
