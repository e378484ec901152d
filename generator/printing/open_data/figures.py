"""All figures of papers, each with its value, origin and places: `tal.json`, and `tal.csv` with a line a place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.document import Document, DocumentFigure, Release, section_titles
from generator.printing.open_data.csv_text import DECIMAL_SIGN, csv_file

FORMAT = "tertial-tal/1"
Pages = Mapping[str, Mapping[str, str]]
_COLUMNS = ("tal", "etikett", "värde", "enhet", "dokument", "avsnitt", "sida", "tryckt")


def figures_json(documents: Sequence[Document], pages: Pages, release: Release | None = None) -> bytes:
    """Return `tal.json` of papers of one period; its JSON Schema is `FIGURES_SCHEMA`.

    `pages` are printed page numbers by document and element, as far as they are known. `release` is the version that
    the papers are published in.
    """
    places = _places(documents, pages)
    facts = json.dumps({"format": FORMAT, **_facts(documents, release)}, ensure_ascii=False, indent=1)
    figures = (_record(figure, places[figure.id]) for figure in _figures(documents))
    # A line a figure: legible, and many times as fast as the indentation of json.
    lines = ",\n".join(f"  {json.dumps(each, ensure_ascii=False)}" for each in figures)
    told = f"[\n{lines}\n ]" if lines else "[]"
    return f'{facts.removesuffix("}").rstrip()},\n "tal": {told}\n}}\n'.encode()


def figure_files(documents: Sequence[Document], pages: Pages, release: Release) -> dict[str, bytes]:
    """Return the figures of a published version by file name; CSV as Excel opens it in Sweden."""
    places = _places(documents, pages)
    rows = [
        (figure.id, figure.label, exact.replace(".", DECIMAL_SIGN), figure.unit, *_told(place))
        for figure in _figures(documents)
        if (exact := _exact(figure)) is not None
        for place in places[figure.id]
    ]
    return {"tal.csv": csv_file([_COLUMNS, *rows]), "tal.json": figures_json(documents, pages, release)}


def _told(place: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(place.get(name, "") for name in ("dokument", "avsnitt", "sida", "text"))


def _figures(documents: Sequence[Document]) -> Iterator[DocumentFigure]:
    return iter({figure.id: figure for document in documents for figure in document.figures}.values())


def _facts(documents: Sequence[Document], release: Release | None) -> Mapping[str, Any]:
    first = documents[0] if documents else None
    period = first.reported if first is not None else None
    facts: dict[str, Any] = {}
    if first is not None and period is not None:
        facts |= {"kommun": first.municipality, "nämnd": first.board or first.municipality}
        facts["period"] = {"id": period.id, "rubrik": period.title, "från": period.start, "till": period.end}
    if release is not None:
        facts |= {"version": release.version, "skede": release.stage.value, "datum": release.date.isoformat()}
    facts["dokument"] = [_paper(document) for document in documents]
    if first is not None and first.licence:
        facts["licens"] = first.licence
    return facts


def _paper(document: Document) -> Mapping[str, str]:
    facts = {
        "id": document.id,
        "titel": document.title,
        "datum": document.date,
        "diarienummer": document.registry_number,
        "revidering": document.revision,
    }
    return {name: value for name, value in facts.items() if value}


def _exact(figure: DocumentFigure) -> str | None:
    return None if figure.value is None else f"{figure.value:f}"


def _record(figure: DocumentFigure, places: Sequence[Mapping[str, str]]) -> Mapping[str, Any]:
    origin = figure.origin
    told = {
        "slag": origin.kind,
        "källa": origin.source,
        "fil": origin.file,
        "plats": origin.place,
        "datum": origin.day,
        "sha256": origin.digest,
        "formel": origin.formula,
    }
    return {
        "id": figure.id,
        "etikett": figure.label,
        "värde": _exact(figure),
        "enhet": figure.unit,
        "ursprung": {name: value for name, value in told.items() if value},
        **({"läge": figure.status} if figure.status else {}),
        **({"källa": figure.source} if figure.source else {}),
        "tryckt": places,
    }


def _places(documents: Sequence[Document], pages: Pages) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """Return where each figure is printed, by its id."""
    places: dict[str, list[Mapping[str, str]]] = {}
    for document in documents:
        sections, numbers = section_titles(document), pages.get(document.id, {})
        for use in document.uses:
            page = numbers.get(use.element) or numbers.get(use.section, "")
            place = {"dokument": document.id, "avsnitt": sections.get(use.section, ""), "sida": page, "text": use.text}
            places.setdefault(use.figure, []).append({name: value for name, value in place.items() if value})
    return places
