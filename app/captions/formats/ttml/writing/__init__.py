"""The parts of a written TTML file: regions, styled spans, times, and safe markup."""
