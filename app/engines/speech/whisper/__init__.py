"""Whisper models on this machine: which there are, how they decode, and their words."""
