"""Style guides, checks, fixes and the quality part of a report; `quality.api` is the face."""
