"""A document's entry, its outline and the period's content → its sections planned: placed, chosen per record, numbered.

Numbers depend on what is there, never on a value, so they are known before any figure is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Unpack

from generator.content import DocumentEntry, DocumentPlan, Period, Placement, Record, RecordLink, Section
from generator.fields import Cited
from generator.house import House
from generator.outline import ContentEntry, Outline, OwnSections, SectionEntry
from generator.periods import Declared
from generator.problems import Problem, ProblemTexts, Where, nearest_hint
from generator.source import Text
from generator.swedish_text import identifier

NO_TITLE = Cited(Text(""))


@dataclass(slots=True)
class _Planner:
    document: DocumentEntry
    outline: Outline
    period: Period
    declared: Declared
    house: House
    problems: list[Problem] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)

    def problem(self, code: str, where: Where, message: str, **texts: Unpack[ProblemTexts]) -> None:
        self.problems.append(Problem(code, where, message, **texts))


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
    planner = _Planner(entry, outline, period, declared, house)
    sections = _with_own(planner, _sections(planner, _kept(planner), None, 1))
    sections = _numbered(planner, sections, "", numbered=True)
    title = entry.title or outline.title or NO_TITLE
    if title is NO_TITLE:
        planner.problem("T102", entry.where, "Dokumentet har ingen titel.", expected="titel: …")
    plan = DocumentPlan(
        id=document_id,
        entry=entry,
        outline=outline,
        title=title,
        sections=sections,
        appendix_numbers=_appendix_numbers(planner),
        matter=next((each for each in period.entry.matters.values() if document_id in each.papers), None),
        own_number=_own_number(document_id, period),
    )
    # What is asked for in a section per record is told once.
    return plan, tuple(dict.fromkeys(planner.problems))


# --- which sections there are --------------------------------------------------------------------------------------


def section_id(entry: SectionEntry) -> str:
    """A section's id: given, or from the literal part of its heading."""
    if entry.id is not None:
        return entry.id
    literal = entry.heading.text.split("{{")[0] if entry.heading else entry.for_each or ""
    return identifier(literal) or "avsnitt"


def _kept(planner: _Planner) -> tuple[SectionEntry, ...]:
    entries = planner.outline.sections
    known = set(_all_ids(entries))
    for name in (*planner.document.left_out, *planner.document.nothing_to_report):
        if name not in known:
            where = getattr(name, "where", planner.document.where)
            planner.problem("T307", where, f"Avsnittet ”{name}” finns inte i mallen.", hint=nearest_hint(name, known))
    return _without(planner, entries)


def _all_ids(entries: Sequence[SectionEntry]) -> Iterator[str]:
    for entry in entries:
        yield section_id(entry)
        yield from _all_ids(entry.sections)


def _without(planner: _Planner, entries: Sequence[SectionEntry]) -> tuple[SectionEntry, ...]:
    kept = []
    for entry in entries:
        name = section_id(entry)
        if name in planner.document.left_out:
            if entry.required:
                told = next(each for each in planner.document.left_out if each == name)
                planner.problem(
                    "T308",
                    getattr(told, "where", planner.document.where),
                    f"Avsnittet ”{name}” är obligatoriskt och utelämnas.",
                    hint="Finns inget att redovisa: skriv avsnittets id under inget_att_redovisa.",
                )
            continue
        kept.append(entry.model_copy(update={"sections": _without(planner, entry.sections)}))
    return tuple(kept)


