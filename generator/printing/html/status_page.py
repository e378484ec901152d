"""The web page of how far the writing has come: a table for each document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.document import Look
from generator.printing.html.stylesheet import stylesheet_for_web
from generator.printing.html.templating import link_in_page, render_template


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A thing that a document shows, in words; `kind` is the class of its state."""

    section: str
    thing: str
    responsible: str
    state: str
    due: str
    kind: str
    late: bool


@dataclass(frozen=True, slots=True)
class StatusTable:
    """A document's rows; `caption` names it and says how much is ready."""

    caption: str
    rows: tuple[StatusRow, ...]


@dataclass(frozen=True, slots=True)
class StatusSection:
    """A board's period: its heading, what is to be said of it as a whole, and its documents."""

    id: str
    heading: str
    remarks: tuple[str, ...]
    tables: tuple[StatusTable, ...]


def status_page(title: str, day: str, sections: Sequence[StatusSection], look: Look) -> str:
    """Return the page. Raises Rejected with T501."""
    return render_template(
        look.folders,
        "status.html",
        title=title,
        day=day,
        sections=tuple(sections),
        words=look.words,
        css=stylesheet_for_web(look),
        link=link_in_page,
        paper=False,
    )
