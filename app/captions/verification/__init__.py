"""Verified output: a written file is read back by a reader that nobody here wrote, and compared.

`readers` says who reads which format, `expected` what a file should say, `pysubs2_reader` and its like what
it says, `comparison` where the two differ, and `read_back` puts it together, each reader in a guarded child.
Nothing here is imported before a conversion asks for it.
"""
