"""Stage 2: a Source in → a Content out, typed and complete; or Rejected with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generator.content import (
    RESERVED,
    Board,
    ChartEntry,
    Content,
    DocumentPlan,
    FigureEntry,
    Municipality,
    Period,
    PeriodEntry,
    Record,
    RecordLink,
    StatedFigure,
)
from generator.fields import IDENTIFIER, Cited, Reading
from generator.house import House, Profile, RecordType, number_format
from generator.outline import Outline
from generator.outlines import plan_document
from generator.problems import Problem, Rejected, Where, nearest_hint, refuse
from generator.read_errors import read_model
from generator.records import read_records
from generator.source import Block, HouseSource, Node, PeriodSource, Source, Text
from generator.swedish import UNITS, NumberFormat
from generator.swedish_text import identifier
from generator.table import Table, TableEntry, Vocabulary
from generator.tables import read_table
from generator.texts import check_text

KINDS = ("tal", "tabeller", "texter", "diagram", "kvitterat")


@dataclass(slots=True)
class _Merged:
    """What the files of a period say, joined: id → node for each kind, and the nodes of each record type."""

    kinds: dict[str, dict[Text, Node]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    records: dict[Text, list[Node]] = field(default_factory=dict)
    entry: list[tuple[Text, Node]] = field(default_factory=list)
    where: Where | None = None


def validate(source: Source) -> Content:
    """A source goes in; the content comes out.

    Raises Rejected with all problems of all files of the report: the municipality's, the board's, the profile's, the
    period's and those of the earlier periods it cites.
    """
    problems: list[Problem] = []
    house = read_house(source.house, problems)
    municipality, found = read_model(Municipality, source.municipality)
    problems.extend(found)
    board, found = read_model(Board, source.board)
    problems.extend(found)
    roles = board.roles if board else {}
    period = _read_period(source.period, house, roles, problems)
    earlier = {
        name: read for name, each in source.earlier.items() if (read := _read_period(each, house, roles, problems))
    }
    documents: list[DocumentPlan] = []
    if period is not None:
        for name, entry in period.entry.documents.items():
            plan, found_in_plan = plan_document(name, entry, period, house)
            problems.extend(found_in_plan)
            if plan is not None:
                documents.append(plan)
    refuse(problems)
    if municipality is None or board is None or period is None:
        raise Rejected(problems)
    return Content(municipality, board, house, period, tuple(documents), earlier)


# --- the house -----------------------------------------------------------------------------------------------------


def read_house(source: HouseSource, problems: list[Problem]) -> House:
    """The base's and the house's own profile and outlines go in, the later laid over the former; a House comes out.

    Problems are added to `problems`; what could be read is in the House all the same.
    """
    profile, found = read_model(Profile, merged(source.profiles))
    problems.extend(found)
    profile = profile or Profile()
    standard = NumberFormat()
    if "standard" in profile.number_formats:
        standard = number_format(profile.number_formats["standard"], standard)
    formats = {name: number_format(entry, standard) for name, entry in profile.number_formats.items()}
    outlines = {}
    for block in source.outlines:
        outline, found = read_model(Outline, block)
        problems.extend(found)
        if outline is not None:
            outlines[outline.id] = outline
    return House(
        id=source.id,
        name=profile.name or source.id,
        number_formats={"standard": standard, **formats},
        scales=profile.scales,
        record_types=profile.record_types,
        words=profile.words,
        outlines=outlines,
        folders=source.folders,
        units=frozenset(UNITS) | frozenset(profile.units),
        money_unit=profile.money_unit or "mnkr",
    )


def merged(blocks: tuple[Block, ...]) -> Block:
    """Blocks go in; one comes out in which later ones are laid over earlier ones, key by key, blocks within too."""
    result: dict[Text, Node] = {}
    for block in blocks:
        for key, node in block.items():
            under = result.pop(key, None)
            both = isinstance(under, Block) and isinstance(node, Block)
            result[key] = merged((under, node)) if both else node  # type: ignore[arg-type]
    where = blocks[-1].where if blocks else Block().where
    return Block(result.items(), where)


# --- the period ----------------------------------------------------------------------------------------------------


def _read_period(
    source: PeriodSource, house: House, roles: Mapping[str, str], problems: list[Problem]
) -> Period | None:
    joined = _merge(source, house, problems)
    entry, found = read_model(PeriodEntry, Block(joined.entry, joined.where or Where(source.id)))
    problems.extend(found)
    texts = dict(_texts(joined, source, problems))
    records: dict[str, tuple[Record, ...]] = {}
    for type_id, nodes in joined.records.items():
        records[type_id], found_in_records = read_records(type_id, tuple(nodes), house, roles)
        problems.extend(found_in_records)
        problems.extend(_of_fields(records[type_id], house.record_types[type_id], source))
    problems.extend(_broken_links(records))
    figures = dict(_figures(joined, house, problems))
    tables = dict(_tables(joined, source, house, problems))
    charts = dict(_charts(joined, tables, problems))
    if entry is None:
        return None
    return Period(source.id, entry, figures, tables, records, texts, charts, source.images)


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
                yield Problem("T115", value.where, message, expected, value.record, nearest_hint(value.record, known))


def _merge(source: PeriodSource, house: House, problems: list[Problem]) -> _Merged:
    joined = _Merged()
    of_period = {each.alias for each in PeriodEntry.model_fields.values() if each.alias and each.alias[0] != "_"}
    for file in source.files:
        for key, node in file.items():
            if key in joined.kinds:
                _join(joined.kinds[key], key, node, problems)
            elif key in house.record_types:
                joined.records.setdefault(key, []).append(node)
            elif key in of_period:
                joined.entry.append((key, node))
                joined.where = joined.where if key != "period" and joined.where else file.where
            else:
                known = {*joined.kinds, *house.record_types, *of_period}
                problems.append(
                    Problem("T101", key.where, f"Nyckeln ”{key}” finns inte här.", hint=nearest_hint(key, known))
                )
    return joined


def _join(into: dict[Text, Node], kind: Text, node: Node, problems: list[Problem]) -> None:
    if kind == "kvitterat":
        return
    if not isinstance(node, Block):
        code = "T108" if isinstance(node, Text) and node.missing else "T103"
        problems.append(
            Problem(code, kind.where, f"Under ”{kind}” väntas ett block med id.", "id: innehåll, ett per rad")
        )
        return
    for key, inner in node.items():
        if not IDENTIFIER.fullmatch(key):
            own = identifier(key)
            hint = f"Skriv {own}." if own else ""
            problems.append(
                Problem("T113", key.where, f"”{key}” kan inte vara id.", "bokstäver, siffror, understreck", hint=hint)
            )
        elif key in RESERVED and kind in {"tal", "tabeller"}:
            problems.append(Problem("T114", key.where, f"”{key}” är ett reserverat ord.", "ett annat id"))
        elif key in into:
            first = next(each for each in into if each == key)
            problems.append(
                Problem(
                    "T107",
                    key.where,
                    f"”{key}” finns redan under {kind}.",
                    hint="Ta bort den ena eller byt id.",
                    related=(first.where,),
                )
            )
        else:
            into[key] = inner


def _prose(cited: Cited, source: PeriodSource, problems: list[Problem]) -> Cited:
    problems.extend(check_text(cited, source.images))
    return cited


def _texts(joined: _Merged, source: PeriodSource, problems: list[Problem]) -> Iterator[tuple[str, Cited]]:
    for key, node in joined.kinds["texter"].items():
        if isinstance(node, Text) and not node.missing:
            yield key, _prose(Cited(node), source, problems)
        else:
            problems.append(Problem("T108", key.where, f"Texten ”{key}” är inte ifylld.", "löptext efter |"))
    for name, text in source.prose.items():
        if name in joined.kinds["texter"]:
            first = next(each for each in joined.kinds["texter"] if each == name)
            problems.append(Problem("T107", text.where, f"Texten ”{name}” finns två gånger.", related=(first.where,)))
        yield name, _prose(Cited(text), source, problems)


def _figures(joined: _Merged, house: House, problems: list[Problem]) -> Iterator[tuple[str, StatedFigure]]:
    for key, node in joined.kinds["tal"].items():
        entry, found = read_model(FigureEntry, node)
        problems.extend(found)
        if entry is None:
            continue
        unit = getattr(entry.value, "unit", None) or entry.unit
        if unit is not None and unit not in house.units:
            hint = nearest_hint(unit, house.units)
            problems.append(Problem("T109", key.where, f"Enheten ”{unit}” är inte känd.", found=unit, hint=hint))
        yield key, StatedFigure(key, entry.value, entry)


def _tables(
    joined: _Merged, source: PeriodSource, house: House, problems: list[Problem]
) -> Iterator[tuple[str, Table]]:
    vocabulary = Vocabulary(house.units, frozenset(house.number_formats), frozenset(house.scales))
    for key, node in joined.kinds["tabeller"].items():
        reading = Reading()
        entry, found = read_model(TableEntry, node, reading)
        problems.extend(found)
        if entry is None:
            continue
        table, found_in_table = read_table(key, entry, source.grids, vocabulary)
        problems.extend(found_in_table)
        if table is not None:
            yield key, table


def _charts(
    joined: _Merged, tables: Mapping[str, Table], problems: list[Problem]
) -> Iterator[tuple[str, tuple[ChartEntry, Text]]]:
    for key, node in joined.kinds["diagram"].items():
        entry, found = read_model(ChartEntry, node)
        problems.extend(found)
        if entry is None:
            continue
        if entry.table not in tables:
            hint = nearest_hint(entry.table, tables)
            where = getattr(entry.table, "where", entry.where)
            problems.append(Problem("T301", where, f"Tabellen ”{entry.table}” finns inte i perioden.", hint=hint))
        yield key, (entry, key)
