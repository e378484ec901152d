"""The files of a period → its content, typed: figures, tables, records, texts and charts, and what is wrong with them.

Files share one namespace: their keys are joined, and the same id twice within a kind is told with both places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generator.content.fields import Cited, read_identifier, shape_of, where_of
from generator.content.house import House, RecordType
from generator.content.period import (
    RESERVED,
    AcceptedEntry,
    ChartEntry,
    FigureEntry,
    Period,
    PeriodEntry,
    Record,
    RecordLink,
    StatedFigure,
)
from generator.content.read_errors import read_leaf, read_model
from generator.content.read_records import read_records
from generator.content.read_texts import check_text
from generator.content.source import Block, Items, Node, PeriodSource, Text
from generator.content.table import Table, TableEntry, Vocabulary
from generator.content.tables.rows import read_table
from generator.problems import NOWHERE, Problem, Where, nearest_hint

KINDS = ("tal", "tabeller", "texter", "diagram")
BY_ID = ("dokument", "ärenden")
KEPT_TEXTS = "förra_periodens_text"
# What stands in for a fact of the period that cannot be read, so that its documents are looked at all the same.
_STAND_INS = {"period": "period", "rubrik": "Period", "från": "2000-01-01", "till": "2000-12-31"}


@dataclass(frozen=True, slots=True)
class Declared:
    """The ids that a period's files give, also of what could not be read: none of them is unknown.

    Where `documents_have_faults`, sections of theirs may have been left out.
    """

    texts: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    charts: frozenset[str] = frozenset()
    documents_have_faults: bool = False


@dataclass(slots=True)
class _PeriodReader:
    """What the files of a period say, joined: id → node for each kind, the nodes of each record type, and problems."""

    source: PeriodSource
    house: House
    kinds: dict[str, dict[Text, Node]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    records: dict[Text, list[Node]] = field(default_factory=dict)
    entry: dict[Text, Node] = field(default_factory=dict)
    where: Where = NOWHERE
    problems: list[Problem] = field(default_factory=list)
    accepted: list[AcceptedEntry] = field(default_factory=list)
    kept_texts: list[Text] = field(default_factory=list)

    def problem(
        self, code: str, where: Where, message: str, expected: str = "", found: str = "", hint: str = ""
    ) -> None:
        self.problems.append(Problem(code, where, message, expected, found, hint))

    def twice(self, key: Text, first: Text, message: str) -> None:
        self.problems.append(
            Problem("T107", key.where, message, hint="Ta bort den ena eller byt id.", related=(first.where,))
        )


def read_period(
    source: PeriodSource, house: House, roles: Mapping[str, str] | None
) -> tuple[Period | None, Declared, tuple[Problem, ...]]:
    """A period's files, its house and the roles of its board, or None where they are not known, go in.

    The period comes out, or None where nothing of it can be made out; the ids that are given in it; all problems.
    """
    reader = _PeriodReader(source, house)
    _join_files(reader)
    before = len(reader.problems)
    entry = _entry(reader)
    faulty = len(reader.problems) > before
    texts = dict(_texts(reader))
    records = _records(reader, roles)
    figures = dict(_figures(reader))
    tables = dict(_tables(reader))
    declared = Declared(
        frozenset(map(str, reader.kinds["texter"])) | frozenset(source.prose),
        frozenset(map(str, reader.kinds["tabeller"])),
        frozenset(map(str, reader.kinds["diagram"])),
        faulty,
    )
    charts = dict(_charts(reader, tables, declared))
    problems = tuple(reader.problems)
    if entry is None:
        return None, declared, problems
    period = Period(
        source_id=source.id,
        entry=entry,
        figures=figures,
        tables=tables,
        records=records,
        texts=texts,
        charts=charts,
        accepted=tuple(reader.accepted),
        kept_texts=tuple(reader.kept_texts),
        empty_groups=frozenset(_empty_groups(reader)),
        images=source.images,
    )
    return period, declared, problems


# --- joining the files ---------------------------------------------------------------------------------------------


def _join_files(reader: _PeriodReader) -> None:
    of_period = {each.alias for each in PeriodEntry.model_fields.values() if each.alias and each.alias[0] != "_"}
    # What is told twice is told where it is the less expected: outside period.yaml.
    files = sorted(reader.source.files, key=lambda file: not file.where.file.endswith("/period.yaml"))
    reader.where = files[0].where if files else NOWHERE
    for file in files:
        for key, node in file.items():
            if key == "kvitterat":
                _accept(reader, key, node)
            elif key == KEPT_TEXTS:
                reader.kept_texts.extend(node if isinstance(node, Block) else [key])
            elif key in reader.kinds:
                _join(reader, reader.kinds[key], key, node)
            elif key in reader.house.record_types:
                reader.records.setdefault(key, []).append(node)
            elif key in of_period:
                _join_entry(reader, key, node)
            else:
                known = {*reader.kinds, "kvitterat", KEPT_TEXTS, *reader.house.record_types, *of_period}
                hint = nearest_hint(key, known) or "Uppföljningstyper deklareras i profilen."
                reader.problem("T101", key.where, f"Nyckeln ”{key}” finns inte här.", "", "", hint)
    _check_one_namespace(reader)


def _accept(reader: _PeriodReader, key: Text, node: Node) -> None:
    if not isinstance(node, Items):
        reader.problem(
            "T103", key.where, "Kvitteringar skrivs som en lista.", "- kod: T204", "", "Ett streck per fynd."
        )
        return
    for item in node:
        accepted, problems = read_model(AcceptedEntry, item)
        reader.problems.extend(problems)
        if accepted is not None:
            reader.accepted.append(accepted)


def _join_entry(reader: _PeriodReader, key: Text, node: Node) -> None:
    before = reader.entry.get(key)
    if before is None:
        reader.entry[key] = node
        return
    first = next(each for each in reader.entry if each == key)
    if key in BY_ID and isinstance(before, Block) and isinstance(node, Block):
        for name in node:
            if name in before:
                reader.twice(name, before.key(name), f"”{name}” finns redan under {key}.")
        entries = [*before.items(), *((name, inner) for name, inner in node.items() if name not in before)]
        reader.entry[key] = Block(entries, before.where)
    else:
        reader.twice(key, first, f"Perioden säger {key} två gånger.")


def _join(reader: _PeriodReader, into: dict[Text, Node], kind: Text, node: Node) -> None:
    if not isinstance(node, Block):
        missing = isinstance(node, Text) and node.missing
        code, found = (
            ("T108", "ingenting") if missing else ("T103", "en lista" if isinstance(node, Items) else "en text")
        )
        expected = "id: innehåll, ett per rad"
        reader.problem(code, kind.where, f"Under ”{kind}” väntas ett block med id.", expected, found)
        return
    for key, inner in node.items():
        if not _is_id(reader, key):
            continue
        if key in RESERVED and kind in {"tal", "tabeller"}:
            reader.problem(
                "T114",
                key.where,
                f"”{key}” är ett reserverat ord.",
                "ett annat id",
                key,
                f"Skriv till exempel {key}_1.",
            )
        elif key in into:
            reader.twice(key, next(each for each in into if each == key), f"”{key}” finns redan under {kind}.")
        else:
            into[key] = inner


def _is_id(reader: _PeriodReader, key: Text) -> bool:
    _, problem = read_leaf(read_identifier, key)
    if problem is not None:
        reader.problems.append(problem)
    return problem is None


def _check_one_namespace(reader: _PeriodReader) -> None:
    """Figures, tables and record types are cited by their ids alone, so no two of them may share one."""
    figures = {str(key): key for key in reader.kinds["tal"]}
    for key in reader.kinds["tabeller"]:
        if key in figures:
            reader.twice(key, figures[key], f"”{key}” är redan id för ett tal.")
    for key in (*reader.kinds["tal"], *reader.kinds["tabeller"]):
        if key in reader.house.record_types:
            message = f"”{key}” är namnet på en uppföljningstyp."
            reader.problem("T114", key.where, message, "ett annat id", key, f"Skriv till exempel {key}_tabell.")


# --- the period itself ---------------------------------------------------------------------------------------------


def _entry(reader: _PeriodReader) -> PeriodEntry | None:
    where = reader.where if reader.where != NOWHERE else Where(f"content/{reader.source.id}/period.yaml")
    entry, found = read_model(PeriodEntry, Block(reader.entry.items(), where))
    reader.problems.extend(found)
    if entry is None:
        stand_ins = ((Text(key), Text(text)) for key, text in _STAND_INS.items())
        entry, _ = read_model(PeriodEntry, Block((*reader.entry.items(), *stand_ins), where))
    elif entry.end < entry.start:
        told = reader.entry[Text("till")]
        expected, hint = f"en dag från och med {entry.start.isoformat()}", "Rätta från: eller till:."
        reader.problem("T112", where_of(told), "Perioden slutar innan den börjar.", expected, str(told), hint)
    return entry


# --- the five kinds ------------------------------------------------------------------------------------------------


def _texts(reader: _PeriodReader) -> Iterator[tuple[str, Cited]]:
    told = reader.kinds["texter"]
    for key, node in told.items():
        if isinstance(node, Text) and node.strip():
            yield key, _checked(reader, Cited(node))
        elif isinstance(node, Text):
            reader.problem(
                "T108", key.where, f"Texten ”{key}” är inte ifylld.", f"{key}: | och texten på raderna under"
            )
        else:
            hint = f"Skriv {key}: | och texten indragen på raderna under."
            reader.problem("T103", where_of(node), f"”{key}” är ingen text.", "löpande text", shape_of(node), hint)
    for name, text in reader.source.prose.items():
        first = next((each for each in told if each == name), None)
        if first is not None:
            reader.twice(first, Text(name, text.where), f"Texten ”{name}” finns två gånger.")
        elif _is_id(reader, Text(name, Where(text.where.file))):
            yield name, _checked(reader, Cited(text))


def _checked(reader: _PeriodReader, cited: Cited) -> Cited:
    reader.problems.extend(check_text(cited, reader.source.images))
    return cited


def _records(reader: _PeriodReader, roles: Mapping[str, str] | None) -> dict[str, tuple[Record, ...]]:
    records: dict[str, tuple[Record, ...]] = {}
    for type_id, nodes in reader.records.items():
        records[type_id], found = read_records(type_id, tuple(nodes), reader.house, roles)
        reader.problems.extend(found)
        reader.problems.extend(_of_fields(records[type_id], reader.house.record_types[type_id], reader.source))
    reader.problems.extend(_broken_links(records))
    return records


def _empty_groups(reader: _PeriodReader) -> Iterator[tuple[str, str]]:
    for type_id, nodes in reader.records.items():
        for key, inner in (pair for node in nodes if isinstance(node, Block) for pair in node.items()):
            if isinstance(inner, Items) and not inner:
                yield type_id, str(key)


def _of_fields(records: tuple[Record, ...], declared: RecordType, source: PeriodSource) -> Iterator[Problem]:
    """What is wrong with the running text in the fields of records."""
    for record in records:
        for name, value in record.values.items():
            if isinstance(value, Cited) and declared.fields[name].kind == "löptext":
                yield from check_text(value, source.images)


def _broken_links(records: Mapping[str, tuple[Record, ...]]) -> Iterator[Problem]:
    """Fields that name a record which the period does not have."""
    for each in (record for group in records.values() for record in group):
        for name, value in each.values.items():
            if not isinstance(value, RecordLink):
                continue
            known = [record.id for record in records.get(value.record_type, ())]
            if value.record not in known:
                message = f"Det finns ingen post ”{value.record}” av typen {value.record_type}."
                expected = f"id för en post, i fältet {name}"
                hint = nearest_hint(value.record, known) or f"Lägg till posten under {value.record_type}:."
                yield Problem("T115", value.where, message, expected, value.record, hint)


def _figures(reader: _PeriodReader) -> Iterator[tuple[str, StatedFigure]]:
    units = reader.house.units
    for key, node in reader.kinds["tal"].items():
        entry, found = read_model(FigureEntry, node)
        reader.problems.extend(found)
        if entry is None:
            continue
        for unit, where in ((getattr(entry.value, "unit", None), entry.value.where), (entry.unit, entry.where)):
            if unit is not None and unit not in units:
                place = where_of(unit) if where_of(unit) != NOWHERE else where
                hint = nearest_hint(unit, units) or "Egna enheter står under enheter: i profilen."
                reader.problem("T109", place, f"Enheten ”{unit}” är inte känd.", "en känd enhet", unit, hint)
        yield key, StatedFigure(key, entry.value, entry)


def _tables(reader: _PeriodReader) -> Iterator[tuple[str, Table]]:
    house = reader.house
    vocabulary = Vocabulary(house.units, frozenset(house.number_formats), house.scales)
    for key, node in reader.kinds["tabeller"].items():
        entry, found = read_model(TableEntry, node)
        if entry is None:
            reader.problems.extend(found)
            continue
        table, problems = read_table(key, entry, reader.source.grids, vocabulary, found)
        reader.problems.extend(problems)
        if table is not None:
            yield key, table


def _charts(
    reader: _PeriodReader, tables: Mapping[str, Table], declared: Declared
) -> Iterator[tuple[str, tuple[ChartEntry, Text]]]:
    for key, node in reader.kinds["diagram"].items():
        entry, found = read_model(ChartEntry, node)
        reader.problems.extend(found)
        if entry is None:
            continue
        where = where_of(entry.table)
        if entry.table not in declared.tables:
            hint = nearest_hint(entry.table, declared.tables) or "Lägg till tabellen under tabeller:."
            message = f"Tabellen ”{entry.table}” finns inte i perioden."
            reader.problem("T301", where, message, "id för en tabell", entry.table, hint)
        elif entry.table in tables and not tables[entry.table].has_figures:
            message = f"Tabellen ”{entry.table}” har inga tal att rita."
            reader.problem("T103", where, message, "en tabell med minst en rad och en kolumn av tal", entry.table)
        yield key, (entry, key)
