"""Problems of a layout, at the author's line: content that does not fit, missing glyphs, dead links and the like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from generator.document import (
    CORRECTION_SHEET,
    Document,
    Fault,
    FaultKind,
    Layout,
    Overflow,
    TableBlock,
    every_block,
    offsets,
)
from generator.problems import Problem, Severity, Where

_CSS_PIXELS_PER_MM = 96 / 25.4
_NARROWER_TABLE = (
    "Gör tabellen smalare: färre kolumner, kortare rubriker, bredd: på kolumner eller sidriktning: liggande."
)
_NARROWER = (
    "Korta det långa ordet eller etiketten. Gör en tabell smalare: färre kolumner, kortare rubriker, "
    "bredd: på kolumner eller sidriktning: liggande."
)


def layout_problems(layout: Layout, document: Document) -> tuple[Problem, ...]:
    """Return T102 and T401–T406, once each."""
    pages_before = {fragment.unit: count for count, fragment in offsets(layout.fragments)}
    # What sticks out of its cell is told there, though it may stick out of the page too.
    of_cells = {(each.unit, each.page, each.sample) for each in layout.overflows if each.of_cell}
    told = (each for each in layout.overflows if each.of_cell or (each.unit, each.page, each.sample) not in of_cells)
    problems = [_overflow_problem(each, pages_before, document) for each in told]
    problems.extend(_fault_problem(each, document) for each in layout.all_faults)
    problems.extend(_long_sheet(layout, document))
    problems.extend(_not_kept(layout, document))
    return tuple(dict.fromkeys(problems))


def _long_sheet(layout: Layout, document: Document) -> Iterator[Problem]:
    pages = sum(fragment.page_count for fragment in layout.fragments)
    if document.id == CORRECTION_SHEET and pages > 1:
        yield Problem(
            "T406",
            Where(f"templates/{document.look.house}/profil.yaml"),
            "Rättelsebladet får inte plats på en sida.",
            expected="en sida",
            found=f"{pages} sidor",
            hint="Skriv skälet kortare, eller ange färre rader med rättelseblad_rader under kontrollvärden i profilen.",
            severity=Severity.WARNING,
        )


def _not_kept(layout: Layout, document: Document) -> Iterator[Problem]:
    """Yield the tables that need more pages than they are to be kept on."""
    tables = (block for block in every_block(document.units) if isinstance(block, TableBlock))
    kept = {table.id: table.kept for table in tables if table.kept}
    for fragment in layout.fragments if kept else ():
        for element in dict.fromkeys(each.id for each in fragment.placed if each.id in kept):
            pages = len({each.box.page for each in fragment.placed if each.id == element})
            most, words = (1, "en sida") if kept[element] == "page" else (2, "ett uppslag")
            if pages > most:
                yield Problem(
                    "T401",
                    _where(document, element, fragment.unit),
                    f"Tabellen får inte plats på {words}.",
                    expected=words,
                    found=f"{pages} sidor",
                    hint="Dela tabellen i två, eller ta bort håll_ihop.",
                    severity=Severity.WARNING,
                )


def _where(document: Document, element: str, unit: str) -> Where:
    for name in _nearest(element, unit, f"del-{document.id}-"):
        if name in document.places:
            return document.places[name]
    return Where(f"dokumentet {document.id}")


def _nearest(element: str, unit: str, of_units: str) -> Iterator[str]:
    """Yield the element, the blocks that its name begins with, and the section that the unit begins with."""
    for name in (element, element.removeprefix(of_units), unit.removeprefix(of_units)):
        parts = name.split("-")
        for count in range(len(parts), 0, -1):
            yield "-".join(parts[:count])


def _overflow_problem(overflow: Overflow, pages_before: Mapping[str, int], document: Document) -> Problem:
    page = pages_before.get(overflow.unit, 0) + overflow.page
    what, where = ("cellen", "i cellen") if overflow.of_cell else ("sidan", "på sidan")
    width = f"{overflow.excess / _CSS_PIXELS_PER_MM:.1f}".replace(".", ",")
    return Problem(
        "T401",
        _where(document, overflow.id, overflow.unit),
        f"Innehåll får inte plats {where}: det sticker ut {width} mm på sidan {page}.",
        expected=f"innehåll innanför {what}",
        found=f"”{overflow.sample}”" if overflow.sample else "en bild",
        hint=_NARROWER_TABLE if overflow.of_cell else _NARROWER,
    )


def _fault_problem(fault: Fault, document: Document) -> Problem:
    code, message, hint = _explanation(fault.kind)
    if fault.kind is FaultKind.STYLE:
        where = Where(f"templates/{document.look.house}/css")
        return Problem(code, where, message, "", fault.found, hint, Severity.WARNING)
    page = f" (sida {fault.page} i {fault.unit})" if fault.page else ""
    return Problem(code, _where(document, fault.element, fault.unit), message + page, "", fault.found, hint)


def _explanation(kind: FaultKind) -> tuple[str, str, str]:
    """Return the code, the message and the hint."""
    match kind:
        case FaultKind.GLYPH:
            return (
                "T402",
                "Typsnitten saknar ett tecken.",
                "Byt tecknet, eller lägg ett typsnitt som har det i profilen.",
            )
        case FaultKind.STYLE:
            return "T403", "Stilmallen har något som inte förstås.", "Rätta profilens CSS."
        case FaultKind.LINK:
            return "T404", "En länk leder ingenstans.", "Kontrollera länkens mål."
        case FaultKind.RESOURCE:
            return "T405", "En fil får inte eller kan inte läsas.", "Lägg filen i perioden eller i profilens mapp."
        case FaultKind.ALT:
            return "T102", "En bild saknar alternativtext.", "Skriv vad bilden visar."
        case _:
            assert_never(kind)
