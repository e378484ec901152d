"""How a report is wanted: formats, who lays it out and whether it is a draft → one value for the pipeline."""

from __future__ import annotations

from dataclasses import dataclass

from generator.document.pages import Crew

HTML, PDF = "html", "pdf"
FORMATS = (HTML, PDF)


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """The formats wanted, who lays out (this process where nobody is given), and whether errors are left in.

    Pages of a `draft` say that they are of one. `documents` are the ids of those to build; all, where it is empty.
    """

    formats: frozenset[str] = frozenset(FORMATS)
    crew: Crew | None = None
    draft: bool = False
    documents: tuple[str, ...] = ()
