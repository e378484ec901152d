"""The correction notice, which lists every place where a paper prints something else than before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.content import House
from generator.document import (
    Aligned,
    BodyRow,
    Column,
    CorrectionNotice,
    DocumentUnit,
    HeadCell,
    LabelledPart,
    Place,
    PrintedCell,
    Release,
    Stage,
    TableBlock,
)
from generator.swedish import format_date

# Per cent: a number with its unit does not break. The rest is for the place.
WIDTHS = {"plats": 46, "sida": 10, "tidigare": 22, "nu": 22}
_BLANK = "[ \u00a0\u202f]"
_WHOLE = r"[+\-−]?\d(?:[\d \u00a0\u202f.]*\d)?"
_SHORT_UNIT = rf"{_BLANK}?%|{_BLANK}[^\W\d]{{1,4}}"
# A figure's digits before the decimal sign, the rest with a short unit, and what comes after.
_FIGURE = re.compile(rf"({_WHOLE})((?:,\d+)?(?:{_SHORT_UNIT})?)(|{_BLANK}[^\W\d].*)")

Groups = Sequence[Sequence[BodyRow]]


def notice_unit(releases: Sequence[Release], document: str, house: House) -> tuple[DocumentUnit, ...]:
    """Return the notice as a unit, or nothing; the last of the releases is the one in the making."""
    places = [place for place in corrected_places(releases) if place.document == document]
    if not places:
        return ()
    notice = correction_notice(releases, _by_section(places, house_words(house)), house)
    return (DocumentUnit(f"del-{document}-rättelse", "rättelse", notice.heading, (notice,)),)


def house_words(house: House) -> Mapping[str, str]:
    """Return the house's words, and nothing for those that it lacks."""
    return defaultdict(str, house.words)


def corrected_places(releases: Sequence[Release]) -> tuple[Place, ...]:
    """Return the places of the last release, if it replaces one that was sent out or decided."""
    is_correction = bool(releases[:-1]) and releases[-2].stage is not Stage.DRAFT
    return releases[-1].places if is_correction else ()


def page_number(place: Place) -> int:
    """Return the page of a place, or 0 if it has no counted page."""
    return int(place.page) if place.page.isdigit() else 0


def correction_notice(releases: Sequence[Release], groups: Groups, house: House) -> CorrectionNotice:
    """Return a notice with these groups of rows."""
    words = house_words(house)
    head = (HeadCell(f"rättelse-{name}", (words[f"rättelse_{name}"],), 1, 1, "col", "text") for name in WIDTHS)
    return CorrectionNotice(
        id="rättelse",
        heading=words["rättelse"],
        opening=(words["rättelse_inledning"],),
        facts=tuple(LabelledPart((label,), (text,)) for label, text in correction_facts(releases, house)),
        table=TableBlock(
            id="rättelse-tabell",
            caption=(words["rättelse_tabell"],),
            unit="",
            columns=tuple(Column("text", width) for width in WIDTHS.values()),
            head=(tuple(head),),
            groups=tuple(map(_aligned, groups)),
        ),
    )


def correction_facts(releases: Sequence[Release], house: House) -> Iterator[tuple[str, str]]:
    """Yield label and text of what the notice says of the version."""
    words = house_words(house)
    before, release = releases[-2:]
    earlier = f"{words['rättelse_ersätter']} {before.version}, {format_date(before.date, house.dates)}"
    facts = {
        "rättelse_version": f"{release.version} ({earlier})",
        "rättelse_daterad": format_date(release.date, house.dates),
        "rättelse_skäl": release.reason,
        "rättelse_beslut": release.decided_by,
    }
    return ((words[name], text) for name, text in facts.items() if text)


def _by_section(places: Sequence[Place], words: Mapping[str, str]) -> Groups:
    groups: dict[str, list[BodyRow]] = {}
    for number, place in enumerate(sorted(places, key=page_number), 1):
        section = f"{place.section} {place.title}".strip() or words["rättelse_början"]
        rows = groups.setdefault(section, [heading_row(section, f"rättelse-avsnitt-{number}")])
        texts = (place.part or words["rättelse_text"], place.page, place.old, place.new)
        rows.append(place_row(texts, words, f"rättelse-{number}"))
    return tuple(groups.values())


# --- the table -------------------------------------------------------------------------------------------------------


def heading_row(text: str, element: str) -> BodyRow:
    """Return a row that heads those under it."""
    return BodyRow(element, "mellanrubrik", (PrintedCell("text", (text,), head="rowgroup", columns=len(WIDTHS)),))


def place_row(texts: Sequence[str], words: Mapping[str, str], element: str) -> BodyRow:
    """Return a row of place, page, old and new text, with the house's sign for what is empty."""
    first, *others = (PrintedCell("text", (text or words["rättelse_inget"],)) for text in texts)
    return BodyRow(element, "rad", (replace(first, head="row"), *others))


def _aligned(rows: Sequence[BodyRow]) -> tuple[BodyRow, ...]:
    """Give the figures of the last two columns the room of the widest."""
    columns = zip(*(row.cells[2:] for row in rows if len(row.cells) > 1), strict=True)
    room = [max((len(figure[1]) for figure in map(_figure, cells) if figure), default=0) for cells in columns]
    # A heading has no such cells.
    return tuple(replace(row, cells=(*row.cells[:2], *map(_set, row.cells[2:], room))) for row in rows)


def _figure(cell: PrintedCell) -> re.Match[str] | None:
    return _FIGURE.fullmatch(str(cell.text[0]))


def _set(cell: PrintedCell, room: int) -> PrintedCell:
    figure = _figure(cell)
    return replace(cell, text=(Aligned(figure[1], figure[2], figure[3], room),)) if figure else cell
