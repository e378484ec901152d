"""Place the content of a section; what its outline asks for and is missing is a problem at the name that asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Unpack

from generator.content.board_rows import BOARDS
from generator.content.collecting import find_board
from generator.content.fields import Cited, where_of
from generator.content.house import FieldEntry, House, RecordType
from generator.content.outline import CONTENT_KEYS, KINDS, ContentEntry, Kind, Outline, noun_of, placed_kind
from generator.content.period import (
    CollectedBoard,
    DocumentEntry,
    DocumentPlan,
    FigureEntry,
    Included,
    Period,
    Placement,
    Record,
    Section,
    TableLinks,
    word_of,
)
from generator.content.read_period import Declared
from generator.content.source import Text
from generator.content.walk import every_section
from generator.problems import Problems, ProblemTexts, Where, nearest_hint

POST = "post"
# Types of fields that have steps in order.
_STEPS = ("tal", "val", "status")
_NO_SCALE = "Statusskalan ”{}” finns inte."
# What no board has.
_OF_DOCUMENT = frozenset({"del", "fält", "sidbrytning", "teckenförklaring"})
_MISSING: Mapping[Kind, str] = {"texter": "T302", "tabeller": "T301", "diagram": "T303", "bilder": "T313"}


@dataclass(frozen=True, slots=True)
class Planning:
    """The document being planned, its problems so far, and how often each section's id is taken."""

    document: DocumentEntry
    outline: Outline
    period: Period
    declared: Declared
    house: House
    problems: Problems = field(default_factory=Problems, compare=False)
    ids: Counter[str] = field(default_factory=Counter, compare=False)
    board: CollectedBoard | None = None  # whose content is included

    def add(self, code: str, where: Where, message: str, **texts: Unpack[ProblemTexts]) -> None:
        """Add a problem of the document; one that stands in an outline is related to the document."""
        if where.file != self.document.where.file and "related" not in texts:
            texts["related"] = (self.document.where,)
        self.problems.add(code, where, message, **texts)

    def check_name(self, name: str, names: Collection[str], code: str, where: Where, message: str) -> None:
        """Add a problem where a name is none of `names`."""
        if name not in names:
            self.add(code, where_of(name, where), message, found=name, hint=nearest_hint(name, names))


def placements(planning: Planning, entries: Sequence[ContentEntry], record: Record | None) -> Iterator[Placement]:
    """Return what there is of the entries of a section; `record` is the one that the section is about, if any."""
    lacking = set[str]()
    for entry in entries:
        if entry.kind != "från":
            _check_key_figures(planning, entry)
        if entry.kind == "från":
            yield from _of_board(planning, entry, record, lacking)
        elif entry.kind == "avsnitt":
            _needs_board(planning, entry)
        elif entry.kind == "uppföljningstyp":
            selection = {**entry.selection, **({"grupp": entry.group} if entry.group else {})}
            posts = select_records(planning, entry.name, selection, record, required=entry.required)
            _check_fields(planning, entry)
            _check_views(planning, entry)
            _check_matrix(planning, entry)
            _check_scales(planning, entry, posts)
            if posts or entry.required:
                yield Placement(entry, posts)
        elif _is_there(planning, entry, record):
            shown = [each for each in _expanded(entry, record) if each is entry or _is_there(planning, each, record)]
            yield from (Placement(each, (record,) if record else ()) for each in shown)


# --- content of collected boards -----------------------------------------------------------------------------------


def included_sections(planning: Planning, entries: Sequence[ContentEntry], record: Record | None) -> Iterator[Section]:
    """Yield the sections of boards that entries ask for, as they stand in the boards' own documents."""
    for entry in entries:
        board = board_of(planning, entry, record) if entry.kind == "från" and entry.section is not None else None
        content = board.content if board is not None else None
        if board is None or content is None:
            continue
        found = [(plan, each) for plan in content.documents for each in every_section(plan.sections)]
        chosen = next(((plan, each) for plan, each in found if each.id == entry.section), None)
        if chosen is not None:
            yield _included_section(chosen[1], board, chosen[0].id)
        elif entry.required:
            name, ids = entry.name, [each.id for _, each in found]
            message = f"Avsnittet ”{name}” finns inte i något av dokumenten hos {board.board.name}."
            planning.add("T307", where_of(name, entry.where), message, found=name, hint=nearest_hint(name, ids))


def _included_section(section: Section, board: CollectedBoard, document: str) -> Section:
    included = Included(board, document, record=section.record)
    blocks = (
        Placement(each.entry.model_copy(update={"board": board.id}), included=replace(included, placements=(each,)))
        for each in section.blocks
    )
    return replace(
        section,
        id=f"{board.folder}-{section.id}",
        number="",
        record=None,
        blocks=tuple(blocks),
        sections=tuple(_included_section(each, board, document) for each in section.sections),
        included=included,
    )


