"""Records and tables that lack what most of their like have, or contradict their own figures: T750–T753."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from generator.checks.finding import FindingKind
from generator.compose import Understood
from generator.content import (
    SUM_KINDS,
    Cited,
    Content,
    FieldStatus,
    House,
    Period,
    Record,
    RecordType,
    SignCell,
    Table,
    TextCell,
    wordings_of,
)
from generator.figures import Figure, Ledger
from generator.problems import Problem
from generator.swedish import join_words, kronor_per, plain_quantity

_OUTCOME = ("utfall", "resultat", "värde")
_TARGET = ("målvärde", "mål", "målnivå")
_RATING = ("bedömning", "status", "måluppfyllelse")
_OWNER = ("ansvarig", "ansvarig_chef", "ansvar")
_DEADLINE = ("slutdatum", "klart", "tidplan", "datum", "år_månad", "klart_senast")
_REASON = ("kommentar", "analys", "uppföljning", "orsak", "motivering", "beskrivning", "anmärkning")
_MEASURE = ("åtgärder", "åtgärd")
_DONE = re.compile(r"klar|genomför|avslut|slutför|uppfyll|avbrut|utgå|verkställ|färdig", re.IGNORECASE)
_NOT_DONE = re.compile(r"\b(?:ej|inte|delvis|icke)\b", re.IGNORECASE)
_GOOD, _BAD = frozenset({"grön", "gron"}), frozenset({"röd", "rod"})
_ACTIONS = re.compile(r"åtgärd|uppdrag|aktivitet|handlingsplan", re.IGNORECASE)
_OWNER_OR_DATE_COLUMN = re.compile(
    r"^(?:ansvariga?\b.*|ansvar|klart?(?: senast)?|färdigt|slutdatum|tidplan|tidpunkt|datum|när)$"
)
# A total has no owner and no date.
_TOTAL = re.compile(r"\b(?:total(?:t|summa)?|(?:del)?summa|sammanlagt|samtliga)\b", re.IGNORECASE)
_BLANK_WORDS = frozenset({"", "-", "–", "?", "…"})
_DEVIATION = re.compile(r"\bavvik", re.IGNORECASE)
_STEM = 6
_SPOKEN = frozenset({"text", "stycke", "fält", "rubrik"})

_FILL_IN = "Fyll i fältet, eller skriv i en kommentar varför det saknas."
_RECORD_WITHOUT_COMMENT = FindingKind("T750", "Avvikelsen för ”{title}” är inte kommenterad.", _FILL_IN)
_ROW_WITHOUT_COMMENT = FindingKind(
    "T750",
    "Avvikelsen för ”{label}” är större än profilen godtar utan kommentar.",
    "Skriv om avvikelsen i en text eller i avvikelsekommentarer.",
)
_INCOMPLETE_INDICATOR = FindingKind("T751", "”{title}” saknar {lacking}.", _FILL_IN)
_INCOMPLETE_ACTION = FindingKind("T752", "”{title}” saknar {lacking}.", _FILL_IN)
_EMPTY_CELL = FindingKind("T752", "”{label}” saknar {heading}.", "Fyll i cellen.")
_OVERDUE = FindingKind(
    "T752",
    "”{title}” skulle ha varit klar före periodens slut.",
    "Rätta läget eller datumet, eller skriv en kommentar.",
)
_GONE = FindingKind(
    "T752",
    "”{title}” var inte klar i {before} och finns inte med nu.",
    "Lägg till raden med dess läge, eller avsluta den med en kommentar.",
)
_CONTRADICTED = FindingKind(
    "T753",
    "Läget för ”{title}” säger emot dess tal, och ingen kommentar säger varför.",
    "Rätta läget eller talet, eller skriv skälet i kommentaren.",
)


def completeness(understood: Understood) -> Iterator[Problem]:
    """Yield T750–T753 of a period that has documents."""
    content, ledger = understood.content, understood.ledger
    if not content.documents:
        return
    for name, records in content.period.records.items():
        declared = content.house.record_types.get(name)
        if declared is not None:
            yield from _indicators(records, declared, ledger)
            yield from _actions(name, records, declared, content.period)
            yield from _deviations(records, declared, ledger)
            yield from _contradictions(records, declared, content.house, ledger)
    yield from _gone(content)
    for table in content.period.tables.values():
        yield from _action_tables(table)
    yield from _uncommented(understood)


def _first(names: Sequence[str], declared: RecordType) -> str | None:
    return next((name for name in names if name in declared.fields), None)


def _has(record: Record, name: str | None) -> bool:
    return name is not None and record.values.get(name) not in {None, ()}


def _explained(record: Record) -> bool:
    return any(_has(record, name) for name in _REASON)


def _usual(records: Sequence[Record], name: str | None) -> bool:
    return sum(_has(record, name) for record in records) > len(records) / 2


def _title(record: Record) -> str:
    first = next((value.text for value in record.values.values() if isinstance(value, Cited)), record.id)
    return str(first)[:80]


def _place(record: Record) -> str:
    return f"{record.type}.{record.id}"


def _lacking(kind: FindingKind, record: Record, name: str, lacking: str = "") -> Problem:
    expected, actual = f"{name}: ifyllt, som hos de andra", f"inget {name.replace('_', ' ')}"
    return kind.at(record.where, _place(record), expected, actual, title=_title(record), lacking=lacking)


# --- indicators ----------------------------------------------------------------------------------------------------


def _indicators(records: Sequence[Record], declared: RecordType, ledger: Ledger) -> Iterator[Problem]:
    numeric = {name for name, field in declared.fields.items() if field.kind == "tal"}
    outcome, target = _first(_OUTCOME, declared), _first(_TARGET, declared)
    if outcome not in numeric or target not in numeric:
        return
    wanted = [name for name in (outcome, target, _first(_RATING, declared)) if name and _usual(records, name)]
    for record in records:
        blank = (name for name in wanted if not _has(record, name))
        lacking = [name for name in blank if ledger.field(record.type, record.id, name) is None]
        if lacking and not _explained(record):
            label = join_words([name.replace("_", " ") for name in lacking])
            yield _lacking(_INCOMPLETE_INDICATOR, record, lacking[0], label)


# --- actions -------------------------------------------------------------------------------------------------------


def _actions(name: str, records: Sequence[Record], declared: RecordType, period: Period) -> Iterator[Problem]:
    if not _ACTIONS.search(name):
        return
    for field in (_first(_OWNER, declared), _first(_DEADLINE, declared)):
        if field is not None and _usual(records, field):
            for record in records:
                if not _has(record, field) and not _is_done(record) and not _TOTAL.search(_title(record)):
                    label = (declared.fields[field].label or field).lower()
                    yield _lacking(_INCOMPLETE_ACTION, record, field, label)
    for record in records:
        due = record.values.get("slutdatum")
        state = _state(record)
        late = due is not None and str(due) < period.entry.end.isoformat() and state and not _is_done(record)
        if late and not _explained(record) and "försen" not in state.lower():
            expected = "ett läge eller en kommentar som säger varför"
            yield _OVERDUE.at(record.where, _place(record), expected, f"{due}, {state}", title=_title(record))


def _state(record: Record) -> str:
    return next((value.state for value in record.values.values() if isinstance(value, FieldStatus)), "")


def _is_done(record: Record) -> bool:
    return bool(_DONE.search(_state(record))) and not _NOT_DONE.search(_state(record))


def _gone(content: Content) -> Iterator[Problem]:
    before, entry = content.earlier.get(content.period.entry.previous or ""), content.period.entry
    if before is None:
        return
    for name, records in before.records.items():
        now = content.period.records.get(name)
        if now is None or not _ACTIONS.search(name):
            continue
        names = {record.id for record in now} | {_title(record).casefold() for record in now}
        for record in records:
            if _state(record) and not _is_done(record) and not names & {record.id, _title(record).casefold()}:
                where, title, earlier = now[0].where if now else entry.where, _title(record), before.entry.title
                expected, actual = "raden kvar tills den är klar eller avbruten", f"{_state(record)} i {earlier}"
                yield _GONE.at(where, _place(record), expected, actual, (record.where,), title=title, before=earlier)


def _action_tables(table: Table) -> Iterator[Problem]:
    for at, column in enumerate(table.columns):
        heading = column.heading.text.strip().lower()
        if not _OWNER_OR_DATE_COLUMN.match(heading):
            continue
        rows = [row for row in table.rows if row.kind == "rad" and not _TOTAL.search(row.label.text)]
        empty = [row for row in rows if _is_blank(row.cells[at])]
        if empty and len(empty) * 2 < len(rows):
            for row in empty:
                expected, place = f"{heading}, som på de andra raderna", f"{table.id}.{row.id}.{column.id}"
                where, label = row.cells[at].where, row.label.text
                yield _EMPTY_CELL.at(where, place, expected, "en tom cell", label=label, heading=heading)


def _is_blank(cell: object) -> bool:
    if isinstance(cell, SignCell):
        return cell.sign != ".."
    return isinstance(cell, TextCell) and cell.text.text.strip() in _BLANK_WORDS


# --- deviations ----------------------------------------------------------------------------------------------------


def _deviations(records: Sequence[Record], declared: RecordType, ledger: Ledger) -> Iterator[Problem]:
    numeric = [name for name, field in declared.fields.items() if field.kind == "tal"]
    comment, measure = "kommentar", _first(_MEASURE, declared)
    if comment not in declared.fields or measure is None or declared.fields[measure].kind == "lista_av":
        return
    if "målvärde" in declared.fields or _ACTIONS.search(records[0].type if records else ""):
        return
    if not any(_has(record, comment) for record in records):
        return
    for record in records:
        figures = [ledger.field(record.type, record.id, name) for name in numeric]
        below = any(figure is not None and figure.value and figure.value < 0 for figure in figures)
        if below and not _has(record, comment) and not _has(record, measure):
            yield _lacking(_RECORD_WITHOUT_COMMENT, record, comment)


def _uncommented(understood: Understood) -> Iterator[Problem]:
    share, amount = understood.settings.deviation_share, understood.settings.deviation_amount
    if share is None and amount is None:
        return
    wordings = (each for each in wordings_of(understood.content) if each.kind in _SPOKEN)
    mentioned = frozenset(stem for wording in wordings for stem in _stems(wording.plain))
    for table in understood.content.period.tables.values():
        for at, column in enumerate(table.columns):
            heading = f"{column.group_heading.text if column.group_heading else ''} {column.heading.text}"
            if not _DEVIATION.search(heading) or "%" in heading:
                continue
            for number, row in enumerate(table.rows):
                figure = understood.ledger.first(table.id, number, at)
                if figure is None or row.kind in SUM_KINDS or _stems(row.label.text) & mentioned:
                    continue
                budget = _budget(table, number, understood.ledger)
                if _is_large(figure, amount) and _is_large_share(figure, budget, share):
                    expected = "en kommentar och en åtgärd som nämner raden"
                    actual = plain_quantity(figure.value, figure.unit, figure.decimals)
                    yield _ROW_WITHOUT_COMMENT.at(figure.where, figure.id, expected, actual, label=row.label.text)


def _is_large(deviation: Figure, limit: Decimal | None) -> bool:
    """Whether a deviation is of money and reaches a limit in millions; None is no limit."""
    unit = kronor_per(deviation.unit)
    if unit is None or deviation.value is None:
        return False
    return limit is None or abs(deviation.value) * unit / 1_000_000 >= limit


def _is_large_share(deviation: Figure, budget: Figure | None, limit: Decimal | None) -> bool:
    """Whether a deviation reaches a limit in per cent of its budget; None is no limit."""
    if limit is None:
        return True
    if budget is None or not budget.value or deviation.value is None or kronor_per(budget.unit) is None:
        return False
    return abs(deviation.value / budget.value) * 100 >= limit


def _budget(table: Table, row: int, ledger: Ledger) -> Figure | None:
    columns = (at for at, column in enumerate(table.columns) if "budget" in column.heading.text.lower())
    return next((ledger.first(table.id, row, column) for column in columns), None)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM].casefold() for word in re.findall(r"[^\W\d_]{4,}", text))


# --- states against figures ----------------------------------------------------------------------------------------


def _contradictions(records: Sequence[Record], declared: RecordType, house: House, ledger: Ledger) -> Iterator[Problem]:
    outcome, target = _first(_OUTCOME, declared), _first(_TARGET, declared)
    if outcome is None or target is None or "önskad_utveckling" not in declared.fields:
        return
    for record in records:
        one, other = (ledger.field(record.type, record.id, name) for name in (outcome, target))
        status = next((value for value in record.values.values() if isinstance(value, FieldStatus)), None)
        wish = record.values.get("önskad_utveckling")
        wished = wish.text if isinstance(wish, Cited) else str(wish or "")
        if status is None or one is None or other is None or _explained(record) or wished not in {"öka", "minska"}:
            continue
        colour = getattr(house.scales.get(status.scale, {}).get(status.state), "colour", None)
        met = _met(one, other, wished)
        if met is not None and ((met and colour in _BAD) or (not met and colour in _GOOD)):
            reached = "når målet" if met else "når inte målet"
            amounts = " mot ".join(plain_quantity(each.value, each.unit, each.decimals) for each in (one, other))
            expected = f"ett läge för ett utfall som {reached}: {amounts}"
            related, title = (one.where, other.where), _title(record)
            yield _CONTRADICTED.at(status.where, _place(record), expected, status.state, related, title=title)


def _met(outcome: Figure, target: Figure, wished: str) -> bool | None:
    """Whether an outcome reaches its target; None where rounding leaves it open or the units differ."""
    if outcome.quantity is None or target.quantity is None or outcome.unit != target.unit:
        return None
    one, other = outcome.quantity, target.quantity
    if one.value == other.value:
        return True
    if one.low < other.high and other.low < one.high:
        return None
    return (one.value > other.value) == (wished == "öka")
