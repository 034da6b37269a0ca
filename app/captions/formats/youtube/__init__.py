"""YouTube's own captions: json3, srv1 and srv3."""
