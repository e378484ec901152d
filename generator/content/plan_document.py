"""Plan a document: its sections placed, chosen per record, and numbered before any figure has a value."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from generator.content.board_rows import BOARDS
from generator.content.collecting import find_board, has_delivered
from generator.content.fields import Cited, where_of
from generator.content.house import House
from generator.content.outline import NumberedKind, OwnSections, SectionEntry
from generator.content.period import DocumentPlan, Period, Placement, Record, Section
from generator.content.placements import Planning, included_sections, not_delivered, placements, select_records
from generator.content.read_period import Declared
from generator.content.source import Text
from generator.content.walk import every_section
from generator.problems import Problems, nearest_hint
from generator.swedish import identifier

_NO_TITLE = Cited(Text(""))
_MOST_LEVELS = 20
_DEPTH = {"1.1.1": 3, "1.1": 2, "1": 1, "ingen": 0}


def plan_document(
    document_id: str, period: Period, declared: Declared, house: House, problems: Problems
) -> DocumentPlan | None:
    """Return a document of the period as planned, or None where its outline is unknown."""
    entry = period.entry.documents[document_id]
    outline = house.outlines.get(entry.outline)
    if outline is None:
        message = f"Mallen ”{entry.outline}” finns inte i profilen {house.id}."
        hint = nearest_hint(entry.outline, house.outlines)
        problems.add("T117", where_of(entry.outline, entry.where), message, hint=hint)
        return None
    planning = Planning(entry, outline, period, declared, house)
    ids_of_outline = tuple(map(section_id, every_section(outline.sections)))
    _check_sections(planning, entry.left_out, ids_of_outline, "i mallen")
    sections = _with_own(planning, _sections(planning, _without_left_out(planning, outline.sections), None, 1))
    sections = _numbered(planning, sections, "", numbered=True)
    opening, *numbered = _with_placed_numbers(planning, (_opening(planning, document_id), *sections), Counter())
    _check_sections(planning, entry.nothing_to_report, (*_planned_ids(sections), *ids_of_outline), "i dokumentet")
    title = entry.title or outline.title or _NO_TITLE
    if title is _NO_TITLE:
        planning.add("T102", entry.where, "Dokumentet har ingen titel.", expected="titel: …")
    plan = DocumentPlan(
        id=document_id,
        entry=entry,
        outline=outline,
        title=title,
        sections=tuple(numbered),
        appendix_numbers=_appendix_numbers(planning),
        matter=next((each for each in period.entry.matters.values() if document_id in each.papers), None),
        own_number=_own_number(document_id, period),
        opening=opening if opening.blocks else None,
    )
    # What is asked for in a section per record is a problem once.
    problems.extend(dict.fromkeys(planning.problems))
    return plan


def _opening(planning: Planning, document_id: str) -> Section:
    blocks, where = tuple(placements(planning, planning.outline.opening, None)), planning.outline.where
    return Section(id=f"{document_id}-inledning", level=0, heading=_NO_TITLE, blocks=blocks, where=where)


# --- which sections there are --------------------------------------------------------------------------------------


def section_id(entry: SectionEntry) -> str:
    """Return a section's id: the given one, or one from the literal part of its heading."""
    if entry.id is not None:
        return entry.id
    literal = entry.heading.text.split("{{")[0] if entry.heading else entry.for_each or ""
    return identifier(literal) or "avsnitt"


def _check_sections(planning: Planning, names: Iterable[str], ids: Collection[str], place: str) -> None:
    for name in names:
        planning.check_name(name, ids, "T307", planning.document.where, f"Avsnittet ”{name}” finns inte {place}.")


def _without_left_out(planning: Planning, entries: Sequence[SectionEntry]) -> tuple[SectionEntry, ...]:
    kept = []
    for entry in entries:
        left_out = next((name for name in planning.document.left_out if name == section_id(entry)), None)
        if left_out is None:
            kept.append(entry.model_copy(update={"sections": _without_left_out(planning, entry.sections)}))
        elif entry.required:
            message = f"Avsnittet ”{left_out}” är obligatoriskt och utelämnas.{_law(entry)}"
            hint = "Finns inget att redovisa: skriv avsnittets id under inget_att_redovisa."
            planning.add("T308", where_of(left_out, planning.document.where), message, hint=hint)
    return tuple(kept)