def _with_own(planner: _Planner, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The board's own sections set in, under or after a section of the outline or one that a record has made."""
    for own in planner.document.own_sections:
        place = own.under or own.after
        known = tuple(_planned_ids(sections))
        if place is None or (own.under and own.after):
            planner.problem(
                "T103", own.where, "Egna avsnitt placeras på ett ställe.", expected="under: ID eller efter: ID"
            )
        elif place not in known:
            where = getattr(place, "where", own.where)
            planner.problem(
                "T307", where, f"Avsnittet ”{place}” finns inte i dokumentet.", hint=nearest_hint(place, known)
            )
        else:
            sections = _added(planner, sections, own)
    return sections


def _planned_ids(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections:
        yield section.id
        yield from _planned_ids(section.sections)


def _added(planner: _Planner, sections: Sequence[Section], own: OwnSections) -> tuple[Section, ...]:
    result: list[Section] = []
    for section in sections:
        if section.id == own.under:
            more = _sections(planner, own.sections, section.record, section.level + 1)
            result.append(replace(section, sections=(*section.sections, *more)))
        elif section.id == own.after:
            result.extend((section, *_sections(planner, own.sections, section.record, section.level)))
        else:
            result.append(replace(section, sections=_added(planner, section.sections, own)))
    return tuple(result)


# --- sections per record -------------------------------------------------------------------------------------------


def _sections(
    planner: _Planner, entries: Sequence[SectionEntry], record: Record | None, level: int
) -> tuple[Section, ...]:
    return tuple(section for entry in entries for section in _section(planner, entry, record, level))


def _section(planner: _Planner, entry: SectionEntry, record: Record | None, level: int) -> Iterator[Section]:
    if entry.for_each is None:
        yield _one(planner, entry, record, level, _sections(planner, entry.sections, record, level + 1))
        return
    posts = _selected(planner, entry.for_each, entry.selection, record, entry.where)
    per_record = entry.model_copy(update={"for_each": None, "heading": entry.record_heading, "id": None})
    if entry.heading is not None:
        inner = tuple(_per_record(planner, per_record, post, level + 1) for post in posts)
        yield _one(planner, entry.model_copy(update={"content": ()}), record, level, inner)
    else:
        for post in posts:
            yield _per_record(planner, per_record, post, level)


def _per_record(planner: _Planner, entry: SectionEntry, post: Record, level: int) -> Section:
    heading = entry.heading or _title_of(post)
    named = entry.model_copy(update={"heading": heading, "id": post.id})
    return _one(planner, named, post, level, _sections(planner, entry.sections, post, level + 1))


def _title_of(post: Record) -> Cited:
    title = post.values.get("rubrik")
    return title if isinstance(title, Cited) else Cited(Text(post.id, post.where))


def _one(
    planner: _Planner, entry: SectionEntry, record: Record | None, level: int, sections: tuple[Section, ...]
) -> Section:
    name = section_id(entry)
    count = planner.ids[name] = planner.ids.get(name, 0) + 1
    nothing = name in planner.document.nothing_to_report
    blocks = () if nothing else tuple(_placements(planner, entry.content, record))
    if not (blocks or sections or nothing or entry.may_be_empty or entry.for_each or entry.content):
        planner.problem(
            "T102",
            entry.where,
            f"Avsnittet ”{name}” är tomt.",
            expected="innehåll: eller avsnitt: under rubriken",
            hint=entry.guidance or "",
        )
    heading = entry.heading or Cited(Text("", entry.where))
    if not heading.text:
        planner.problem("T102", entry.where, "Avsnittet har ingen rubrik.", expected="rubrik: …")
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


def _selected(
    planner: _Planner, record_type: str, selection: Mapping[str, str], post: Record | None, where: Where
) -> tuple[Record, ...]:
    declared = planner.house.record_types.get(record_type)
    if declared is None:
        planner.problem(
            "T115",
            getattr(record_type, "where", where),
            f"Uppföljningstypen ”{record_type}” finns inte.",
            hint=nearest_hint(record_type, planner.house.record_types),
        )
        return ()
    for name in selection:
        if name not in declared.fields and name not in {"grupp", "id"}:
            planner.problem(
                "T101",
                getattr(name, "where", where),
                f"Fältet ”{name}” finns inte för {record_type}.",
                hint=nearest_hint(name, declared.fields),
            )
    records = planner.period.records.get(record_type)
    group = selection.get("grupp")
    if records and group is not None and all(record.group != group for record in records):
        known = {record.group for record in records if record.group}
        message = f"Ingen post av typen {record_type} hör till gruppen ”{group}”."
        planner.problem("T115", getattr(group, "where", where), message, hint=nearest_hint(group, known))
    if records is None:
        planner.problem(
            "T102",
            planner.document.where,
            f"Dokumentet redovisar {record_type}, men perioden har inga.",
            expected=f"{record_type}: i någon av periodens filer",
            hint=f"Finns inget att redovisa: {record_type}: []",
        )
        return ()
    return tuple(each for each in records if all(_has(each, name, told, post) for name, told in selection.items()))


def _has(record: Record, name: str, told: str, post: Record | None) -> bool:
    wanted = post.id if told == "post" and post is not None else told
    if name == "grupp":
        return record.group == wanted
    if name == "id":
        return record.id == wanted
    value = record.values.get(name)
    if isinstance(value, RecordLink):
        return value.record == wanted
    if isinstance(value, Cited):
        return value.text == wanted
    return str(getattr(value, "state", value)) == wanted


# --- what a section shows ------------------------------------------------------------------------------------------


def _placements(planner: _Planner, entries: Sequence[ContentEntry], record: Record | None) -> Iterator[Placement]:
    for entry in entries:
        if entry.field is not None:
            if record is not None and entry.field in record.values:
                yield Placement(entry, (record,))
            elif record is None or entry.required:
                _missing_field(planner, entry, record)
        elif entry.records is not None:
            selection = {**entry.selection, **({"grupp": entry.group} if entry.group else {})}
            posts = _selected(planner, entry.records, selection, record, entry.where)
            if posts or entry.required:
                yield Placement(entry, posts)
        elif _is_there(planner, entry):
            yield Placement(entry, (record,) if record else ())


def _missing_field(planner: _Planner, entry: ContentEntry, record: Record | None) -> None:
    name = entry.field or ""
    if record is None:
        planner.problem(
            "T103",
            entry.where,
            "fält: visar ett fält ur en post.",
            expected="ett avsnitt med för_varje",
            found=f"fält: {name}",
        )
        return
    known = planner.house.record_types[record.type].fields
    if name not in known:
        planner.problem(
            "T101", entry.where, f"Fältet ”{name}” finns inte för {record.type}.", hint=nearest_hint(name, known)
        )
    else:
        planner.problem(
            "T102", record.where, f"Fältet ”{name}” saknas.", expected=f"{name}: …", hint=known[name].guidance or ""
        )


def _is_there(planner: _Planner, entry: ContentEntry) -> bool:
    period, declared = planner.period, planner.declared
    for name, known, code, what in (
        (entry.text, declared.texts, "T302", "Texten"),
        (entry.table, declared.tables, "T301", "Tabellen"),
        (entry.chart, declared.charts, "T303", "Diagrammet"),
    ):
        if name is None or name in known:
            continue
        if entry.required:
            hint = nearest_hint(name, known)
            if code == "T302":
                hint += f" Skriv den i filen {name}.md eller under texter:."
            planner.problem(
                code, entry.where, f"{what} ”{name}” finns inte i perioden {period.entry.id}.", hint=hint.strip()
            )
        return False
    return True


# --- numbers -------------------------------------------------------------------------------------------------------

_DEPTH = {"1.1.1": 3, "1.1": 2, "1": 1, "ingen": 0}


def _numbered(planner: _Planner, sections: tuple[Section, ...], above: str, *, numbered: bool) -> tuple[Section, ...]:
    depth, count, result = _DEPTH[planner.outline.numbering], 0, []
    for section in sections:
        counts = numbered and section.number != "-" and section.level <= depth
        count += counts
        number = (f"{above}.{count}" if above else str(count)) if counts else ""
        inner = _numbered(planner, section.sections, number, numbered=counts)
        result.append(replace(section, number=number, sections=inner))
    return tuple(result)


def _appendix_numbers(planner: _Planner) -> Mapping[str, str]:
    numbers: dict[str, str] = {}
    for position, appendix in enumerate(planner.document.appendices, 1):
        if isinstance(appendix, str):
            if appendix not in planner.period.entry.documents:
                planner.problem(
                    "T309",
                    getattr(appendix, "where", planner.document.where),
                    f"Bilagan ”{appendix}” är inget dokument.",
                    hint=nearest_hint(appendix, planner.period.entry.documents),
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
