"""A document's entry, its outline and the period's content → its sections planned: placed, chosen per record, numbered.

Numbers depend on what is there, never on a value, so they are known before any figure is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from generator.content.fields import Cited, where_of
from generator.content.house import House
from generator.content.outline import OwnSections, SectionEntry
from generator.content.period import DocumentEntry, DocumentPlan, Period, Record, Section
from generator.content.placements import Planning, placements, select_records
from generator.content.read_period import Declared
from generator.content.source import Text
from generator.problems import NOWHERE, Problem, nearest_hint
from generator.swedish import identifier

NO_TITLE = Cited(Text(""))


def plan_document(
    document_id: str, entry: DocumentEntry, content: tuple[Period, Declared], house: House
) -> tuple[DocumentPlan | None, tuple[Problem, ...]]:
    """A document's id and entry, its period with the ids that are given in it, and the house go in; the plan comes out.

    None where the outline is unknown. Problems: T102, T115, T117, T301–T303, T307–T309.
    """
    period, declared = content
    outline = house.outlines.get(entry.outline)
    if outline is None:
        return None, (
            Problem(
                "T117",
                getattr(entry.outline, "where", entry.where),
                f"Mallen ”{entry.outline}” finns inte i profilen {house.id}.",
                hint=nearest_hint(entry.outline, house.outlines),
            ),
        )
    planning = Planning(entry, outline, period, declared, house)
    sections = _with_own(planning, _sections(planning, _kept(planning), None, 1))
    sections = _numbered(planning, sections, "", numbered=True)
    known = (*_planned_ids(sections), *_all_ids(outline.sections))
    for name in entry.nothing_to_report:
        if name not in known:
            _unknown_section(planning, name, known, "i dokumentet")
    title = entry.title or outline.title or NO_TITLE
    if title is NO_TITLE:
        planning.problem("T102", entry.where, "Dokumentet har ingen titel.", expected="titel: …")
    plan = DocumentPlan(
        id=document_id,
        entry=entry,
        outline=outline,
        title=title,
        sections=sections,
        appendix_numbers=_appendix_numbers(planning),
        matter=next((each for each in period.entry.matters.values() if document_id in each.papers), None),
        own_number=_own_number(document_id, period),
        opening=_opening(planning, document_id),
    )
    # What is asked for in a section per record is told once.
    return plan, tuple(dict.fromkeys(planning.problems))


def _opening(planning: Planning, document_id: str) -> Section | None:
    """What stands under the title: a section of level 0, without a heading."""
    blocks = tuple(placements(planning, planning.outline.opening, None))
    if not blocks:
        return None
    return Section(
        id=f"{document_id}-inledning",
        number="",
        level=0,
        heading=NO_TITLE,
        record=None,
        blocks=blocks,
        sections=(),
        run_in=False,
        label=None,
        subtitle=None,
        style="",
        orientation="stående",
        breaks_page=False,
        nothing_to_report=False,
        where=planning.outline.where,
    )


# --- which sections there are --------------------------------------------------------------------------------------


def section_id(entry: SectionEntry) -> str:
    """A section's id: given, or from the literal part of its heading."""
    if entry.id is not None:
        return entry.id
    literal = entry.heading.text.split("{{")[0] if entry.heading else entry.for_each or ""
    return identifier(literal) or "avsnitt"


def _kept(planning: Planning) -> tuple[SectionEntry, ...]:
    entries = planning.outline.sections
    known = set(_all_ids(entries))
    for name in planning.document.left_out:
        if name not in known:
            _unknown_section(planning, name, known, "i mallen")
    return _without(planning, entries)


def _unknown_section(planning: Planning, name: str, known: Collection[str], place: str) -> None:
    where = where_of(name) if where_of(name) != NOWHERE else planning.document.where
    hint = nearest_hint(name, known)
    planning.problem("T307", where, f"Avsnittet ”{name}” finns inte {place}.", found=name, hint=hint)


def _all_ids(entries: Sequence[SectionEntry]) -> Iterator[str]:
    for entry in entries:
        yield section_id(entry)
        yield from _all_ids(entry.sections)


def _without(planning: Planning, entries: Sequence[SectionEntry]) -> tuple[SectionEntry, ...]:
    kept = []
    for entry in entries:
        name = section_id(entry)
        if name in planning.document.left_out:
            if entry.required:
                told = next(each for each in planning.document.left_out if each == name)
                planning.problem(
                    "T308",
                    getattr(told, "where", planning.document.where),
                    f"Avsnittet ”{name}” är obligatoriskt och utelämnas.",
                    hint="Finns inget att redovisa: skriv avsnittets id under inget_att_redovisa.",
                )
            continue
        kept.append(entry.model_copy(update={"sections": _without(planning, entry.sections)}))
    return tuple(kept)


