"""A new version's places that print otherwise, and the words of a house → the correction notice, and its sheet.

The notice comes first in a corrected paper, with every place. The sheet (rättelseblad) is a paper of its own, of one
page, with the places of all papers: what is told alike at several places of a paper is told once, and what finds no
room is counted, and stands in the notices.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from generator.content import House
from generator.document import (
    CORRECTION_SHEET,
    Aligned,
    BodyRow,
    Column,
    CorrectionNotice,
    Document,
    DocumentUnit,
    HeadCell,
    Inline,
    LabelledPart,
    Place,
    PrintedCell,
    Release,
    Stage,
    TableBlock,
    wrapped,
)
from generator.swedish import format_date

# Lines of the table that one page holds, when nothing is told above it.
_LINES = 44.5
_FACT = 1.5
_BETWEEN_ROWS = 0.4
# A paper's title, and the line that counts what found no room.
_PAPER, _REST = 1.9, 1.4
# A long text is told by its beginning: the notice has more of it.
_MOST_LINES = 3
# The table's width in em of its letters, less the room between columns; letters that are wider than those measured.
_TABLE_EM, _GAP_EM, _WIDER = 50.0, 1.0, 1.05
_FACT_EM = 42.0


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """A change as the sheet tells it: where in the paper, on which pages, what stood and what is to stand."""

    where: str
    pages: str
    old: str
    new: str


def merged(places: Sequence[Place], said: Mapping[str, str]) -> tuple[SheetPlace, ...]:
    """The places of a paper and the house's words go in; what is told alike comes out once, with all its pages."""
    found: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        found.setdefault((place.old, place.new), []).append(place)
    return tuple(
        SheetPlace(
            where=_shown(_where(alike, said), "plats"),
            pages=_pages(dict.fromkeys(each.page for each in alike if each.page)),
            old=_shown(old, "tidigare"),
            new=_shown(new, "nu"),
        )
        for (old, new), alike in found.items()
    )


def fitted(
    groups: Mapping[str, Sequence[SheetPlace]], facts: Sequence[str], house: House
) -> Mapping[str, tuple[SheetPlace, ...]]:
    """What each paper tells, the texts above the table and the house go in; what finds room comes out.

    Each paper in turn has one more, so that none is left out for another that tells much.
    """
    told = {title: tuple(places) for title, places in groups.items() if places}
    room = _room(house) - sum(_FACT * len(wrapped(text, _FACT_EM)) for text in facts) - len(told) * _PAPER
    if sum(_lines(place) for places in told.values() for place in places) <= room:
        return told
    room -= len(told) * _REST
    taken = dict.fromkeys(told, 0)
    waiting = list(told)
    while waiting:
        title = waiting.pop(0)
        lines = _lines(told[title][taken[title]])
        last = taken[title] + 1 == len(told[title])
        if last:
            lines -= _REST
        if lines <= room:
            room -= lines
            taken[title] += 1
            waiting.extend(() if last else (title,))
    return {title: told[title][:count] for title, count in taken.items()}


def _where(places: Sequence[Place], said: Mapping[str, str]) -> str:
    """The sections, and where in the section if there is but one place."""
    sections = dict.fromkeys(f"{each.section} {each.title}".strip() for each in places)
    parts = dict.fromkeys(each.part for each in places)
    told = "; ".join(section or said["rättelse_början"] for section in sections)
    if not len(sections) == len(parts) == 1:
        return told
    return ": ".join(filter(None, (*sections, *parts))) or told


def _pages(pages: Iterable[str]) -> str:
    """Pages as printed, in order → the same, those that follow each other as a range."""
    runs: list[list[str]] = []
    for page in pages:
        follows = runs and page.isdigit() and runs[-1][-1].isdigit() and int(page) == int(runs[-1][-1]) + 1
        if follows:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _shown(text: str, column: str) -> str:
    """A text goes in; as much of it as a few lines of a column hold comes out, and a sign that there is more."""
    lines = wrapped(text, _column(WIDTHS[column]))
    return text if len(lines) <= _MOST_LINES else f"{' '.join(lines[:_MOST_LINES])} …"


def _room(house: House) -> float:
    text = house.settings.get("rättelseblad_rader", "")
    return float(text) if text.isdigit() else _LINES


def _lines(place: SheetPlace) -> float:
    """How many lines a place takes, with the room after it."""
    texts = zip((place.where, place.pages, place.old, place.new), WIDTHS.values(), strict=True)
    return max(len(wrapped(text, _column(width))) for text, width in texts) + _BETWEEN_ROWS


def _column(per_cent: int) -> float:
    return (_TABLE_EM * per_cent / 100 - _GAP_EM) / _WIDER


