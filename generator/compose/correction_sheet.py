"""The correction sheet (rättelseblad): one page with the corrected places of all papers.

Like changes of a paper are listed once. Those without room are counted: the papers' notices have them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from decimal import Decimal

from generator.compose.notice import (
    WIDTHS,
    corrected_places,
    correction_facts,
    correction_notice,
    heading_row,
    house_words,
    page_number,
    place_row,
)
from generator.content import House
from generator.document import CORRECTION_SHEET, BodyRow, Document, DocumentUnit, Place, Release, wrapped

# Lines of the table that one page holds without any facts above it.
_LINES = Decimal("44.5")
_FACT = Decimal("1.5")
_BETWEEN_ROWS = Decimal("0.4")
# A paper's title, and the line that counts what has no room.
_PAPER, _REST = Decimal("1.9"), Decimal("1.4")
# A long text is shown by its beginning: the notice has more of it.
_MOST_LINES = 3
# The table's width in em of its letters, less the room between columns; letters that are wider than those measured.
_TABLE_EM, _GAP_EM, _WIDER = Decimal(50), Decimal(1), Decimal("1.05")
_FACT_EM = Decimal(42)


def correction_sheet(releases: Sequence[Release], documents: Sequence[Document], house: House) -> tuple[Document, ...]:
    """Return the sheet, or nothing; the last of the releases is the one in the making."""
    places = corrected_places(releases)
    first = next((document for document in documents if document.id in {place.document for place in places}), None)
    if first is None:
        return ()
    words = house_words(house)
    papers = {
        title: _merged(sorted((each for each in places if each.document == name), key=page_number), words)
        for name, title in _distinct_titles(documents).items()
    }
    groups = tuple(_paper_groups(papers, releases, house))
    notice = replace(correction_notice(releases, groups, house), of=first.subject)
    sheet = replace(
        first,
        id=CORRECTION_SHEET,
        title=f"{notice.heading}: {first.subject}",
        date=releases[-1].date.isoformat(),
        outline=CORRECTION_SHEET,
        units=(DocumentUnit(f"del-{CORRECTION_SHEET}", "text", notice.heading, (notice,)),),
        contents=None,
        figures=(),
        reported=None,
        uses=(),
        places={},
        appendix="",
        revision="",
    )
    return (sheet,)


def _distinct_titles(documents: Sequence[Document]) -> Mapping[str, str]:
    """Return the titles by id; the id in words where several have the same title."""
    titles = [document.title for document in documents]
    return {
        each.id: each.title if titles.count(each.title) == 1 else each.id.replace("_", " ").capitalize()
        for each in documents
    }


def _paper_groups(
    papers: Mapping[str, Sequence[_Change]], releases: Sequence[Release], house: House
) -> Iterator[tuple[BodyRow, ...]]:
    words = house_words(house)
    shown = _fitted(papers, [text for _, text in correction_facts(releases, house)], house)
    for number, (title, changes) in enumerate(shown.items(), 1):
        rows = [
            place_row(astuple(change), words, f"rättelse-{number}-{count}") for count, change in enumerate(changes, 1)
        ]
        left = len(papers[title]) - len(changes)
        if left:
            text = words["rättelse_fler"].replace("{antal}", str(left))
            rows.append(replace(heading_row(text, f"rättelse-fler-{number}"), kind="text"))
        yield (heading_row(title, f"rättelse-handling-{number}"), *rows)


# --- changes that are alike ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Change:
    where: str
    pages: str
    old: str
    new: str


def _merged(places: Iterable[Place], words: Mapping[str, str]) -> tuple[_Change, ...]:
    alike: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        alike.setdefault((place.old, place.new), []).append(place)
    return tuple(
        _Change(
            where=_shortened(_where(same, words), "plats"),
            pages=_pages(dict.fromkeys(each.page for each in same if each.page)),
            old=_shortened(old, "tidigare"),
            new=_shortened(new, "nu"),
        )
        for (old, new), same in alike.items()
    )


def _where(places: Sequence[Place], words: Mapping[str, str]) -> str:
    """Name the sections, and the part of the section if there is but one."""
    sections = dict.fromkeys(f"{each.section} {each.title}".strip() for each in places)
    parts = dict.fromkeys(each.part for each in places)
    if len(sections) == len(parts) == 1 and any((*sections, *parts)):
        return ": ".join(filter(None, (*sections, *parts)))
    return "; ".join(section or words["rättelse_början"] for section in sections)


def _pages(pages: Iterable[str]) -> str:
    """Join pages as printed, in order; those that follow each other are a range."""
    runs: list[list[str]] = []
    for page in pages:
        if runs and page.isdigit() and runs[-1][-1].isdigit() and int(page) == int(runs[-1][-1]) + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


# --- room on the page ------------------------------------------------------------------------------------------------


def _fitted(
    papers: Mapping[str, Sequence[_Change]], facts: Sequence[str], house: House
) -> Mapping[str, Sequence[_Change]]:
    """Return the changes that have room, one more of each paper in turn so that none is left out."""
    waiting = [title for title, changes in papers.items() if changes]
    lines = {title: [_lines(change) for change in papers[title]] for title in waiting}
    lines_of_house = house.settings.correction_lines
    room = _LINES if lines_of_house is None else Decimal(lines_of_house)
    room = room - sum(_FACT * len(wrapped(text, _FACT_EM)) for text in facts) - len(waiting) * _PAPER
    if sum(count for counts in lines.values() for count in counts) <= room:
        return {title: papers[title] for title in waiting}
    room -= len(waiting) * _REST
    shown = dict.fromkeys(waiting, 0)
    while waiting:
        title = waiting.pop(0)
        is_last = shown[title] + 1 == len(lines[title])
        needed = lines[title][shown[title]] - (_REST if is_last else 0)
        if needed <= room:
            room -= needed
            shown[title] += 1
            waiting.extend(() if is_last else (title,))
    return {title: papers[title][:count] for title, count in shown.items()}


def _lines(change: _Change) -> Decimal:
    texts = zip(astuple(change), WIDTHS, strict=True)
    return max(len(wrapped(text, _column_width(column))) for text, column in texts) + _BETWEEN_ROWS


def _shortened(text: str, column: str) -> str:
    lines = wrapped(text, _column_width(column))
    return text if len(lines) <= _MOST_LINES else f"{' '.join(lines[:_MOST_LINES])} …"


def _column_width(column: str) -> Decimal:
    return (_TABLE_EM * WIDTHS[column] / 100 - _GAP_EM) / _WIDER
