"""Frame rates, SMPTE timecode and clock times."""
