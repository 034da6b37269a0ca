"""The caption document, its formats, detection, timing and quality checks; pure, no I/O."""
