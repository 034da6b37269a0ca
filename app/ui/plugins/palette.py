"""Palette and typeface from npm packages; assets/tokens.css names them.

The colours are Radix Colors, whose steps keep their contrast in light and dark. Only the colours: the page is
plain elements and its own style sheets, which spares every visitor a component library and its 80 kB of CSS.
The typeface is Inter (OFL-1.1), served by us, so that nothing is loaded from elsewhere.
"""

from __future__ import annotations

from typing import Unpack

from reflex_base.plugins.base import CommonContext, Plugin

COLORS, COLORS_VERSION = "@radix-ui/colors", "3.0.0"
TYPEFACE, TYPEFACE_VERSION = "@fontsource-variable/inter", "5.2.8"
HUES = ("slate", "indigo", "green", "red", "amber", "violet")


class PalettePlugin(Plugin):
    """Adds the typeface, and the style sheets of the hues in use: light and dark, solid and alpha."""

    def get_frontend_dependencies(self, **context: Unpack[CommonContext]) -> list[str]:
        """The packages."""
        return [f"{COLORS}@{COLORS_VERSION}", f"{TYPEFACE}@{TYPEFACE_VERSION}"]

    def get_stylesheet_paths(self, **context: Unpack[CommonContext]) -> list[str]:
        """The style sheets, in front of our own."""
        kinds = ("", "-alpha", "-dark", "-dark-alpha")
        return [f"{TYPEFACE}/wght.css", *(f"{COLORS}/{hue}{kind}.css" for hue in HUES for kind in kinds)]
