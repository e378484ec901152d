"""A new version's places that print otherwise, and the words of a house → the correction notice, and its sheet.

The notice comes first in a corrected paper. The sheet (rättelseblad) is a paper of its own with the places of all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from generator.document import Cell, Column, CorrectionNotice, Document, HeadCell, Row, Table, Unit
from generator.house import House
from generator.inline import LabelledPart
from generator.release import Place, Release, Stage
from generator.swedish_text import format_date

SHEET = "rättelseblad"
# Per cent: a number with its unit does not break. What is left is for where it stands.
_WIDTHS = {"handling": 24, "plats": 0, "sida": 9, "tidigare": 18, "nu": 18}


def notice_unit(releases: Sequence[Release], document: str, house: House) -> tuple[Unit, ...]:
    """A period's versions (the one being made last), a document's id and the house → its notice as a unit, or none.

    There is one where the last version replaces another that was sent out or decided, and the document prints
    something else than it did.
    """
    places = tuple(place for place in _corrected(releases) if place.document == document)
    if not places:
        return ()
    notice = _notice(releases, places, {}, house)
    return (Unit(f"del-{document}-rättelse", "rättelse", notice.heading, (notice,)),)


def correction_sheet(releases: Sequence[Release], documents: Sequence[Document], house: House) -> tuple[Document, ...]:
    """A period's versions, its documents and the house → the sheet with the places of all papers, or nothing."""
    places = _corrected(releases)
    first = next((document for document in documents if document.id in {place.document for place in places}), None)
    if first is None:
        return ()
    titles = _told_apart(documents)
    notice = replace(_notice(releases, places, titles, house), of=first.subject)
    sheet = replace(
        first,
        id=SHEET,
        title=f"{notice.heading}: {first.subject}",
        date=releases[-1].date.isoformat(),
        outline=SHEET,
        units=(Unit(f"del-{SHEET}", "text", notice.heading, (notice,)),),
        contents=None,
        attachments=(),
        uses=(),
        places={},
        appendix="",
        revision="",
    )
    return (sheet,)


def _told_apart(documents: Sequence[Document]) -> Mapping[str, str]:
    """Documents go in; by id, their titles come out, or their ids in words where several have the same title."""
    titles = [document.title for document in documents]
    return {
        each.id: each.title if titles.count(each.title) == 1 else each.id.replace("_", " ").capitalize()
        for each in documents
    }


def _corrected(releases: Sequence[Release]) -> tuple[Place, ...]:
    if len(releases) < 2 or releases[-2].stage is Stage.DRAFT:  # noqa: PLR2004 - one to correct, one that does
        return ()
    return releases[-1].places


def _notice(
    releases: Sequence[Release], places: tuple[Place, ...], titles: Mapping[str, str], house: House
) -> CorrectionNotice:
    said = defaultdict(str, house.words)
    before, release = releases[-2], releases[-1]
    earlier = f"{said['rättelse_ersätter']} {before.version}, {format_date(before.date, house.dates)}"
    told = (
        ("rättelse_version", f"{release.version} ({earlier})"),
        ("rättelse_daterad", format_date(release.date, house.dates)),
        ("rättelse_skäl", release.reason),
        ("rättelse_beslut", release.decided_by),
    )
    return CorrectionNotice(
        id="rättelse",
        heading=said["rättelse"],
        opening=(said["rättelse_inledning"],),
        facts=tuple(LabelledPart((said[word],), (text,)) for word, text in told if text),
        table=_table(places, said, titles),
    )


def _table(places: tuple[Place, ...], said: Mapping[str, str], titles: Mapping[str, str]) -> Table:
    """Where, on which page, what stood and what is to stand; with titles also in which paper."""
    there = (bool(titles), True, any(place.page for place in places), True, True)
    names = [name for name, used in zip(("handling", "plats", "sida", "tidigare", "nu"), there, strict=True) if used]
    heads = (HeadCell(f"rättelse-{name}", (said[f"rättelse_{name}"],), 1, 1, "col", "text") for name in names)
    rows = []
    for number, place in enumerate(places, 1):
        texts = {
            "handling": titles.get(place.document, place.document),
            "plats": f"{place.section} {place.title}".strip() or said["rättelse_inget"],
            "sida": place.page or said["rättelse_inget"],
            "tidigare": place.old or said["rättelse_inget"],
            "nu": place.new or said["rättelse_inget"],
        }
        cells = tuple(Cell("text", (texts[name],), head="row" if name == names[0] else "") for name in names)
        rows.append(Row(f"rättelse-{number}", "rad", cells))
    return Table(
        id="rättelse-tabell",
        caption=(said["rättelse_tabell"],),
        unit="",
        columns=tuple(Column("text", _WIDTHS[name]) for name in names),
        head=(tuple(heads),),
        groups=(tuple(rows),),
    )
