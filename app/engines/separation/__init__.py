"""Separation: the voices of a recording and everything else in it, apart."""
