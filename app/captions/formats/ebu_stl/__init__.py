"""EBU STL, the subtitling data exchange format of EBU Tech 3264-E (1991)."""