def board_of(planning: Planning, entry: ContentEntry, record: Record | None) -> CollectedBoard | None:
    """Return the board that an entry takes its content from; None, and a problem, where that is not collected."""
    name, boards = str(entry.board), planning.period.collected
    if name in {POST, "nämnd"}:
        name = record.id if record is not None and record.type == BOARDS else name
    board = find_board(boards, name)
    if board is None:
        where, message = where_of(entry.board, entry.where), f"Perioden samlar ingen nämnd ”{name}”."
        if name in {POST, "nämnd"}:
            message = f"från: {name} är nämnden i ett avsnitt med för_varje: nämnder, och här är ingen."
        hint = nearest_hint(name, [each.id for each in boards]) or "Skriv samlar: och nämnderna i period.yaml."
        planning.add("T115", where, message, found=str(entry.board), hint=hint)
    return board


def _of_board(planning: Planning, entry: ContentEntry, record: Record | None, lacking: set[str]) -> Iterator[Placement]:
    """Yield content of a board, or once for each of `lacking` the sentence that it has not delivered."""
    if entry.shown_kind in _OF_DOCUMENT:
        message, where = f"{entry.shown_kind}: hör till dokumentet och hämtas inte hos en nämnd.", entry.where
        planning.add("T103", where, message, found=f"från: {entry.board}", hint="Ta bort från:.")
        return
    board = board_of(planning, entry, record)
    content = board.content if board is not None else None
    if board is None or (entry.section is not None and content is not None):
        return
    if content is None:
        if entry.required and board.id not in lacking:
            lacking.add(board.id)
            yield not_delivered(planning, board, entry.where)
        return
    own = entry.model_copy(update={"board": None})
    ids: dict[str, frozenset[str]] = {kind: frozenset(content.period.of_kind(kind)) for kind in KINDS}
    within = replace(planning, period=content.period, declared=Declared(ids, documents_have_faults=False), board=board)
    for placement in placements(within, (own,), None):
        # As where the board's own period is read: a text that no document shows may cite the first.
        placing = (plan.id for plan in content.documents if _places(plan, placement.entry))
        document = next(placing, content.documents[0].id if content.documents else "")
        yield Placement(entry, included=Included(board, document, (placement,)))


def _places(plan: DocumentPlan, entry: ContentEntry) -> bool:
    placed = (each.entry for section in every_section(plan.all_sections) for each in section.blocks)
    return any((each.kind, each.name) == (entry.kind, entry.name) for each in placed)


def not_delivered(planning: Planning, board: CollectedBoard, where: Where) -> Placement:
    """Return the sentence that stands for what a board has not delivered."""
    pattern = planning.house.words.get("nämnd_har_inte_lämnat", "{nämnd}: –")
    sentence = Cited(Text(pattern.replace("{nämnd}", board.board.name), where))
    return Placement(ContentEntry(where=where, paragraph=sentence))


def _needs_board(planning: Planning, entry: ContentEntry) -> None:
    message = "avsnitt: i innehåll hämtas hos en nämnd, och här står inte vilken."
    hint = "Dokumentets egna avsnitt står under avsnitt: i mallen, inte under innehåll:."
    planning.add("T102", entry.where, message, expected="från: och nämnden", hint=hint)


# --- what is there -------------------------------------------------------------------------------------------------


def _expanded(entry: ContentEntry, record: Record | None) -> Sequence[ContentEntry]:
    """Return an entry, or one for each table that its record's field names."""
    value = record.values.get(entry.field or "") if record is not None else None
    if not isinstance(value, TableLinks):
        return (entry,)
    return [entry.model_copy(update={"field": None, "table": name, "required": True}) for name in value.tables]


def _is_there(planning: Planning, entry: ContentEntry, record: Record | None) -> bool:
    kind = placed_kind(entry.kind)
    if entry.kind == "teckenförklaring":
        planning.check_name(entry.name, planning.house.scales, "T111", entry.where, _NO_SCALE.format(entry.name))
    if kind is None:
        return entry.kind != "fält" or _has_field(planning, entry, record)
    name, ids = entry.name, planning.declared.ids[kind]
    if name not in ids and entry.required:
        # Names of files are ASCII.
        file = f"i filen {name}.md eller " if kind == "texter" and name.isascii() else ""
        way_out = f"Skriv {'det' if kind == 'diagram' else 'den'} {file}under {kind}:."
        hint = f"{nearest_hint(name, ids, most_listed=0)} {way_out}".strip()
        of = f" hos {planning.board.board.name}" if planning.board is not None else ""
        message = f"{noun_of(kind)} ”{name}” finns inte i perioden {planning.period.entry.id}{of}."
        planning.add(_MISSING[kind], where_of(name, entry.where), message, found=name, hint=hint)
    return name in ids


