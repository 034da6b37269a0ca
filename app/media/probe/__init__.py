"""Media probing: streams, duration and codecs of a media file."""
