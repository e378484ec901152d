"""A new version's places that print otherwise, and the words of a house → the correction notice, and its sheet.

The notice comes first in a corrected paper, with every place. The sheet (rättelseblad) is a paper of its own, of one
page, with the places of all papers: what is told alike at several places of a paper is told once, and what finds no
room is counted, and stands in the notices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from generator.compose.notice_sheet import SheetPlace, fitted, merged
from generator.compose.notice_table import heading_row, notice_table, place_row
from generator.content.house import House
from generator.document.document import BodyRow, CorrectionNotice, Document, DocumentUnit
from generator.document.inline import LabelledPart
from generator.document.release import Place, Release, Stage
from generator.swedish.words import format_date

SHEET = "rättelseblad"


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
        id=SHEET,
        title=f"{notice.heading}: {first.subject}",
        date=releases[-1].date.isoformat(),
        outline=SHEET,
        units=(DocumentUnit(f"del-{SHEET}", "text", notice.heading, (notice,)),),
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