def _with_own(planning: Planning, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    waiting: dict[str, list[tuple[int, OwnSections]]] = defaultdict(list)
    for number, own in enumerate(planning.document.own_sections, start=1):
        place = own.under or own.after
        if place is None or (own.under and own.after):
            expected = "under: ID eller efter: ID"
            planning.add("T103", own.where, "Egna avsnitt placeras på ett ställe.", expected=expected)
        else:
            waiting[place].append((number, own))
    placed: set[int] = set()
    sections = _added(planning, [(section, 0) for section in sections], waiting, placed)
    unknown = [place for place, owns in waiting.items() if not placed.issuperset(number for number, _ in owns)]
    if unknown:
        _check_sections(planning, unknown, {*_planned_ids(sections)}.difference(unknown), "i dokumentet")
    return sections


def _planned_ids(sections: Sequence[Section]) -> Iterator[str]:
    return (section.id for section in every_section(sections))


def _added(
    planning: Planning,
    sections: Iterable[tuple[Section, int]],
    waiting: Mapping[str, Sequence[tuple[int, OwnSections]]],
    placed: set[int],
) -> tuple[Section, ...]:
    """Return sections with the documents' own in them, each set of own ones in those that come before it.

    A section has the number of the own ones that it came with, 0 for the outline's. `placed` gets the numbers used.
    """
    result: list[Section] = []
    left = [*sections][::-1]
    while left:
        section, came = left.pop()
        under = [(inner, came) for inner in section.sections]
        for number, own in waiting.get(section.id, ()):
            if number > came:
                placed.add(number)
                level = section.level + bool(own.under)
                if level > _MOST_LEVELS:
                    expected = f"högst {_MOST_LEVELS} nivåer"
                    planning.add("T103", own.where, "Avsnittet ligger under för många andra.", expected=expected)
                    # What waits for it is in its place, and no further problem.
                    placed.update(waits for owns in waiting.values() for waits, _ in owns)
                    return ()
                more = [(new, number) for new in _sections(planning, own.sections, section.record, level)]
                if own.under:
                    under += more
                else:
                    # The last ones stand nearest to the section that they come after.
                    left += reversed(more)
        result.append(replace(section, sections=_added(planning, under, waiting, placed)) if under else section)
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
    title = post.values.get("namn" if post.type == BOARDS else "rubrik")
    heading = entry.heading or (title if isinstance(title, Cited) else Cited(Text(post.id, post.where)))
    named = entry.model_copy(update={"heading": heading, "id": post.id})
    if post.type == BOARDS and not has_delivered(post):
        return _without_content(planning, named, post, level)
    return _one(planning, named, post, level, _sections(planning, entry.sections, post, level + 1))


def _without_content(planning: Planning, entry: SectionEntry, post: Record, level: int) -> Section:
    """Return the section of a board that has not delivered, with the sentence that says so."""
    section = _one(planning, entry.model_copy(update={"content": (), "may_be_empty": "tillåtet"}), post, level, ())
    board = find_board(planning.period.collected, post.id)
    blocks = () if board is None else (not_delivered(planning, board, entry.where),)
    return replace(section, blocks=blocks)


def _empty(planning: Planning, entry: SectionEntry, name: str) -> None:
    content = [each.text or each.table or each.chart or each.field or each.records for each in entry.content]
    expected = f"något av {', '.join(filter(None, content))}" if content else "innehåll: eller avsnitt: under rubriken"
    hint = f"Finns inget att säga: skriv {name} under inget_att_redovisa, eller under utelämna om det får utelämnas."
    own = entry.where.file == planning.document.where.file
    where = entry.where if own or not content else planning.document.where
    message = f"Avsnittet ”{name}” är tomt.{_law(entry)}"
    planning.add("T102", where, message, expected=expected, hint=entry.guidance or hint)


def _law(entry: SectionEntry) -> str:
    return f" Lagrum: {entry.law}" if entry.law else ""


def _one(
    planning: Planning, entry: SectionEntry, record: Record | None, level: int, sections: tuple[Section, ...]
) -> Section:
    name = section_id(entry)
    planning.ids[name] += 1
    count = planning.ids[name]
    nothing = name in planning.document.nothing_to_report
    before = len(planning.problems)
    blocks = () if nothing else tuple(placements(planning, entry.content, record))
    if not nothing:
        sections = (*_included(planning, entry, record, level + 1), *sections)
    if not (blocks or sections or nothing or entry.may_be_empty):
        # Sections for records of which there are none, and that says so, have nothing to report.
        nothing = bool(entry.for_each or entry.sections)
        if not nothing and len(planning.problems) == before and not planning.declared.documents_have_faults:
            _empty(planning, entry, name)
    heading = entry.heading or Cited(Text("", entry.where))
    if not heading.text and not planning.declared.documents_have_faults:
        hint = "Skriv rubrik: överst i avsnittet."
        planning.add("T102", entry.where, "Avsnittet har ingen rubrik.", expected="rubrik: …", hint=hint)
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
        short_heading=entry.short_heading,
        style=entry.style or "",
        orientation=entry.orientation or "stående",
        breaks_page=entry.page_break == "före",
        nothing_to_report=nothing,
        where=entry.where,
    )


