"""The figures that a document prints, each with its name in words and its origin: what goes out as open data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import assert_never

from generator.compose.spreadsheet_formulas import figure_of_expression
from generator.content import (
    NOTE_MARK,
    Citation,
    Cited,
    Content,
    FieldEntry,
    Period,
    Record,
    Table,
    Text,
    split_citations,
)
from generator.document import DocumentFigure, FigureOrigin, Use
from generator.figures import (
    Carried,
    Computed,
    Figure,
    FigureAt,
    Imported,
    Ledger,
    Scope,
    StatedOrigin,
    TakenFrom,
    board_reference,
    figure_at,
    print_citation,
)
from generator.problems import Itself, Rejected, Where

_IN_TEXT, _OF_FILE = "uträknat i texten", "hämtat ur fil"


def document_figures(content: Content, ledger: Ledger, uses: Sequence[Use]) -> tuple[DocumentFigure, ...]:
    """Return each figure once, in the order of printing."""
    found = {use.figure: figure_at(use.figure, ledger) for use in uses}
    wanted: dict[str, set[str]] = {}
    ledgers: dict[str, Ledger] = {}
    for at in found.values():
        if at is not None:
            wanted.setdefault(at.reference, set()).add(at.id)
            ledgers[at.reference] = at.ledger
    named = dict[str, dict[str, str]]()
    for reference, ids in wanted.items():
        period, of = _period_named(reference, content, ledger)
        if period is not None:
            labels = _labels(period, ledgers[reference], content, ids)
            named[reference] = {name: f"{of}{label}" for name, label in labels}
    return tuple(_document_figure(name, at, named, ledger) for name, at in found.items())


def _period_named(reference: str, content: Content, ledger: Ledger) -> tuple[Period | None, str]:
    """Return the period that a reference means, and what its figures' labels begin with: its board, where collected."""
    first, _, rest = reference.partition(".")
    for board in content.period.collected:
        if first == board_reference(board.folder) and board.content is not None:
            return _period_named(rest, board.content, ledger.earlier[board.key])[0], f"{board.board.name}: "
    return (content.earlier.get(ledger.references.get(reference, "")) if reference else content.period), ""


def _document_figure(
    name: str, at: FigureAt | None, labels: Mapping[str, Mapping[str, str]], ledger: Ledger
) -> DocumentFigure:
    figure = at.ledger.figures[at.id] if at else figure_of_expression(name, ledger)
    if figure is None:
        return DocumentFigure(name, _IN_TEXT.capitalize(), None, "", FigureOrigin(_IN_TEXT, formula=name))
    if at is None:
        origin = FigureOrigin(_IN_TEXT, formula=name)
        return DocumentFigure(name, _IN_TEXT.capitalize(), figure.value, figure.unit or "", origin)
    label = labels.get(at.reference, {}).get(at.id, "") or at.id.replace("_", " ").replace(".", ", ").capitalize()
    return DocumentFigure(name, label, figure.value, figure.unit or "", _origin(figure), figure.status, figure.source)


def _origin(figure: Figure) -> FigureOrigin:
    match figure.origin:
        case StatedOrigin():
            return FigureOrigin("skrivet")
        case Computed(formula=formula, terms=terms):
            return FigureOrigin("uträknat", formula=formula or " + ".join(terms))
        case Carried(reference=reference, figure=name):
            return FigureOrigin("hämtat ur annan period", formula=f"{reference}.{name}")
        case Imported(where=where, taken=taken):
            return _origin_in_file(where, taken)
        case _:
            assert_never(figure.origin)


def _origin_in_file(where: Where, taken: TakenFrom | None) -> FigureOrigin:
    if taken is None:
        return FigureOrigin(_OF_FILE, file=_name(where.file), place=where.cell or f"rad {where.line}")
    day = taken.day.isoformat() if taken.day else ""
    return FigureOrigin(_OF_FILE, taken.source, _name(taken.file), taken.digest, taken.place, day)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


# --- names in words --------------------------------------------------------------------------------------------------


def _labels(period: Period, ledger: Ledger, content: Content, wanted: set[str]) -> Iterator[tuple[str, str]]:
    for (table, row, column), names in ledger.cells.items():
        for name in wanted.intersection(names):
            yield name, _cell_label(period.tables[table], row, column, ledger)
    records = {(record.type, str(record.id)): record for record in period.all_records}
    for name in wanted:
        kind, _, rest = name.partition(".")
        identity, _, field = rest.partition(".")
        record = records.get((kind, identity))
        if record is not None:
            declared = content.house.record_types[kind]
            title = record.values.get(declared.id_field or "rubrik")
            words = _words(title.text, Itself(ledger)) if isinstance(title, Cited) else identity
            yield name, f"{words}, {_field_label(field, record, declared.fields)}"


def _cell_label(table: Table, row: int, column: int, ledger: Ledger) -> str:
    of = table.columns[column]
    texts = (table.entry.heading, table.rows[row].label, of.group_heading, of.heading)
    words = [_words(text.text, Itself(ledger)) for text in texts if text is not None]
    return ", ".join(filter(None, words))


def _field_label(name: str, record: Record, fields: Mapping[str, FieldEntry]) -> str:
    first, _, inner = name.partition(".")
    declared = fields.get(first)
    label = declared.label if declared is not None and declared.label else first.replace("_", " ")
    if not inner:
        return label
    within = record.values.get(first)
    parts = within if isinstance(within, tuple) else ()
    part = next((each for each in parts if isinstance(each, Record) and inner.startswith(f"{each.id}.")), None)
    if part is None or declared is None:
        return f"{label}, {inner.replace('_', ' ')}"
    return f"{label}, {_field_label(inner.removeprefix(f'{part.id}.'), part, declared.fields)}"


# The heading of a table and those of its columns and rows are asked for with each cell.
@lru_cache(maxsize=2048)
def _words(text: Text, ledger: Itself[Ledger]) -> str:
    """Return a label as plain words, without the marks of its notes."""
    pieces = (
        _cited(piece, ledger.value) if isinstance(piece, Citation) else NOTE_MARK.sub("", piece)
        for piece in split_citations(text)
    )
    return " ".join("".join(pieces).split())


def _cited(citation: Citation, ledger: Ledger) -> str:
    try:
        return print_citation(citation, ledger, Scope()).text
    except Rejected:
        # What it cites is of a record or of a document.
        return ""
