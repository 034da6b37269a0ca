"""What a job can show and play, and the renditions that playing needs."""
