"""All figures that a period's documents print, each with the places and pages → `tal.json` and `tal.csv`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping

from generator.compose import BYTE_ORDER_MARK, plain
from generator.document import Block, Document, SectionBlock, Use
from generator.figures import Figure, Ledger

_COLUMNS = ("tal", "värde", "enhet", "dokument", "avsnitt", "sida", "tryckt", "plats")


def published_figures(
    documents: Iterable[Document], ledger: Ledger, pages: Mapping[str, Mapping[str, str]]
) -> tuple[bytes, bytes]:
    """Documents, the ledger, and printed pages by document and element go in; CSV and JSON come out, in that order.

    CSV has a line for each place, in the form that Excel opens in Sweden; JSON each figure once, with its places. A
    figure has its id, exact value, unit and the line of content that says it; a place its document, section (number and
    title), page and text as printed.
    """
    figures: dict[str, dict[str, object]] = {}
    printed: dict[str, list[dict[str, str]]] = {}
    for document in documents:
        headings = dict(_headings(unit.blocks for unit in document.units))
        for use in document.uses:
            figure = _figure(use.figure, ledger)
            if figure is None or figure.value is None:
                continue
            place = _place(use, headings, pages.get(document.id, {}))
            figures.setdefault(use.figure, _told(use.figure, figure))
            printed.setdefault(use.figure, []).append(place)
    told = [{**figure, "tryckt": printed[name]} for name, figure in figures.items()]
    text = json.dumps({"tal": told}, ensure_ascii=False, indent=1)
    return _csv(figures, printed), f"{text}\n".encode()


def _told(name: str, figure: Figure) -> dict[str, object]:
    return {"id": name, "värde": f"{figure.value:f}", "enhet": figure.unit or "", "plats": str(figure.where)}


def _place(use: Use, headings: Mapping[str, str], pages: Mapping[str, str]) -> dict[str, str]:
    page = pages.get(use.element) or pages.get(use.section, "")
    section = headings.get(use.section, "")
    return {"dokument": use.document, "avsnitt": section, "sida": page, "text": use.text}


def _figure(name: str, ledger: Ledger) -> Figure | None:
    """A figure by the name it is printed under, which may begin with that of another period."""
    period, _, inner = name.partition(".")
    earlier = ledger.earlier.get(ledger.references.get(period, ""))
    return earlier.figures.get(inner) if earlier is not None else ledger.figures.get(name)


def _headings(blocks: Iterable[Iterable[Block]]) -> Iterator[tuple[str, str]]:
    for block in (block for several in blocks for block in several):
        if isinstance(block, SectionBlock):
            yield block.id, f"{block.heading.number} {plain(block.heading.text)}".strip()
            yield from _headings([block.blocks])


def _csv(figures: Mapping[str, Mapping[str, object]], printed: Mapping[str, Iterable[Mapping[str, str]]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for name, figure in figures.items():
        exact = str(figure["värde"]).replace(".", ",")
        for place in printed[name]:
            where = (place["dokument"], place["avsnitt"], place["sida"], place["text"])
            writer.writerow((name, exact, figure["enhet"], *where, figure["plats"]))
    return (BYTE_ORDER_MARK + out.getvalue()).encode()
