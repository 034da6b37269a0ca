"""Final Cut Pro XML captions: times as fractions, a reader of timelines, a writer of captions on a gap."""
