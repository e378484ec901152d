"""All figures that a period's documents print, each with the places and pages: `tal.csv` and `tal.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from generator.compose import csv_file
from generator.document import Document, Use, section_titles
from generator.figures import Figure, Ledger

_Pages = Mapping[str, str]
_COLUMNS = ("tal", "värde", "enhet", "dokument", "avsnitt", "sida", "tryckt", "plats")


def published_figures(documents: Iterable[Document], ledger: Ledger, pages: Mapping[str, _Pages]) -> dict[str, bytes]:
    """Return both files by name; `pages` are printed page numbers by document and element.

    CSV has a line for each place, as Excel opens it in Sweden; JSON each figure once, with its exact value and places.
    """
    figures: dict[str, dict[str, str]] = {}
    places: dict[str, list[dict[str, str]]] = {}
    for document in documents:
        headings = section_titles(document)
        for use in document.uses:
            figure = _figure(use.figure, ledger)
            if figure is not None and figure.value is not None:
                record = {"värde": f"{figure.value:f}", "enhet": figure.unit or "", "plats": figure.where.printed}
                figures.setdefault(use.figure, {"id": use.figure, **record})
                places.setdefault(use.figure, []).append(_place(use, headings, pages.get(document.id, {})))
    records = [{**figure, "tryckt": places[name]} for name, figure in figures.items()]
    text = json.dumps({"tal": records}, ensure_ascii=False, indent=1)
    return {"tal.csv": _csv(figures, places), "tal.json": f"{text}\n".encode()}


def _place(use: Use, headings: Mapping[str, str], pages: _Pages) -> dict[str, str]:
    page = pages.get(use.element) or pages.get(use.section, "")
    section = headings.get(use.section, "")
    return {"dokument": use.document, "avsnitt": section, "sida": page, "text": use.text}


def _figure(name: str, ledger: Ledger) -> Figure | None:
    """A figure by the name it is printed under, which may begin with that of another period."""
    period, _, inner = name.partition(".")
    earlier = ledger.earlier.get(ledger.references.get(period, ""))
    return earlier.figures.get(inner) if earlier is not None else ledger.figures.get(name)


def _csv(figures: Mapping[str, Mapping[str, str]], places: Mapping[str, Iterable[Mapping[str, str]]]) -> bytes:
    rows: list[Sequence[str]] = [_COLUMNS]
    for name, figure in figures.items():
        exact = figure["värde"].replace(".", ",")
        rows += [(name, exact, figure["enhet"], *place.values(), figure["plats"]) for place in places[name]]
    return csv_file(rows)