def _included(planning: Planning, entry: SectionEntry, record: Record | None, level: int) -> Iterator[Section]:
    for section in included_sections(planning, entry.content, record):
        yield _at_level(planning, section, level)


def _at_level(planning: Planning, section: Section, level: int) -> Section:
    """Return an included section with those in it, at its level and with ids that no other section has."""
    planning.ids[section.id] += 1
    count = planning.ids[section.id]
    own_id = section.id if count == 1 else f"{section.id}-{count}"
    inner = tuple(_at_level(planning, each, level + 1) for each in section.sections)
    return replace(section, id=own_id, level=level, sections=inner)


# --- numbers -------------------------------------------------------------------------------------------------------


def _numbered(planning: Planning, sections: tuple[Section, ...], above: str, *, numbered: bool) -> tuple[Section, ...]:
    depth, count, result = _DEPTH[planning.outline.numbering], 0, []
    for section in sections:
        counts = numbered and section.number != "-" and section.level <= depth
        count += counts
        number = (f"{above}.{count}" if above else str(count)) if counts else ""
        inner = _numbered(planning, section.sections, number, numbered=counts)
        result.append(replace(section, number=number, sections=inner))
    return tuple(result)


def _with_placed_numbers(
    planning: Planning, sections: Sequence[Section], counts: Counter[NumberedKind]
) -> tuple[Section, ...]:
    """Return sections whose tables and charts have numbers, in the order of the document, where the outline asks."""
    result = []
    for section in sections:
        blocks = [_with_number(planning, planning.period, each, counts) for each in section.blocks]
        inner = _with_placed_numbers(planning, section.sections, counts)
        result.append(replace(section, blocks=tuple(blocks), sections=inner))
    return tuple(result)


def _with_number(planning: Planning, period: Period, placement: Placement, counts: Counter[NumberedKind]) -> Placement:
    included = placement.included
    if included is not None and included.board.content is not None:
        theirs = included.board.content.period
        inner = tuple(_with_number(planning, theirs, each, counts) for each in included.placements)
        return replace(placement, included=replace(included, placements=inner))
    kind = _numbered_kind(period, placement)
    if kind is None or kind not in planning.outline.numbered:
        return replace(placement, number="")
    counts[kind] += 1
    return replace(placement, number=str(counts[kind]))


def _numbered_kind(period: Period, placement: Placement) -> NumberedKind | None:
    """Return what a placement counts as; a table without a heading has no place for a number."""
    entry = placement.entry
    if entry.kind == "diagram":
        return "diagram"
    if entry.kind == "tabell":
        table = period.tables.get(entry.name)
        return "tabeller" if table is not None and table.entry.heading is not None else None
    shown_as_table = entry.kind == "uppföljningstyp" and entry.shown_as in {"tabell", "matris"}
    return "tabeller" if shown_as_table and entry.heading is not None and placement.records else None


def _appendix_numbers(planning: Planning) -> Mapping[str, str]:
    documents = planning.period.entry.documents
    numbers: dict[str, str] = {}
    for position, appendix in enumerate(planning.document.appendices, 1):
        if not isinstance(appendix, str):
            numbers[identifier(appendix.title)] = appendix.number or str(position)
            continue
        if appendix not in documents:
            message = f"Bilagan ”{appendix}” är inget av periodens dokument."
            elsewhere = "En bilaga som görs någon annanstans skrivs som titel: … och extern: ja."
            hint = f"{nearest_hint(appendix, documents)} {elsewhere}".lstrip()
            planning.add("T309", where_of(appendix, planning.document.where), message, found=appendix, hint=hint)
        numbers[appendix] = str(position)
    return numbers


def _own_number(document_id: str, period: Period) -> str:
    lists = (entry.appendices for entry in period.entry.documents.values())
    return next((str(listed.index(document_id) + 1) for listed in lists if document_id in listed), "")
