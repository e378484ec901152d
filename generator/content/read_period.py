"""Read the files of a period. They share one namespace: an id twice within a kind is a problem with both places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from generator.content.board_rows import BOARDS
from generator.content.charts import chart_faults
from generator.content.collecting import board_records, row_of_board
from generator.content.fields import Cited, keys_of, read_identifier, shape_of, where_of
from generator.content.house import House
from generator.content.matters import MATTERS, matter_records
from generator.content.notes import NOTES, check_references, numbered
from generator.content.outline import KINDS
from generator.content.period import (
    RESERVED,
    AcceptedEntry,
    ChartEntry,
    CollectedBoard,
    FigureEntry,
    Period,
    PeriodEntry,
    PictureEntry,
    Record,
    RecordLink,
)
from generator.content.read_node import read_leaf, read_model
from generator.content.read_records import check_units, read_records
from generator.content.read_table import read_table
from generator.content.read_texts import check_text
from generator.content.source import Block, Items, Node, PeriodSource, Text
from generator.content.table import Table, Vocabulary
from generator.problems import Problems, Where, nearest_hint

_BY_ID = ("dokument", "ärenden", "avstämningar", "skrivarbete")
KEPT_TEXTS = "förra_periodens_text"
# What stands in for a fact of the period that cannot be read, so that its documents are looked at all the same.
_STAND_INS = {"period": "period", "rubrik": "Period", "från": "2000-01-01", "till": "2000-12-31"}
_KEYS_OF_PERIOD = keys_of(PeriodEntry)


@dataclass(frozen=True, slots=True)
class Declared:
    """The ids that a period's files give by kind, unreadable ones too. Documents that have faults may lack sections."""

    ids: Mapping[str, frozenset[str]]
    documents_have_faults: bool