def _with_own(planning: Planning, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The board's own sections set in, under or after a section of the outline or one that a record has made."""
    for own in planning.document.own_sections:
        place = own.under or own.after
        known = tuple(_planned_ids(sections))
        if place is None or (own.under and own.after):
            planning.problem(
                "T103", own.where, "Egna avsnitt placeras på ett ställe.", expected="under: ID eller efter: ID"
            )
        elif place not in known:
            _unknown_section(planning, place, known, "i dokumentet")
        else:
            sections = _added(planning, sections, own)
    return sections


def _planned_ids(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections:
        yield section.id
        yield from _planned_ids(section.sections)


def _added(planning: Planning, sections: Sequence[Section], own: OwnSections) -> tuple[Section, ...]:
    result: list[Section] = []
    for section in sections:
        if section.id == own.under:
            more = _sections(planning, own.sections, section.record, section.level + 1)
            result.append(replace(section, sections=(*section.sections, *more)))
        elif section.id == own.after:
            result.extend((section, *_sections(planning, own.sections, section.record, section.level)))
        else:
            result.append(replace(section, sections=_added(planning, section.sections, own)))
    return tuple(result)


# --- sections per record -------------------------------------------------------------------------------------------


def _sections(
    planning: Planning, entries: Sequence[SectionEntry], record: Record | None, level: int
) -> tuple[Section, ...]:
    return tuple(section for entry in entries for section in _section(planning, entry, record, level))


def _section(planning: Planning, entry: SectionEntry, record: Record | None, level: int) -> Iterator[Section]:
    if entry.for_each is None:
        inner = _sections(planning, entry.sections, record, level + 1)
        # What a record may go without leaves no heading behind.
        unasked = record is not None and not (entry.required or entry.may_be_empty or inner)
        if not unasked or tuple(placements(planning, entry.content, record)):
            yield _one(planning, entry, record, level, inner)
        return
    posts = select_records(planning, entry.for_each, entry.selection, record, required=entry.required)
    per_record = entry.model_copy(update={"for_each": None, "heading": entry.record_heading, "id": None})
    if entry.heading is not None:
        inner = tuple(_per_record(planning, per_record, post, level + 1) for post in posts)
        yield _one(planning, entry.model_copy(update={"content": ()}), record, level, inner)
    else:
        for post in posts:
            yield _per_record(planning, per_record, post, level)


def _per_record(planning: Planning, entry: SectionEntry, post: Record, level: int) -> Section:
    heading = entry.heading or _title_of(post)
    named = entry.model_copy(update={"heading": heading, "id": post.id})
    return _one(planning, named, post, level, _sections(planning, entry.sections, post, level + 1))


def _title_of(post: Record) -> Cited:
    title = post.values.get("rubrik")
    return title if isinstance(title, Cited) else Cited(Text(post.id, post.where))


def _empty(planning: Planning, entry: SectionEntry, name: str) -> None:
    asked = [each.text or each.table or each.chart or each.field or each.records for each in entry.content]
    expected = f"något av {', '.join(filter(None, asked))}" if asked else "innehåll: eller avsnitt: under rubriken"
    hint = f"Finns inget att säga: skriv {name} under inget_att_redovisa, eller under utelämna om det får utelämnas."
    own = entry.where.file == planning.document.where.file
    where = entry.where if own or not asked else planning.document.where
    planning.problem("T102", where, f"Avsnittet ”{name}” är tomt.", expected=expected, hint=entry.guidance or hint)


def _one(
    planning: Planning, entry: SectionEntry, record: Record | None, level: int, sections: tuple[Section, ...]
) -> Section:
    name = section_id(entry)
    count = planning.ids[name] = planning.ids.get(name, 0) + 1
    nothing = name in planning.document.nothing_to_report
    before = len(planning.problems)
    blocks = () if nothing else tuple(placements(planning, entry.content, record))
    if not (blocks or sections or nothing or entry.may_be_empty):
        # Sections for records of which there are none, and that says so, have nothing to report.
        nothing = bool(entry.for_each or entry.sections)
        if not nothing and len(planning.problems) == before and not planning.declared.documents_have_faults:
            _empty(planning, entry, name)
    heading = entry.heading or Cited(Text("", entry.where))
    if not heading.text and not planning.declared.documents_have_faults:
        hint = "Skriv rubrik: överst i avsnittet."
        planning.problem("T102", entry.where, "Avsnittet har ingen rubrik.", expected="rubrik: …", hint=hint)
    return Section(
        id=name if count == 1 else f"{name}-{count}",
        number="" if entry.numbered is not False else "-",
        level=level,
        heading=heading,
        record=record,
        blocks=blocks,
        sections=sections,
        run_in=entry.run_in,
        label=entry.label,
        subtitle=entry.subtitle,
        style=entry.style or "",
        orientation=entry.orientation or "stående",
        breaks_page=entry.page_break == "före",
        nothing_to_report=nothing,
        where=entry.where,
    )


# --- numbers -------------------------------------------------------------------------------------------------------

_DEPTH = {"1.1.1": 3, "1.1": 2, "1": 1, "ingen": 0}


def _numbered(planning: Planning, sections: tuple[Section, ...], above: str, *, numbered: bool) -> tuple[Section, ...]:
    depth, count, result = _DEPTH[planning.outline.numbering], 0, []
    for section in sections:
        counts = numbered and section.number != "-" and section.level <= depth
        count += counts
        number = (f"{above}.{count}" if above else str(count)) if counts else ""
        inner = _numbered(planning, section.sections, number, numbered=counts)
        result.append(replace(section, number=number, sections=inner))
    return tuple(result)


def _appendix_numbers(planning: Planning) -> Mapping[str, str]:
    numbers: dict[str, str] = {}
    for position, appendix in enumerate(planning.document.appendices, 1):
        if isinstance(appendix, str):
            if appendix not in planning.period.entry.documents:
                planning.problem(
                    "T309",
                    getattr(appendix, "where", planning.document.where),
                    f"Bilagan ”{appendix}” är inget av periodens dokument.",
                    found=appendix,
                    hint=f"{nearest_hint(appendix, planning.period.entry.documents)} En bilaga som görs någon "
                    "annanstans skrivs som titel: … och extern: ja.".lstrip(),
                )
            numbers[appendix] = str(position)
        else:
            numbers[identifier(appendix.title)] = appendix.number or str(position)
    return numbers


def _own_number(document_id: str, period: Period) -> str:
    """The number of a document as an appendix of the first paper that lists it; empty where none does."""
    for entry in period.entry.documents.values():
        for position, appendix in enumerate(entry.appendices, 1):
            if appendix == document_id:
                return str(position)
    return ""
