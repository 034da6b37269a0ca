"""A table of records: a heading for each column, rows that fold into blocks on narrow screens."""

from __future__ import annotations

from typing import Any

import reflex as rx


def records(*names: str, rows: Any, kind: str, acts: bool = False) -> rx.Component:
    """`kind` is the table's class, which sets the widths; with `acts` the last column has buttons."""
    heads = [rx.el.th(name, scope="col") for name in names]
    if acts:
        heads.append(rx.el.th(rx.el.span("Actions", class_name="unseen"), scope="col"))
    return rx.el.table(rx.el.thead(rx.el.tr(*heads)), rx.el.tbody(rows), class_name=f"records {kind}")


def labelled_cell(label: str, content: Any) -> rx.Component:
    """A cell that says what it holds where a narrow screen has no room for the names of the columns."""
    return rx.el.td(content, custom_attrs={"data-label": label})


def bones(count: int = 3) -> rx.Component:
    """Stands where rows will be, until they are known."""
    return rx.el.div(
        *(rx.el.div(rx.el.span(class_name="bone")) for _ in range(count)),
        aria_hidden="true",
        class_name="bones",
    )


def rows_or(rows: rx.Component, *, loaded: rx.Var[bool], none: rx.Var[bool], words: Any) -> rx.Component:
    """The rows; bones until they are known, and these words where there are none."""
    return rx.cond(loaded, rx.cond(none, rx.el.p(words, class_name="empty-line"), rows), bones())