@dataclass(slots=True)
class _PeriodReader:
    source: PeriodSource
    house: House
    problems: Problems
    boards: tuple[Record, ...] = ()
    kinds: dict[str, dict[Text, Node]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    records: dict[Text, list[Node]] = field(default_factory=dict)
    entry: dict[Text, Node] = field(default_factory=dict)
    accepted: list[AcceptedEntry] = field(default_factory=list)
    kept_texts: list[Text] = field(default_factory=list)

    def add_repeated(self, key: Text, first: Text, message: str) -> None:
        self.problems.add("T107", key.where, message, hint="Ta bort den ena eller byt id.", related=(first.where,))


def read_period(
    source: PeriodSource,
    house: House,
    roles: Mapping[str, str] | None,
    problems: Problems,
    collected: tuple[CollectedBoard, ...] = (),
) -> tuple[Period | None, Declared]:
    """Return a period, and the ids given in it. `roles` are those of its board, None where those are not known."""
    reader = _PeriodReader(source, house, problems, board_records(collected))
    # What stands twice is a problem where it is the less expected: outside period.yaml.
    files = sorted(source.files, key=lambda file: not file.where.file.endswith("/period.yaml"))
    for key, node in (pair for file in files for pair in file.items()):
        _join_key(reader, key, node)
    _check_one_namespace(reader)
    before = len(problems)
    entry = _entry(reader, where_of(next(iter(files), None), Where(f"content/{source.id}/period.yaml")))
    faulty = len(problems) > before
    texts = dict(_texts(reader))
    records = _records(reader, roles)
    if entry is not None and entry.matters and MATTERS in house.record_types:
        keys = reader.entry.get(Text(MATTERS))
        fields = house.record_types[MATTERS].fields
        records[MATTERS] = tuple(matter_records(entry, fields, keys if isinstance(keys, Block) else ()))
    figures = dict(_figures(reader))
    tables = dict(_tables(reader))
    check_references(tables, records.get(NOTES), reader.problems)
    if reader.boards:
        records[BOARDS] = reader.boards
    records = numbered(records, tables, entry, reader.house)
    ids = {kind: frozenset(map(str, nodes)) for kind, nodes in reader.kinds.items()}
    declared = Declared({**ids, "texter": ids["texter"].union(source.prose)}, documents_have_faults=faulty)
    charts = dict(_charts(reader, tables, declared))
    pictures = dict(_pictures(reader))
    if entry is None:
        return None, declared
    period = Period(
        source_id=source.id,
        entry=entry,
        figures=figures,
        tables=tables,
        records=records,
        texts=texts,
        charts=charts,
        pictures=pictures,
        accepted=tuple(reader.accepted),
        kept_texts=tuple(reader.kept_texts),
        empty_groups=frozenset(_empty_groups(reader)),
        collected=collected,
        images=source.images,
        image_faults=source.image_faults,
    )
    return period, declared


# --- joining the files ---------------------------------------------------------------------------------------------


def _join_key(reader: _PeriodReader, key: Text, node: Node) -> None:
    if key == "kvitterat":
        _accept(reader, key, node)
    elif key == KEPT_TEXTS:
        reader.kept_texts.extend(node if isinstance(node, Block) else [key])
    elif key in reader.kinds:
        _join(reader, reader.kinds[key], key, node)
    elif key == BOARDS:
        hint = "Vilka de är skrivs under samlar: i period.yaml, och vad de heter i deras namnd.yaml."
        reader.problems.add("T101", key.where, "Nämnder skrivs inte som poster.", found=key, hint=hint)
    elif key in reader.house.record_types and key not in _KEYS_OF_PERIOD:
        reader.records.setdefault(key, []).append(node)
    elif key in _KEYS_OF_PERIOD:
        _join_entry(reader, key, node)
    else:
        keys = {*KINDS, "kvitterat", KEPT_TEXTS, *reader.house.record_types, *_KEYS_OF_PERIOD}
        hint = nearest_hint(key, keys) or "Uppföljningstyper deklareras i profilen."
        reader.problems.add("T101", key.where, f"Nyckeln ”{key}” finns inte här.", hint=hint)


def _accept(reader: _PeriodReader, key: Text, node: Node) -> None:
    if not isinstance(node, Items):
        message = "Kvitteringar skrivs som en lista."
        reader.problems.add("T103", key.where, message, expected="- kod: T204", hint="Ett streck per fynd.")
        return
    read = (read_model(AcceptedEntry, item, reader.problems) for item in node)
    reader.accepted.extend(accepted for accepted in read if accepted is not None)


def _join_entry(reader: _PeriodReader, key: Text, node: Node) -> None:
    before = reader.entry.get(key)
    if before is None:
        reader.entry[key] = node
    elif key in _BY_ID and isinstance(before, Block) and isinstance(node, Block):
        for name in node:
            if name in before:
                reader.add_repeated(name, _same(name, before), f"”{name}” finns redan under {key}.")
        new = ((name, inner) for name, inner in node.items() if name not in before)
        reader.entry[key] = Block((*before.items(), *new), before.where)
    else:
        reader.add_repeated(key, _same(key, reader.entry), f"Perioden säger {key} två gånger.")


def _join(reader: _PeriodReader, into: dict[Text, Node], kind: Text, node: Node) -> None:
    if not isinstance(node, Block):
        missing = isinstance(node, Text) and node.missing
        shape = "ingenting" if missing else "en lista" if isinstance(node, Items) else "en text"
        message = f"Under ”{kind}” väntas ett block med id."
        expected = "id: innehåll, ett per rad"
        reader.problems.add("T108" if missing else "T103", kind.where, message, expected=expected, found=shape)
        return
    for key, inner in node.items():
        if read_leaf(read_identifier, key, reader.problems) is None:
            continue
        if key in RESERVED and kind in {"tal", "tabeller"}:
            _add_reserved(reader, key, f"”{key}” är ett reserverat ord.", f"{key}_1")
        elif key in into:
            reader.add_repeated(key, _same(key, into), f"”{key}” finns redan under {kind}.")
        else:
            into[key] = inner


def _same(key: str, keys: Iterable[Text]) -> Text:
    return next(each for each in keys if each == key)


def _add_reserved(reader: _PeriodReader, key: Text, message: str, other: str) -> None:
    hint = f"Skriv till exempel {other}."
    reader.problems.add("T114", key.where, message, expected="ett annat id", found=key, hint=hint)


def _check_one_namespace(reader: _PeriodReader) -> None:
    """Figures, tables and record types are cited by their ids alone, so no two of them may share one."""
    figures = {str(key): key for key in reader.kinds["tal"]}
    for key in reader.kinds["tabeller"]:
        if key in figures:
            reader.add_repeated(key, figures[key], f"”{key}” är redan id för ett tal.")
    for key in (*reader.kinds["tal"], *reader.kinds["tabeller"]):
        # Every profile has the types of matters and boards: only a table beside some could be taken for one.
        free = key == MATTERS and (key in reader.kinds["tal"] or key not in reader.entry)
        free |= key == BOARDS and (key in reader.kinds["tal"] or not reader.boards)
        if key in reader.house.record_types and not free:
            _add_reserved(reader, key, f"”{key}” är namnet på en uppföljningstyp.", f"{key}_tabell")


# --- the period itself ---------------------------------------------------------------------------------------------


def _entry(reader: _PeriodReader, where: Where) -> PeriodEntry | None:
    entry = read_model(PeriodEntry, Block(reader.entry.items(), where), reader.problems)
    if entry is None:
        stand_ins = ((Text(key), Text(text)) for key, text in _STAND_INS.items())
        return read_model(PeriodEntry, Block((*reader.entry.items(), *stand_ins), where), [])
    if entry.end < entry.start:
        end = reader.entry[Text("till")]
        expected = f"en dag från och med {entry.start.isoformat()}"
        hint = "Rätta från: eller till:."
        message = "Perioden slutar innan den börjar."
        reader.problems.add("T112", end.where, message, expected=expected, found=str(end), hint=hint)
    return entry


# --- the five kinds ------------------------------------------------------------------------------------------------


def _texts(reader: _PeriodReader) -> Iterator[tuple[str, Cited]]:
    texts, problems = reader.kinds["texter"], reader.problems
    for key, node in texts.items():
        if isinstance(node, Text) and node.strip():
            problems.extend(check_text(node, notes=True))
            yield key, Cited(node)
        elif isinstance(node, Text):
            expected = f"{key}: | och texten på raderna under"
            problems.add("T108", key.where, f"Texten ”{key}” är inte ifylld.", expected=expected)
        else:
            hint = f"Skriv {key}: | och texten indragen på raderna under."
            shape = shape_of(node)
            problems.add("T103", node.where, f"”{key}” är ingen text.", expected="löpande text", found=shape, hint=hint)
    for name, text in reader.source.prose.items():
        if name in texts:
            reader.add_repeated(_same(name, texts), Text(name, text.where), f"Texten ”{name}” finns två gånger.")
        elif read_leaf(read_identifier, Text(name, Where(text.where.file)), problems) is not None:
            problems.extend(check_text(text, notes=True))
            yield name, Cited(text)


def _records(reader: _PeriodReader, roles: Mapping[str, str] | None) -> dict[str, tuple[Record, ...]]:
    records: dict[str, tuple[Record, ...]] = {}
    for type_id, nodes in reader.records.items():
        records[type_id] = read_records(type_id, nodes, reader.house, roles, reader.problems)
        fields = reader.house.record_types[type_id].fields
        for name, value in (pair for record in records[type_id] for pair in record.values.items()):
            if isinstance(value, Cited) and fields[name].kind == "löptext":
                reader.problems.extend(check_text(value.text))
    _check_links(reader, records)
    return records


def _empty_groups(reader: _PeriodReader) -> Iterator[tuple[str, str]]:
    for type_id, nodes in reader.records.items():
        for key, inner in (pair for node in nodes if isinstance(node, Block) for pair in node.items()):
            if isinstance(inner, Items) and not inner:
                yield type_id, str(key)


def _check_links(reader: _PeriodReader, records: Mapping[str, tuple[Record, ...]]) -> None:
    for name, value in (pair for group in records.values() for record in group for pair in record.values.items()):
        if not isinstance(value, RecordLink):
            continue
        ids = [record.id for record in records.get(value.record_type, ())]
        if value.record not in ids:
            message = f"Det finns ingen post ”{value.record}” av typen {value.record_type}."
            expected = f"id för en post, i fältet {name}"
            hint = nearest_hint(value.record, ids) or f"Lägg till posten under {value.record_type}:."
            reader.problems.add("T115", value.where, message, expected=expected, found=value.record, hint=hint)


def _figures(reader: _PeriodReader) -> Iterator[tuple[str, FigureEntry]]:
    for key, node in reader.kinds["tal"].items():
        entry = read_model(FigureEntry, node, reader.problems)
        if entry is not None:
            check_units(entry, reader.house.units, reader.problems, "Egna enheter står under enheter: i profilen.")
            yield key, entry


def _tables(reader: _PeriodReader) -> Iterator[tuple[str, Table]]:
    house = reader.house
    boards = tuple(map(row_of_board, reader.boards))
    note = house.words.get("summa_utan_nämnder", "{nämnd}")
    vocabulary = Vocabulary(house.units, frozenset(house.number_formats), house.scales, boards, note)
    for key, node in reader.kinds["tabeller"].items():
        table = read_table(key, node, reader.source.grids, vocabulary, reader.problems)
        if table is not None:
            yield key, table


def _pictures(reader: _PeriodReader) -> Iterator[tuple[str, PictureEntry]]:
    for key, node in reader.kinds["bilder"].items():
        entry = read_model(PictureEntry, node, reader.problems)
        if entry is not None:
            yield key, entry


def _charts(reader: _PeriodReader, tables: Mapping[str, Table], declared: Declared) -> Iterator[tuple[str, ChartEntry]]:
    for key, node in reader.kinds["diagram"].items():
        entry = read_model(ChartEntry, node, reader.problems)
        if entry is None:
            continue
        name, where = entry.table, where_of(entry.table)
        if name not in declared.ids["tabeller"]:
            hint = nearest_hint(name, declared.ids["tabeller"]) or "Lägg till tabellen under tabeller:."
            message = f"Tabellen ”{name}” finns inte i perioden."
            reader.problems.add("T301", where, message, expected="id för en tabell", found=name, hint=hint)
        elif name in tables:
            reader.problems.extend(chart_faults(entry, tables[name]))
        yield key, entry
