"""Lines of a dub or voiceover, on the page of its job."""
