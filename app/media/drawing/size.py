"""Sizes of pictures that are written anew."""

from __future__ import annotations


def fit_width(width: int, *, even: bool = False) -> str:
    """Scale to `width` but never up, to square pixels; H.264 needs even sides."""
    step = 2 if even else 1
    wide = f"max({step}\\,trunc(min({width}\\,iw*sar)/{step})*{step})"
    high = f"max({step}\\,trunc(ow/dar/{step}+0.5)*{step})"
    return f"scale=w='{wide}':h='{high}',setsar=1"