# Per cent: a number with its unit does not break. What is left is for where it stands.
WIDTHS = {"plats": 46, "sida": 10, "tidigare": 22, "nu": 22}
_BLANK = "[ \u00a0\u202f]"
_WHOLE = r"[+\-−]?\d(?:[\d \u00a0\u202f.]*\d)?"
_SHORT_UNIT = rf"{_BLANK}?%|{_BLANK}[^\W\d]{{1,4}}"
_FIGURE = re.compile(rf"({_WHOLE})((?:,\d+)?(?:{_SHORT_UNIT})?)(|{_BLANK}[^\W\d].*)")


def notice_table(groups: Sequence[Sequence[BodyRow]], said: Mapping[str, str]) -> TableBlock:
    """Groups of rows and the house's words go in; the table comes out."""
    return TableBlock(
        id="rättelse-tabell",
        caption=(said["rättelse_tabell"],),
        unit="",
        columns=tuple(Column("text", width) for width in WIDTHS.values()),
        head=(
            tuple(HeadCell(f"rättelse-{name}", (said[f"rättelse_{name}"],), 1, 1, "col", "text") for name in WIDTHS),
        ),
        groups=_aligned(groups),
    )


def heading_row(text: str, element: str) -> BodyRow:
    """A row that heads those under it: a section, or a paper."""
    return BodyRow(element, "mellanrubrik", (PrintedCell("text", (text,), head="rowgroup", columns=len(WIDTHS)),))


def place_row(texts: tuple[str, str, str, str], said: Mapping[str, str], element: str) -> BodyRow:
    """Where, the page, old and new go in; a row of the table comes out, with the house's sign where nothing is."""
    cells = [PrintedCell("text", (text or said["rättelse_inget"],)) for text in texts]
    return BodyRow(element, "rad", (replace(cells[0], head="row"), *cells[1:]))


def _aligned(groups: Sequence[Sequence[BodyRow]]) -> tuple[tuple[BodyRow, ...], ...]:
    """The same rows, with the figures of the last two columns in a room as wide as the widest of their group."""
    rooms = ({column: _widest(rows, column) for column in (-2, -1)} for rows in groups)
    return tuple(tuple(_set(row, room) for row in rows) for rows, room in zip(groups, rooms, strict=True))


def _widest(rows: Sequence[BodyRow], column: int) -> int:
    found = (_divided(row.cells[column].text) for row in rows if len(row.cells) > 1)
    return max((len(parts[0]) for parts in found if parts), default=0)


def _set(row: BodyRow, room: Mapping[int, int]) -> BodyRow:
    if len(row.cells) == 1:
        return row
    cells = list(row.cells)
    for column, figures in room.items():
        parts = _divided(cells[column].text)
        if parts:
            cells[column] = replace(cells[column], text=(Aligned(*parts, figures),))
    return replace(row, cells=tuple(cells))


def _divided(text: Inline) -> tuple[str, str, str] | None:
    """A figure as printed → what stands before its decimal sign, the rest with a short unit, and what comes after.

    None where it is words.
    """
    found = _FIGURE.fullmatch(str(text[0])) if text else None
    return (found.group(1), found.group(2), found.group(3)) if found else None


def notice_unit(releases: Sequence[Release], document: str, house: House) -> tuple[DocumentUnit, ...]:
    """A period's versions (the one being made last), a document's id and the house → its notice as a unit, or none.

    There is one where the last version replaces another that was sent out or decided, and the document prints
    something else than it did.
    """
    places = tuple(place for place in _corrected(releases) if place.document == document)
    if not places:
        return ()
    notice = _notice(releases, _by_section(places, defaultdict(str, house.words)), house)
    return (DocumentUnit(f"del-{document}-rättelse", "rättelse", notice.heading, (notice,)),)


def correction_sheet(releases: Sequence[Release], documents: Sequence[Document], house: House) -> tuple[Document, ...]:
    """A period's versions, its documents and the house → the sheet with the places of all papers, or nothing."""
    places = _corrected(releases)
    first = next((document for document in documents if document.id in {place.document for place in places}), None)
    if first is None:
        return ()
    said = defaultdict(str, house.words)
    groups = {
        title: merged(sorted((each for each in places if each.document == name), key=_page), said)
        for name, title in _told_apart(documents).items()
    }
    notice = replace(_notice(releases, _by_paper(groups, releases, house), house), of=first.subject)
    sheet = replace(
        first,
        id=CORRECTION_SHEET,
        title=f"{notice.heading}: {first.subject}",
        date=releases[-1].date.isoformat(),
        outline=CORRECTION_SHEET,
        units=(DocumentUnit(f"del-{CORRECTION_SHEET}", "text", notice.heading, (notice,)),),
        contents=None,
        attachments=(),
        uses=(),
        places={},
        appendix="",
        revision="",
    )
    return (sheet,)


