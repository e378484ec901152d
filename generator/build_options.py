"""How a report is wanted: formats, processes and whether it is a draft → one value for the pipeline."""

from __future__ import annotations

from dataclasses import dataclass

HTML, PDF = "html", "pdf"
FORMATS = (HTML, PDF)


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """The formats wanted, how many processes share the layout, and whether errors are left in and pages marked.

    `documents` are the ids of those to build; all, where it is empty.
    """

    formats: frozenset[str] = frozenset(FORMATS)
    workers: int = 1
    draft: bool = False
    documents: tuple[str, ...] = ()