# --- fields of the record that a section is about ------------------------------------------------------------------


def _fields_of(planning: Planning, record: Record) -> Mapping[str, FieldEntry]:
    return planning.house.record_types[record.type].fields


def _has_field(planning: Planning, entry: ContentEntry, record: Record | None) -> bool:
    declared = _fields_of(planning, record).get(entry.name) if record is not None else None
    if record is not None and (entry.name in record.values or (declared is not None and declared.computed)):
        return True
    if declared is None or entry.required:
        _add_missing_field(planning, entry, entry.name, record)
    return False


def _add_missing_field(planning: Planning, entry: ContentEntry, name: str, record: Record | None) -> None:
    where = where_of(name, entry.where)
    if record is None:
        planning.add(
            "T103",
            where,
            "fält: visar ett fält ur en post.",
            expected="ett avsnitt med för_varje",
            found=f"fält: {name}",
            hint="Använd text: för en text, eller sätt för_varje på avsnittet.",
        )
        return
    fields = _fields_of(planning, record)
    planning.check_name(name, fields, "T101", where, f"Fältet ”{name}” finns inte för {record.type}.")
    if name in fields:
        hint = fields[name].guidance or f"Skriv {name}: i posten."
        message = f"Fältet ”{name}” saknas i posten ”{record.id}”."
        planning.add("T102", record.where, message, expected=f"{name}: …", hint=hint)


# --- records -------------------------------------------------------------------------------------------------------


def select_records(
    planning: Planning, type_id: str, selection: Mapping[str, str], post: Record | None, *, required: bool
) -> tuple[Record, ...]:
    """Return the records of a type that have the values of `selection`, in which `post` is the section's own record."""
    own = where_of(type_id)
    declared = planning.house.record_types.get(type_id)
    if declared is None:
        names = (*planning.house.record_types, *CONTENT_KEYS)
        message = f"”{type_id}” är ingen uppföljningstyp, och inget annat som ett avsnitt kan visa."
        planning.add("T115", own, message, found=type_id, hint=nearest_hint(type_id, names, most_listed=0))
        return ()
    records = planning.period.records.get(type_id)
    for name, value in selection.items():
        _check_selected(planning, type_id, declared, name, value)
    if records is None:
        if required:
            where = own if own.file == planning.document.where.file else planning.document.where
            message = f"Dokumentet redovisar {type_id}, men perioden har inga."
            expected = f"{type_id}: i någon av periodens filer"
            hint = f"Finns inget att redovisa: {type_id}: []"
            if type_id == BOARDS:
                expected, hint = "samlar: i period.yaml", "Kommunens egna perioder samlar alla nämnder utan det."
            planning.add("T102", where, message, expected=expected, hint=hint)
        return ()
    return tuple(each for each in records if all(_has(each, name, value, post) for name, value in selection.items()))


def _check_selected(planning: Planning, type_id: str, declared: RecordType, name: str, value: str) -> None:
    records, entry = planning.period.records, declared.fields.get(name)
    where = where_of(value, where_of(name, planning.document.where))
    if entry is None and name not in {"grupp", "id"}:
        hint = nearest_hint(name, declared.fields)
        planning.add("T101", where, f"Fältet ”{name}” finns inte för {type_id}.", found=name, hint=hint)
    elif value == POST:
        return
    elif name == "grupp":
        groups = {record.group for record in records.get(type_id, ()) if record.group}
        groups |= {group for kind, group in planning.period.empty_groups if kind == type_id}
        message = f"Ingen post av typen {type_id} hör till gruppen ”{value}”."
        planning.check_name(value, groups if records.get(type_id) else {value}, "T115", where, message)
    elif entry is not None and entry.kind == "val":
        planning.check_name(value, entry.choices, "T111", where, f"”{value}” är inget av valen för {name}.")
    elif entry is not None and entry.kind == "status":
        scale = planning.house.scales.get(entry.scale or "", {})
        planning.check_name(value, scale, "T110", where, f"”{value}” finns inte i statusskalan {entry.scale}.")
    elif entry is not None and entry.kind == "post":
        linked = {record.id for record in records.get(entry.record_type or "", ())}
        message = f"Det finns ingen post ”{value}” av typen {entry.record_type}."
        planning.check_name(value, linked, "T115", where, message)


