"""The caption document: cues, styled runs, word timings, and what a conversion lost."""
