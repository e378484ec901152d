"""Numbers typed in texts that disagree with the figures or with each other: T721, T722, and strictly T724, T725."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, islice

from generator.checks.finding import FindingKind
from generator.figures import measure
from generator.problems import Problem, Severity
from generator.prose import KIND_STEMS, Cue, ReadTexts, Statement, Subject, judgeable, printed

# Two numbers that are further apart than this are rather of two things than one of them mistyped.
_SAME_THING = Decimal("0.6")
_Signature = tuple[str, frozenset[str], tuple[bool, ...], frozenset[int], str]
# A text that gives one thing more values than this is a list of them.
_MOST_COMPARED = 200
_WRONG = frozenset({"differs", "other"})

_TWO_VALUES = FindingKind(
    "T722",
    "Samma sak sägs med två tal: här {here}, på ett annat ställe {there}.",
    "Rätta det tal som är fel, eller låt båda ställena citera samma tal.",
)
_CITABLE = FindingKind(
    "T724",
    "{number} är skrivet i texten, fast talet finns: {label}.",
    "Citera talet, så följer texten med när det ändras; tertial link föreslår ändringen.",
    Severity.NOTICE,
)
_UNKNOWN = FindingKind(
    "T725",
    "{number} finns inte bland periodens tal{unit}.",
    "Lägg talet under tal: och citera det, eller låt det stå om det inte är en uppgift om verksamheten.",
    Severity.NOTICE,
)
_CUES = (Cue.FORECAST, Cue.BUDGET, Cue.AGAINST_BUDGET, Cue.EARLIER, Cue.COST, Cue.INCOME, Cue.NET)


def text_figures(reading: ReadTexts, *, strict: bool = False) -> Iterator[Problem]:
    """Yield T721 and T722; with `strict` also T724 and T725 for numbers that are not cited."""
    for each in reading.statements:
        if each.agreement in _WRONG and each.target is not None:
            yield _disagreement(each, each.target)
    yield from _twice(reading.statements, reading.index.board)
    for each in reading.statements if strict else ():
        if not each.mention.worded and each.agreement not in _WRONG and each.prose.wording.own:
            yield _uncited(each)


def _disagreement(statement: Statement, target: Subject) -> Problem:
    label = statement.target_row.label if statement.target_row else target.figure
    meant = f"{label}, {target.label}" if target.label and target.label != label else label
    other = statement.equal[0] if statement.agreement == "other" else None
    instead = f" {statement.printed} är {other.label} ({other.figure})." if other else ""
    hint = f"Rätta det tal som är fel, eller citera talet: {{{{ {target.figure} }}}}.{instead}"
    kind = FindingKind("T721", "Texten säger {number}, men {meant} är {due}.", hint)
    start, number, due = statement.mention.bare_start, statement.printed, printed(target)
    return kind.in_text(statement.prose, start, due, number, (target.where,), number=number, meant=meant, due=due)


# --- one thing with two values ---------------------------------------------------------------------------------------


def _twice(statements: Sequence[Statement], board: frozenset[str]) -> Iterator[Problem]:
    by_signature: dict[_Signature, list[Statement]] = defaultdict(list)
    for statement in statements:
        signature = _signature(statement, board)
        if signature is not None:
            by_signature[signature].append(statement)
    for same in by_signature.values():
        # What says the same in the same sentence contradicts nothing else.
        apart = {(each.amount, bool(each.equal), _sentence(each)): each for each in reversed(same)}
        compared = islice(reversed(apart.values()), _MOST_COMPARED)
        pairs = (pair for pair in combinations(compared, 2) if _contradict(*pair))
        yield from (_contradiction(*pair) for pair in islice(pairs, 1))


def _signature(statement: Statement, board: frozenset[str]) -> _Signature | None:
    """Return what identifies the thing that a number is of; None where that is open."""
    clause, mention = statement.clause, statement.mention
    if clause.inherits or mention.shared or mention.worded or statement.agreement in _WRONG:
        return None
    against = clause.has(Cue.AGAINST_BUDGET)
    if not judgeable(clause, mention) or (clause.has(Cue.CHANGE) and not against):
        return None
    stems = frozenset(clause.stems) - KIND_STEMS - board
    if not stems and not clause.has(Cue.BOARD):
        return None
    cues = tuple(clause.has(cue) for cue in _CUES)
    if not any(cues) and statement.amount.measure != "antal" and not stems:
        return None
    post = statement.prose.scope.post
    return (statement.amount.measure, stems, cues, clause.years, post.id if post else "")


def _contradict(one: Statement, other: Statement) -> bool:
    if one.amount.low <= other.amount.high and other.amount.low <= one.amount.high:
        return False
    if one.equal and other.equal:
        return False
    small, large = sorted((one.amount.low + one.amount.high, other.amount.low + other.amount.high))
    return large > 0 and small / large >= _SAME_THING and _sentence(one) != _sentence(other)


def _sentence(statement: Statement) -> tuple[int, int, int]:
    return id(statement.prose.text), *statement.prose.sentence(statement.mention.start)


def _contradiction(one: Statement, other: Statement) -> Problem:
    # One that agrees with a figure is right: then the other is reported.
    there, here = (other, one) if other.equal and not one.equal else (one, other)
    start, related = here.mention.bare_start, (there.prose.where(there.mention.bare_start),)
    expected, actual = there.printed, here.printed
    return _TWO_VALUES.in_text(here.prose, start, expected, actual, related, here=actual, there=expected)


# --- strictly --------------------------------------------------------------------------------------------------------


def _uncited(statement: Statement) -> Problem:
    prose, mention, number = statement.prose, statement.mention, statement.printed
    if statement.equal:
        subject = statement.equal[0]
        names = ", ".join(f"{{{{ {each.figure} }}}}" for each in statement.equal[:3])
        label = subject.label or subject.figure
        return _CITABLE.in_text(prose, mention.bare_start, names, number, (subject.where,), number=number, label=label)
    unit = f" ({measure(mention.unit)})" if mention.unit else ""
    expected = "ett tal som är citerat, eller som står i en tabell"
    return _UNKNOWN.in_text(prose, mention.bare_start, expected, number, number=number, unit=unit)
