"""Styled runs as spans, with each style written once in the head."""

from __future__ import annotations

from app.captions.formats.ttml.dialects import Dialect
from app.captions.formats.ttml.writing.boxes import Attributes
from app.captions.formats.ttml.writing.markup import Identifiers, attributes, clean, escape
from app.captions.model.document import PLAIN, Run, Style
from app.captions.model.losses import Losses


class SpanWriter:
    """The style table of one file and the markup of its runs."""

    def __init__(self, dialect: Dialect, names: Identifiers, losses: Losses) -> None:
        self.dialect = dialect
        self.names = names
        self.losses = losses
        self.styles: dict[Attributes, str] = {dialect.base: "normal"} if dialect.base else {}
        self.agents: dict[str, str] = {}
        self._runs: dict[Style, tuple[str, str]] = {}

    def style_id(self, said: Attributes) -> str:
        """The id of the style that says this, declared when it is new."""
        name = self.styles.get(said)
        if name is None:
            name = self.styles[said] = self.names.new("s")
        return name

    def agent_id(self, name: str) -> str:
        """The id of the `<ttm:agent>` with this name, declared when it is new."""
        if name not in self.agents:
            self.agents[name] = self.names.new("a")
        return self.agents[name]

    def run(self, run: Run, number: int) -> str:
        """A run of cue `number` as markup."""
        text = clean(run.text)
        if text != run.text:
            self.losses.add("character", "Characters that XML does not allow", cue=number)
        t = self.dialect.prefix
        marked = escape(text).replace("\n", f"<{t}br/>")
        style = run.style
        if style == PLAIN and not self.dialect.text_background:
            return f"<{t}span>{marked}</{t}span>" if self.dialect.spans else marked
        if style not in self._runs:
            self._runs[style] = self._open_and_close(style)
        before, after = self._runs[style]
        return f"{before}{marked}{after}"

    def _open_and_close(self, style: Style) -> tuple[str, str]:
        t = self.dialect.prefix
        shown = self.shown(style)
        said = [("style", self.style_id(shown))] if shown else []
        if style.language:
            said.append(("xml:lang", style.language))
        voice = clean(style.voice or "")
        if voice and self.dialect.agents:
            said.append(("ttm:agent", self.agent_id(voice)))
        if style.ruby is not None and self.dialect.ruby:
            annotation = escape(clean(style.ruby)).replace("\n", " ")
            said.append(("tts:ruby", "container"))
            return (
                f'<{t}span{attributes(said)}><{t}span tts:ruby="base">',
                f'</{t}span><{t}span tts:ruby="text">{annotation}</{t}span></{t}span>',
            )
        if not said and not self.dialect.spans:
            return "", ""
        return f"<{t}span{attributes(said)}>", f"</{t}span>"

    def shown(self, style: Style) -> Attributes:
        """What a style says, as the attributes that this profile has."""
        lines = [word for word, on in (("underline", style.underline), ("lineThrough", style.strike)) if on]
        if not self.dialect.strike:
            lines = [word for word in lines if word != "lineThrough"]
        said = (
            ("tts:fontStyle", "italic" if style.italic else None),
            ("tts:fontWeight", "bold" if style.bold else None),
            ("tts:textDecoration", " ".join(lines)),
            ("tts:color", style.color),
            ("tts:backgroundColor", style.background or self.dialect.text_background),
            ("tts:fontFamily", style.font),
            ("tts:fontSize", f"{style.size}%" if style.size is not None else None),
        )
        held = self.dialect.styles
        others = ((name if ":" in name else f"tts:{name}", value) for name, value in style.properties)
        shown = tuple((name, value) for name, value in said if value)
        return shown + tuple(item for item in others if item[0] in held)
