"""Bytes to text and back: encodings and line ends."""
