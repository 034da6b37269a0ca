"""Adapters to speech, translation, voice and media programs."""