def _told_apart(documents: Sequence[Document]) -> Mapping[str, str]:
    """Documents go in; by id, their titles come out, and their ids in words where several have the same title."""
    titles = [document.title for document in documents]
    return {
        each.id: each.title if titles.count(each.title) == 1 else each.id.replace("_", " ").capitalize()
        for each in documents
    }


def _corrected(releases: Sequence[Release]) -> tuple[Place, ...]:
    if len(releases) < 2 or releases[-2].stage is Stage.DRAFT:  # noqa: PLR2004 - one to correct, one that does
        return ()
    return releases[-1].places


def _notice(releases: Sequence[Release], groups: tuple[tuple[BodyRow, ...], ...], house: House) -> CorrectionNotice:
    said = defaultdict(str, house.words)
    return CorrectionNotice(
        id="rättelse",
        heading=said["rättelse"],
        opening=(said["rättelse_inledning"],),
        facts=tuple(LabelledPart((label,), (text,)) for label, text in _facts(releases, house)),
        table=notice_table(groups, said),
    )


def _facts(releases: Sequence[Release], house: House) -> tuple[tuple[str, str], ...]:
    said = defaultdict(str, house.words)
    before, release = releases[-2], releases[-1]
    earlier = f"{said['rättelse_ersätter']} {before.version}, {format_date(before.date, house.dates)}"
    told = (
        ("rättelse_version", f"{release.version} ({earlier})"),
        ("rättelse_daterad", format_date(release.date, house.dates)),
        ("rättelse_skäl", release.reason),
        ("rättelse_beslut", release.decided_by),
    )
    return tuple((said[word], text) for word, text in told if text)


def _by_section(places: Sequence[Place], said: Mapping[str, str]) -> tuple[tuple[BodyRow, ...], ...]:
    """Every place, page by page, under the heading of its section."""
    groups: dict[str, list[BodyRow]] = {}
    for number, place in enumerate(sorted(places, key=_page), 1):
        section = f"{place.section} {place.title}".strip() or said["rättelse_början"]
        rows = groups.setdefault(section, [heading_row(section, f"rättelse-avsnitt-{number}")])
        told = (place.part or said["rättelse_text"], place.page, place.old, place.new)
        rows.append(place_row(told, said, f"rättelse-{number}"))
    return tuple(map(tuple, groups.values()))


def _page(place: Place) -> int:
    return int(place.page) if place.page.isdigit() else 0


def _by_paper(
    groups: Mapping[str, Sequence[SheetPlace]], releases: Sequence[Release], house: House
) -> tuple[tuple[BodyRow, ...], ...]:
    """The places of each paper under its title, as many as the sheet has room for, and how many more there are."""
    said = defaultdict(str, house.words)
    made = []
    shown = fitted(groups, [text for _, text in _facts(releases, house)], house)
    for number, (title, places) in enumerate(shown.items(), 1):
        rows = [heading_row(title, f"rättelse-handling-{number}")]
        rows.extend(
            place_row((each.where, each.pages, each.old, each.new), said, f"rättelse-{number}-{count}")
            for count, each in enumerate(places, 1)
        )
        left = len(groups[title]) - len(places)
        if left:
            text = said["rättelse_fler"].replace("{antal}", str(left))
            rows.append(replace(heading_row(text, f"rättelse-fler-{number}"), kind="text"))
        made.append(tuple(rows))
    return tuple(made)


def revision_mark(releases: Sequence[Release], document: str, house: House) -> str:
    """Versions (the one being made last), a document's id and the house go in; the line comes out, or nothing.

    A paper that has been revised keeps its line until it is revised again; a draft has none.
    """
    own = [release for release in releases if document in release.documents]
    if not releases or not own or own[-1] is not releases[-1]:
        return ""
    mark, decided = "", False
    for before, release in pairwise(own):
        decided = decided or before.stage is Stage.DECIDED
        if document in release.revised and before.stage is not Stage.DRAFT:
            pattern = _pattern(release, house, decided=decided)
            mark = _filled(pattern, (before, release), document, house)
    return mark


def _pattern(release: Release, house: House, *, decided: bool) -> str:
    if not decided:
        return house.words.get("reviderad", "")
    return house.words.get("nytt_beslut" if release.stage is Stage.DECIDED else "rättad", "")


def _filled(pattern: str, versions: tuple[Release, Release], document: str, house: House) -> str:
    """What a paper says of that which it replaces (`versions` are that one's and its own), in the house's words."""
    before, release = versions
    earlier = date.fromisoformat(before.dated[document]) if before.dated.get(document) else before.date
    told = {
        "{datum}": format_date(release.date, house.dates),
        "{tidigare}": format_date(earlier, house.dates),
        "{beslutad_av}": release.decided_by,
    }
    for place, text in told.items():
        pattern = pattern.replace(place, text)
    return pattern