def _has(record: Record, name: str, value: str, post: Record | None) -> bool:
    wanted = post.id if value == POST and post is not None else value
    if name == "grupp":
        return record.group == wanted
    if name == "id":
        return record.id == wanted
    return name in record.values and word_of(record.values[name]) == wanted


def _check_fields(planning: Planning, entry: ContentEntry) -> None:
    declared = planning.house.record_types.get(entry.records or "")
    if declared is None:
        return
    fields = declared.fields
    shown = (name for each in entry.shown_fields for name in (each.field, *each.fields))
    for name in filter(None, (*shown, entry.sorted_by, *entry.summed)):
        planning.check_name(name, fields, "T101", entry.where, f"Fältet ”{name}” finns inte för {entry.records}.")
    for name in entry.summed:
        if name in fields and fields[name].kind != "tal":
            message = f"Fältet ”{name}” kan inte summeras."
            where = where_of(name, entry.where)
            planning.add("T103", where, message, expected="ett fält av typen tal", found=f"typ: {fields[name].kind}")


def _check_key_figures(planning: Planning, entry: ContentEntry) -> None:
    """Tell of scales that key figures name and the house has not, and of a comparison that does not say with what."""
    for each in entry.key_figures:
        if each.scale is not None:
            scale = each.scale
            planning.check_name(scale, planning.house.scales, "T111", each.where, _NO_SCALE.format(scale))
        if each.before is not None and each.before_label is None:
            message = "Här står inte vad talet jämförs med."
            hint = "Skriv jämförelse: och till exempel 2023 eller tertial 1 2023."
            planning.add("T102", each.where, message, expected="jämförelse: …", hint=hint)


def _check_matrix(planning: Planning, entry: ContentEntry) -> None:
    """Tell of a matrix without its two fields, or of fields that have no steps."""
    declared = planning.house.record_types.get(entry.records or "")
    for key, name in (("lodrätt", entry.vertical), ("vågrätt", entry.horizontal)):
        if declared is None or entry.shown_as != "matris":
            continue
        if name is None:
            message, hint = f"Matrisen saknar {key}.", f"Skriv {key}: och ett fält, till exempel sannolikhet."
            planning.add("T102", entry.where, message, expected=f"{key}: …", hint=hint)
        elif name in declared.fields and declared.fields[name].kind not in _STEPS:
            message, found = f"Fältet ”{name}” har inga steg.", f"typ: {declared.fields[name].kind}"
            planning.add("T103", entry.where, message, expected=f"ett fält av typen {', '.join(_STEPS)}", found=found)
        else:
            message = f"Fältet ”{name}” finns inte för {entry.records}."
            planning.check_name(name, declared.fields, "T101", entry.where, message)


def _check_views(planning: Planning, entry: ContentEntry) -> None:
    if entry.shown_fields and all(shown.joined for shown in entry.shown_fields):
        message = "Alla kolumner är samlade, så ingen har en cell för varje post."
        hint = "Ta bort samlad: ja på den kolumn som är postens egen."
        planning.add("T103", entry.shown_fields[-1].where, message, expected="en kolumn utan samlad", hint=hint)
    declared = planning.house.record_types.get(entry.records or "")
    fields = declared.fields if declared is not None else {}
    for shown in entry.shown_fields:
        kinds = {fields[name].kind for name in (shown.field or "", *shown.fields) if name in fields}
        if shown.status is not None and shown.scale is None and kinds and "status" not in kinds:
            message = "visa: säger hur lägen visas, och kolumnen har inga."
            hint = "Ta bort visa:, eller välj ett fält av typen status."
            planning.add("T103", shown.where, message, expected="ett fält av typen status", hint=hint)


def _check_scales(planning: Planning, entry: ContentEntry, posts: Sequence[Record]) -> None:
    scales = planning.house.scales
    for shown in entry.shown_fields:
        if shown.scale is None:
            continue
        planning.check_name(shown.scale, scales, "T111", entry.where, _NO_SCALE.format(shown.scale))
        for post in posts if shown.scale in scales else ():
            if shown.field and shown.field in post.values:
                value = post.values[shown.field]
                if isinstance(value, FigureEntry | TableLinks | date | tuple):
                    message = f"Fältet ”{shown.field}” har inget ord, och bara ord kan stå på en statusskala."
                    hint = "Ta bort skala:, eller välj ett fält av typen status, val eller text."
                    planning.add("T103", entry.where, message, expected="ett fält med ord", hint=hint)
                    break
                word = word_of(value)
                message = f"”{word}” finns inte i statusskalan {shown.scale}."
                if word not in scales[shown.scale]:
                    planning.add("T110", post.where, message, found=word, hint=nearest_hint(word, scales[shown.scale]))
