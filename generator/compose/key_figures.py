"""Key figures as tiles: the figure, its unit line and tag, how it has changed, its development or its parts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from generator.compose.compositor import Compositor
from generator.compose.look import state_colours, status_mark
from generator.compose.small_drawings import ring, trend
from generator.content import UNIT_FILTERS, ContentEntry, Filter, Formula, House, KeyFigureEntry, Record, parse_formula
from generator.document import Drawing, Inline, KeyFigure, KeyFigures, PrintedFigure, StatusMark, plain_text
from generator.figures import Mismatch, Quantity, Scope, converted, evaluate, measure
from generator.problems import Problem, nearest_hint
from generator.swedish import HARD_SPACE

_PER_CENT, _POINTS = "%", "procentenheter"


def key_figures(entry: ContentEntry, record: Record | None, compositor: Compositor, element: str) -> KeyFigures:
    """Compose the key figures of an outline's entry. Parts that are not the whole are a problem of the compositor."""
    items = tuple(_tile(each, record, compositor) for each in entry.key_figures)
    return KeyFigures(compositor.at(element, entry.where), items)


def _tile(entry: KeyFigureEntry, record: Record | None, compositor: Compositor) -> KeyFigure:
    tag = _tag(entry, record, compositor)
    value, label = compositor.expression(entry.figure, record), compositor.inline(entry.label, record)
    unit_line, change = compositor.inline(entry.unit_line, record), _change(entry, record, compositor)
    colours = state_colours(compositor.house, [each.label for each in entry.ring])
    labels = (_state(each.label, compositor.house) if colours else each.label for each in entry.ring)
    parts = tuple(
        (*compositor.expression(each.figure, record), HARD_SPACE, label)
        for each, label in zip(entry.ring, labels, strict=True)
    )
    drawing, alternative = _drawing(entry, record, compositor)
    return KeyFigure(value, label, unit_line, tag, change, parts, drawing, alternative)


def _tag(entry: KeyFigureEntry, record: Record | None, compositor: Compositor) -> Inline:
    tag = compositor.inline(entry.tag, record)
    if entry.scale is None or not tag:
        return tag
    word, states = plain_text(tag), compositor.house.scales[entry.scale]
    if word not in states:
        message, hint = f"”{word}” finns inte i statusskalan {entry.scale}.", nearest_hint(word, states, most_listed=0)
        compositor.problems.append(Problem("T110", entry.where, message, ", ".join(states), word, hint))
    return (status_mark(compositor.house, entry.scale, word),)


def _state(label: str, house: House) -> StatusMark:
    """Return the mark of a word that is a state of a scale."""
    found = (
        (name, key)
        for name, scale in house.scales.items()
        for key, state in scale.items()
        if label in {key, state.word}
    )
    return status_mark(house, *next(found))


def _change(entry: KeyFigureEntry, record: Record | None, compositor: Compositor) -> Inline:
    """Say how a figure differs from what it is compared with: a direction is a word, and so is none."""
    if entry.change is None:
        return ()
    value = _value(entry.change, record, compositor)
    points = measure(value.unit) == _PER_CENT
    text = f"{entry.change.text} | {_POINTS}" if points else entry.change.text
    printed = compositor.expression(Formula(f"{text} | utan_tecken", entry.change.where), record)
    figure = next((run for run in printed if isinstance(run, PrintedFigure)), None)
    words, before = compositor.house.words, entry.before_label or ""
    if figure is None or not Decimal(figure.value):
        return (f"{words.get('oförändrat_mot', 'Oförändrat mot')} {before}",)
    higher = value.value > 0
    direction = words.get("högre_än", "högre än") if higher else words.get("lägre_än", "lägre än")
    return (*printed, f" {direction} {before}")


def _value(formula: Formula, record: Record | None, compositor: Compositor) -> Quantity:
    expression = parse_formula(formula)
    while isinstance(expression, Filter) and expression.name not in UNIT_FILTERS:
        expression = expression.operand
    value = evaluate(expression, compositor.ledger, Scope(record, compositor.document))
    # What has no value was refused when the citations were tried.
    return value if isinstance(value, Quantity) else Quantity(Decimal(0), None, 0, Decimal(0), Decimal(0))


def _values(
    entry: KeyFigureEntry, formulas: Sequence[Formula], record: Record | None, compositor: Compositor
) -> list[Decimal]:
    """Return values in the unit of the first; units that do not meet are a problem."""
    quantities = [_value(each, record, compositor) for each in formulas]
    try:
        return [converted(each, quantities[0].unit).value for each in quantities]
    except Mismatch as mismatch:
        expected = "samma slags enhet i rutans tal"
        compositor.problems.append(Problem(mismatch.code, entry.where, str(mismatch), expected))
        return [Decimal(0)] * len(quantities)


def _drawing(entry: KeyFigureEntry, record: Record | None, compositor: Compositor) -> tuple[Drawing | None, str]:
    words = compositor.house.words
    if entry.ring:
        return _ring(entry, record, compositor), words.get("ring", "Delarna som en ring")
    if not entry.trend:
        return None, ""
    texts = [plain_text(compositor.expression(each, record)) for each in entry.trend]
    drawn = trend(_values(entry, entry.trend, record, compositor))
    return drawn, f"{words.get('utveckling', 'Utveckling')}: {', '.join(texts)}"


def _ring(entry: KeyFigureEntry, record: Record | None, compositor: Compositor) -> Drawing:
    formulas = (entry.figure, *(part.figure for part in entry.ring))
    whole, *parts = _values(entry, formulas, record, compositor)
    total = sum(parts, Decimal(0))
    if total != whole:
        message = f"Ringens delar blir {total:f} tillsammans, men rutans tal är {whole:f}."
        hint = "Lägg till den del som saknas, eller rätta rutans tal."
        compositor.problems.append(Problem("T204", entry.where, message, f"{whole:f}", f"{total:f}", hint))
    colours = state_colours(compositor.house, [each.label for each in entry.ring])
    return ring([part.copy_abs() for part in parts], colours)
