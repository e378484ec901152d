"""What a section of an outline shows, and the content → its placements: each thing there is, the records chosen.

What is asked for and not there is a problem at the name that asks; the content's own lines are where it belongs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Unpack

from generator.content.fields import where_of
from generator.content.house import FieldEntry, House, RecordType
from generator.content.outline import CONTENT_KEYS, ContentEntry, Outline
from generator.content.period import DocumentEntry, Period, Placement, Record, word_of
from generator.content.read_period import Declared
from generator.problems import NOWHERE, Problem, ProblemTexts, Where, nearest, nearest_hint

POST = "post"


@dataclass(slots=True)
class Planning:
    """The document being planned, and what was found wrong with it so far."""

    document: DocumentEntry
    outline: Outline
    period: Period
    declared: Declared
    house: House
    problems: list[Problem] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)

    def problem(self, code: str, where: Where, message: str, **texts: Unpack[ProblemTexts]) -> None:
        """A problem of the document is found; where it stands in an outline, the document is told too."""
        if where.file != self.document.where.file and "related" not in texts:
            texts["related"] = (self.document.where,)
        self.problems.append(Problem(code, where, message, **texts))


def placements(planning: Planning, entries: Sequence[ContentEntry], record: Record | None) -> Iterator[Placement]:
    """The entries of a section and the record it is about, or None, go in; what is there of them comes out."""
    for entry in entries:
        if entry.field is not None:
            if _has_field(planning, entry.field, record):
                yield Placement(entry, (record,) if record else ())
            elif record is None or entry.required or entry.field not in _fields_of(planning, record):
                _missing_field(planning, entry, record)
        elif entry.records is not None:
            selection = {**entry.selection, **({"grupp": entry.group} if entry.group else {})}
            posts = select_records(planning, entry.records, selection, record, required=entry.required)
            _check_fields(planning, entry)
            _check_scales(planning, entry, posts)
            if posts or entry.required:
                yield Placement(entry, posts)
        elif _is_there(planning, entry):
            yield Placement(entry, (record,) if record else ())


# --- fields of the record that a section is about ------------------------------------------------------------------


def _fields_of(planning: Planning, record: Record) -> Mapping[str, FieldEntry]:
    return planning.house.record_types[record.type].fields


def _has_field(planning: Planning, name: str, record: Record | None) -> bool:
    if record is None:
        return False
    declared = _fields_of(planning, record).get(name)
    computed = declared is not None and (declared.formula is not None or declared.formula_by is not None)
    return name in record.values or computed


def _missing_field(planning: Planning, entry: ContentEntry, record: Record | None) -> None:
    name = entry.field or ""
    where = _place(name, entry.where)
    if record is None:
        planning.problem(
            "T103",
            where,
            "fält: visar ett fält ur en post.",
            expected="ett avsnitt med för_varje",
            found=f"fält: {name}",
            hint="Använd text: för en text, eller sätt för_varje på avsnittet.",
        )
        return
    known = _fields_of(planning, record)
    if name not in known:
        hint = nearest_hint(name, known)
        planning.problem("T101", where, f"Fältet ”{name}” finns inte för {record.type}.", found=name, hint=hint)
    else:
        guidance = known[name].guidance or f"Skriv {name}: i posten."
        message = f"Fältet ”{name}” saknas i posten ”{record.id}”."
        planning.problem("T102", record.where, message, expected=f"{name}: …", hint=guidance)


# --- texts, tables, charts -----------------------------------------------------------------------------------------


def _is_there(planning: Planning, entry: ContentEntry) -> bool:
    period, declared = planning.period.entry.id, planning.declared
    for name, known, code, what, way in (
        (entry.text, declared.texts, "T302", "Texten", "Skriv den i filen {}.md eller under texter:."),
        (entry.table, declared.tables, "T301", "Tabellen", "Skriv den under tabeller:."),
        (entry.chart, declared.charts, "T303", "Diagrammet", "Skriv det under diagram:."),
    ):
        if name is None or name in known:
            continue
        if entry.required:
            # Names of files are ASCII.
            told = way.format(name) if name.isascii() or code != "T302" else "Skriv den under texter:."
            hint = f"{nearest_hint(name, nearest(name, known))} {told}".strip()
            message = f"{what} ”{name}” finns inte i perioden {period}."
            planning.problem(code, _place(name, entry.where), message, found=name, hint=hint)
        return False
    return True


# --- records -------------------------------------------------------------------------------------------------------


def select_records(
    planning: Planning, type_id: str, selection: Mapping[str, str], post: Record | None, *, required: bool
) -> tuple[Record, ...]:
    """A record type and what is asked of its fields go in; the period's records that have it come out, in order.

    The value `post` means the record that the section is about. Problems: T101, T102, T110, T111, T115.
    """
    declared = planning.house.record_types.get(type_id)
    if declared is None:
        known = (*planning.house.record_types, *CONTENT_KEYS)
        message = f"”{type_id}” är ingen uppföljningstyp, och inget annat som ett avsnitt kan visa."
        planning.problem(
            "T115", where_of(type_id), message, found=type_id, hint=nearest_hint(type_id, nearest(type_id, known))
        )
        return ()
    records, own = planning.period.records.get(type_id), where_of(type_id)
    for name, told in selection.items():
        _check_selected(planning, (type_id, declared), (name, told), records or ())
    if records is None:
        if required:
            planning.problem(
                "T102",
                own if own.file == planning.document.where.file else planning.document.where,
                f"Dokumentet redovisar {type_id}, men perioden har inga.",
                expected=f"{type_id}: i någon av periodens filer",
                hint=f"Finns inget att redovisa: {type_id}: []",
            )
        return ()
    return tuple(each for each in records if all(_has(each, name, told, post) for name, told in selection.items()))


def _check_selected(
    planning: Planning, of_type: tuple[str, RecordType], asked: tuple[str, str], records: Sequence[Record]
) -> None:
    (type_id, declared), (name, told) = of_type, asked
    entry = declared.fields.get(name)
    where = _place(told, _place(name, planning.document.where))
    if entry is None and name not in {"grupp", "id"}:
        hint = nearest_hint(name, declared.fields)
        planning.problem("T101", where, f"Fältet ”{name}” finns inte för {type_id}.", found=name, hint=hint)
    elif told == POST:
        return
    elif name == "grupp":
        groups = {record.group for record in records if record.group}
        groups |= {group for kind, group in planning.period.empty_groups if kind == type_id}
        message = f"Ingen post av typen {type_id} hör till gruppen ”{told}”."
        _check_among(planning, ("T115", where, message), told, groups if records else {told})
    elif entry is not None and entry.kind == "val":
        _check_among(planning, ("T111", where, f"”{told}” är inget av valen för {name}."), told, entry.choices)
    elif entry is not None and entry.kind == "status":
        scale = planning.house.scales.get(entry.scale or "", {})
        _check_among(planning, ("T110", where, f"”{told}” finns inte i statusskalan {entry.scale}."), told, scale)
    elif entry is not None and entry.kind == "post":
        linked = {record.id for record in planning.period.records.get(entry.record_type or "", ())}
        message = f"Det finns ingen post ”{told}” av typen {entry.record_type}."
        _check_among(planning, ("T115", where, message), told, linked)


def _check_among(planning: Planning, problem: tuple[str, Where, str], told: str, known: Collection[str]) -> None:
    code, where, message = problem
    if told not in known:
        planning.problem(code, where, message, found=told, hint=nearest_hint(told, known))


def _has(record: Record, name: str, told: str, post: Record | None) -> bool:
    wanted = post.id if told == POST and post is not None else told
    if name == "grupp":
        return record.group == wanted
    if name == "id":
        return record.id == wanted
    return name in record.values and word_of(record.values[name]) == wanted


def _check_fields(planning: Planning, entry: ContentEntry) -> None:
    """The fields that an entry shows, sorts by and sums are to be those of its type."""
    declared = planning.house.record_types.get(entry.records or "")
    if declared is None:
        return
    shown = (name for each in entry.shown_fields for name in (each.field, *each.fields))
    for name in (*shown, entry.sorted_by, *entry.summed):
        if name is not None and name not in declared.fields:
            message = f"Fältet ”{name}” finns inte för {entry.records}."
            hint = nearest_hint(name, declared.fields)
            planning.problem("T101", _place(name, entry.where), message, found=name, hint=hint)
    for name in entry.summed:
        if name in declared.fields and declared.fields[name].kind != "tal":
            message = f"Fältet ”{name}” kan inte summeras."
            found = f"typ: {declared.fields[name].kind}"
            planning.problem("T103", _place(name, entry.where), message, expected="ett fält av typen tal", found=found)


def _check_scales(planning: Planning, entry: ContentEntry, posts: Sequence[Record]) -> None:
    """The scales that fields are shown on are to be known, with a state for each word that the records have."""
    for shown in entry.shown_fields:
        if shown.scale is None:
            continue
        scale = planning.house.scales.get(shown.scale)
        if scale is None:
            message = f"Statusskalan ”{shown.scale}” finns inte."
            hint = nearest_hint(shown.scale, planning.house.scales)
            planning.problem("T111", _place(shown.scale, entry.where), message, found=shown.scale, hint=hint)
            continue
        for post in posts:
            word = word_of(post.values[shown.field]) if shown.field and shown.field in post.values else None
            if word is not None:
                message = f"”{word}” finns inte i statusskalan {shown.scale}."
                _check_among(planning, ("T110", post.where, message), word, scale)


def _place(name: str, otherwise: Where) -> Where:
    """The place of a name as its author wrote it."""
    own = where_of(name)
    return otherwise if own == NOWHERE else own
