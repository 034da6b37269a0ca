"""RTF documents: transcripts, and caption files that a word processor saved."""
