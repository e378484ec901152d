"""Evidence → what is missing among the records and tables of a period, or contradicts its own figures: T750–T753.

A field that nobody fills in is one that the board does not use; one that most records have, a record lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from generator.checks.wordings import wordings_of
from generator.compose import Evidence
from generator.content import (
    SUM_KINDS,
    Cited,
    FieldStatus,
    House,
    Period,
    Record,
    RecordType,
    SignCell,
    Table,
    TextCell,
)
from generator.figures import Figure, Ledger
from generator.problems import Problem, Severity, Where
from generator.swedish import HARD_SPACE, NumberFormat, format_quantity, join_words, scale

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
_OWNER_COLUMN = re.compile(r"^(?:ansvarig\b.*|ansvariga\b.*|ansvar)$", re.IGNORECASE)
_DATE_COLUMN = re.compile(r"^(?:klart?(?: senast)?|färdigt|slutdatum|tidplan|tidpunkt|datum|när)$", re.IGNORECASE)
_BLANK_WORDS = frozenset({"", "-", "–", "?", "…"})
_DEVIATION = re.compile(r"\bavvik", re.IGNORECASE)
_SHARE_THAT_HAS = Decimal("0.5")
_STEM = 6


def completeness(evidence: Evidence) -> tuple[Problem, ...]:
    """A period goes in; problems T750–T753 come out."""
    content, ledger = evidence.content, evidence.ledger
    if not content.documents:
        return ()
    found: list[Problem] = []
    for name, records in content.period.records.items():
        declared = content.house.record_types.get(name)
        if declared is not None:
            found.extend(_indicators(records, declared, ledger))
            found.extend(_actions(name, records, content.house, content.period))
            found.extend(_deviations(records, declared, ledger))
            found.extend(_contradictions(records, declared, content.house, ledger))
    found.extend(_gone(evidence))
    found.extend(problem for table in content.period.tables.values() for problem in _action_tables(table))
    found.extend(_uncommented(evidence))
    return tuple(found)


def _first(names: Sequence[str], declared: RecordType) -> str | None:
    return next((name for name in names if name in declared.fields), None)


def _has(record: Record, name: str | None) -> bool:
    return name is not None and record.values.get(name) not in {None, ()}


def _explained(record: Record) -> bool:
    return any(_has(record, name) for name in _REASON)


def _usual(records: Sequence[Record], name: str | None) -> bool:
    """Whether a field is filled in for more than half of the records, so that one without it lacks something."""
    having = sum(_has(record, name) for record in records)
    return having > len(records) * _SHARE_THAT_HAS


def _lacking(code: str, record: Record, name: str, message: str) -> Problem:
    label = name.replace("_", " ")
    return Problem(
        code,
        record.where,
        message,
        f"{name}: ifyllt, som hos de andra",
        f"inget {label}",
        "Fyll i fältet, eller skriv i en kommentar varför det saknas.",
        Severity.WARNING,
        place=f"{record.type}.{record.id}",
    )


# --- indicators ----------------------------------------------------------------------------------------------------


def _indicators(records: Sequence[Record], declared: RecordType, ledger: Ledger) -> Iterator[Problem]:
    numeric = {name for name, field in declared.fields.items() if field.kind == "tal"}
    outcome, target = _first(_OUTCOME, declared), _first(_TARGET, declared)
    if outcome not in numeric or target not in numeric:
        return
    wanted = [name for name in (outcome, target, _first(_RATING, declared)) if name and _usual(records, name)]
    for record in records:
        lacking = [
            name for name in wanted if not _has(record, name) and ledger.field(record.type, record.id, name) is None
        ]
        if lacking and not _explained(record):
            label = join_words([name.replace("_", " ") for name in lacking])
            yield _lacking("T751", record, lacking[0], f"”{_title(record)}” saknar {label}.")


def _title(record: Record) -> str:
    first = next((value.text for value in record.values.values() if isinstance(value, Cited)), record.id)
    return str(first)[:80]


# --- actions -------------------------------------------------------------------------------------------------------


def _actions(name: str, records: Sequence[Record], house: House, period: Period) -> Iterator[Problem]:
    if not _ACTIONS.search(name):
        return
    declared = house.record_types[name]
    for field in (_first(_OWNER, declared), _first(_DEADLINE, declared)):
        if field is not None and _usual(records, field):
            for record in records:
                if not _has(record, field) and not _is_done(record):
                    label = (declared.fields[field].label or field).lower()
                    yield _lacking("T752", record, field, f"”{_title(record)}” saknar {label}.")
    for record in records:
        due = record.values.get("slutdatum")
        state = _state(record)
        late = due is not None and str(due) < period.entry.end.isoformat() and state and not _is_done(record)
        if late and not _explained(record) and "försen" not in state.lower():
            yield Problem(
                "T752",
                record.where,
                f"”{_title(record)}” skulle ha varit klar före periodens slut.",
                "ett läge eller en kommentar som säger varför",
                f"{due}, {state}",
                "Rätta läget eller datumet, eller skriv en kommentar.",
                Severity.WARNING,
                place=f"{record.type}.{record.id}",
            )


def _state(record: Record) -> str:
    return next((value.state for value in record.values.values() if isinstance(value, FieldStatus)), "")


def _is_done(record: Record) -> bool:
    return bool(_DONE.search(_state(record))) and not _NOT_DONE.search(_state(record))


def _gone(evidence: Evidence) -> Iterator[Problem]:
    """Actions that were not finished in the period before, and are not told of now."""
    content = evidence.content
    before = content.earlier.get(content.period.entry.previous or "")
    if before is None:
        return
    for name, records in before.records.items():
        now = content.period.records.get(name)
        if now is None or not _ACTIONS.search(name):
            continue
        told = {record.id for record in now} | {_title(record).casefold() for record in now}
        for record in records:
            if _state(record) and not _is_done(record) and not told & {record.id, _title(record).casefold()}:
                yield Problem(
                    "T752",
                    now[0].where if now else content.period.entry.where,
                    f"”{_title(record)}” var inte klar i {before.entry.title} och finns inte med nu.",
                    "raden kvar tills den är klar eller avbruten",
                    f"{_state(record)} i {before.entry.title}",
                    "Lägg till raden med dess läge, eller avsluta den med en kommentar.",
                    Severity.WARNING,
                    related=(record.where,),
                    place=f"{record.type}.{record.id}",
                )


def _action_tables(table: Table) -> Iterator[Problem]:
    """A table with a column for who is responsible, or for when, in which most rows say so and one does not."""
    for at, column in enumerate(table.columns):
        heading = column.heading.text.strip()
        if not (_OWNER_COLUMN.match(heading) or _DATE_COLUMN.match(heading)):
            continue
        rows = [row for row in table.rows if row.kind == "rad"]
        empty = [row for row in rows if _is_blank(row.cells[at])]
        if empty and len(empty) * 2 < len(rows):
            for row in empty:
                yield Problem(
                    "T752",
                    row.cells[at].where,
                    f"”{row.label.text}” saknar {heading.lower()}.",
                    f"{heading.lower()}, som på de andra raderna",
                    "en tom cell",
                    "Fyll i cellen.",
                    Severity.WARNING,
                    place=f"{table.id}.{row.id}.{column.id}",
                )


def _is_blank(cell: object) -> bool:
    if isinstance(cell, SignCell):
        return cell.sign != ".."
    return isinstance(cell, TextCell) and cell.text.text.strip() in _BLANK_WORDS


# --- deviations ----------------------------------------------------------------------------------------------------


def _deviations(records: Sequence[Record], declared: RecordType, ledger: Ledger) -> Iterator[Problem]:
    """Records that are there to comment a deviation, and do not."""
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
            yield _lacking("T750", record, comment, f"Avvikelsen för ”{_title(record)}” är inte kommenterad.")


def _uncommented(evidence: Evidence) -> Iterator[Problem]:
    """Rows whose deviation passes what the profile allows without a comment, and which no text or record names."""
    settings = evidence.settings
    share, amount = _setting(settings, "avvikelse_procent"), _setting(settings, "avvikelse_mnkr")
    if share is None and amount is None:
        return
    said = _said(evidence)
    for table in evidence.content.period.tables.values():
        for at, column in enumerate(table.columns):
            heading = f"{column.group_heading.text if column.group_heading else ''} {column.heading.text}"
            if not _DEVIATION.search(heading) or "%" in heading:
                continue
            for number, row in enumerate(table.rows):
                figure = _figure(evidence.ledger, table, number, at)
                if (
                    row.kind in SUM_KINDS
                    or figure is None
                    or not _passes(figure, table, number, evidence, share, amount)
                ):
                    continue
                if not _stems(row.label.text) & said:
                    yield _uncommented_row(figure, row.label.text)


def _setting(settings: Mapping[str, str], name: str) -> Decimal | None:
    try:
        return Decimal(settings[name].replace(",", ".").rstrip(" %mnkr")) if name in settings else None
    except InvalidOperation:
        return None


def _figure(ledger: Ledger, table: Table, row: int, column: int) -> Figure | None:
    names = ledger.cells.get((table.id, row, column), ())
    return ledger.figures[names[0]] if names else None


def _passes(
    figure: Figure, table: Table, row: int, evidence: Evidence, share: Decimal | None, amount: Decimal | None
) -> bool:
    unit = scale(figure.unit)
    if unit is None or figure.value is None:
        return False
    millions = abs(figure.value) * unit / 1_000_000
    if amount is not None and millions < amount:
        return False
    if share is None:
        return True
    budget = next((at for at, column in enumerate(table.columns) if "budget" in column.heading.text.lower()), None)
    of = _figure(evidence.ledger, table, row, budget) if budget is not None else None
    if of is None or not of.value or scale(of.unit) is None:
        return False
    return abs(figure.value / of.value) * 100 >= share


def _said(evidence: Evidence) -> frozenset[str]:
    """Stems of what texts and records speak of."""
    words = (wording.plain for wording in wordings_of(evidence.content) if wording.kind in {"text", "fält", "rubrik"})
    return frozenset(stem for plain in words for stem in _stems(plain))


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM].casefold() for word in re.findall(r"[^\W\d_]{4,}", text))


def _uncommented_row(figure: Figure, label: str) -> Problem:
    value = format_quantity(figure.value or Decimal(0), figure.unit, NumberFormat(), figure.decimals)
    return Problem(
        "T750",
        figure.where,
        f"Avvikelsen för ”{label}” är större än profilen godtar utan kommentar.",
        "en kommentar och en åtgärd som nämner raden",
        value.replace(HARD_SPACE, " "),
        "Skriv om avvikelsen i en text eller i avvikelsekommentarer.",
        Severity.WARNING,
        place=figure.id,
    )


# --- states against figures ----------------------------------------------------------------------------------------


def _contradictions(records: Sequence[Record], declared: RecordType, house: House, ledger: Ledger) -> Iterator[Problem]:
    """Goals that are met and marked as missed, or the other way, with no word of why."""
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
            yield _contradiction(record, status.where, status.state, (one, other), met=met)


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


def _contradiction(record: Record, where: Where, state: str, figures: tuple[Figure, Figure], *, met: bool) -> Problem:
    outcome, target = (
        format_quantity(each.value or Decimal(0), each.unit, NumberFormat(), each.decimals).replace(HARD_SPACE, " ")
        for each in figures
    )
    reached = "når målet" if met else "når inte målet"
    return Problem(
        "T753",
        where,
        f"Läget för ”{_title(record)}” säger emot dess tal, och ingen kommentar säger varför.",
        f"ett läge för ett utfall som {reached}: {outcome} mot {target}",
        state,
        "Rätta läget eller talet, eller skriv skälet i kommentaren.",
        Severity.WARNING,
        related=tuple(each.where for each in figures),
        place=f"{record.type}.{record.id}",
    )
