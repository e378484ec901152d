"""A period's texts as read → numbers typed in them that disagree with its figures or each other; strictly, the rest.

What a number is about is told by `statements`; here it becomes problems T721, T722, T724 and T725.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from generator.figures import measure
from generator.problems import Problem, Severity
from generator.prose import (
    AGAINST_BUDGET,
    BOARD,
    BUDGET,
    CHANGE,
    COST,
    EARLIER,
    FORECAST,
    INCOME,
    KIND_STEMS,
    NET,
    ReadTexts,
    Statement,
    judgeable,
    printed,
)

# Two numbers that are further apart than this are rather of two things than one of them mistyped.
_SAME_THING = Decimal("0.6")
_Signature = tuple[str, frozenset[str], tuple[bool, ...], frozenset[int], str]


def text_figures(reading: ReadTexts, *, strict: bool = False) -> tuple[Problem, ...]:
    """A period's texts as read → T721 and T722; with `strict` also T724 and T725 for numbers that are not cited."""
    statements = reading.statements
    problems = [_disagrees(each) for each in statements if each.agreement in {"differs", "other"}]
    problems.extend(_twice(statements, reading.index.board))
    if strict:
        problems.extend(_uncited(each) for each in statements if not each.mention.worded)
    return tuple(problem for problem in problems if problem is not None)


def _disagrees(statement: Statement) -> Problem | None:
    target = statement.target
    if target is None:
        return None
    label = statement.target_row.label if statement.target_row else target.figure
    meant = f"{label}, {target.label}" if target.label and target.label != label else label
    other = statement.equal[0] if statement.agreement == "other" else None
    instead = f" {statement.printed} är {other.label} ({other.figure})." if other else ""
    return Problem(
        "T721",
        statement.prose.where(statement.mention.bare_start),
        f"Texten säger {statement.printed}, men {meant} är {printed(target)}.",
        expected=printed(target),
        found=statement.printed,
        hint=f"Rätta det tal som är fel, eller citera talet: {{{{ {target.figure} }}}}.{instead}",
        severity=Severity.WARNING,
        related=(target.where,),
        place=statement.prose.place,
    )


# --- the same thing said twice ---------------------------------------------------------------------------------------


def _twice(statements: Sequence[Statement], board: frozenset[str]) -> Iterator[Problem]:
    said: dict[_Signature, list[Statement]] = {}
    for statement in statements:
        signature = _signature(statement, board)
        if signature is not None:
            said.setdefault(signature, []).append(statement)
    for same in said.values():
        for one, other in combinations(same, 2):
            if _contradict(one, other):
                yield _contradiction(one, other)
                break


def _signature(statement: Statement, board: frozenset[str]) -> _Signature | None:
    """What a number is said of, so that two with the same are of the same thing; nothing where that is not told."""
    clause, mention = statement.clause, statement.mention
    if clause.inherits or mention.shared or mention.worded or statement.agreement in {"differs", "other"}:
        return None
    against = clause.has(AGAINST_BUDGET)
    if not judgeable(clause, mention) or (clause.has(CHANGE) and not against):
        return None
    stems = frozenset(clause.stems) - KIND_STEMS - board
    if not stems and not clause.has(BOARD):
        return None
    cues = tuple(clause.has(cue) for cue in (FORECAST, BUDGET, AGAINST_BUDGET, EARLIER, COST, INCOME, NET))
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
    return large > 0 and small / large >= _SAME_THING and not _same_sentence(one, other)


def _same_sentence(one: Statement, other: Statement) -> bool:
    if one.prose.text is not other.prose.text:
        return False
    return one.prose.sentence(one.mention.start) == other.prose.sentence(other.mention.start)


def _contradiction(one: Statement, other: Statement) -> Problem:
    # The one that agrees with a figure is right, if any does: then the other is told.
    first, second = (other, one) if other.equal and not one.equal else (one, other)
    return Problem(
        "T722",
        second.prose.where(second.mention.bare_start),
        f"Samma sak sägs med två tal: här {second.printed}, på ett annat ställe {first.printed}.",
        expected=first.printed,
        found=second.printed,
        hint="Rätta det tal som är fel, eller låt båda ställena citera samma tal.",
        severity=Severity.WARNING,
        related=(first.prose.where(first.mention.bare_start),),
        place=second.prose.place,
    )


# --- strictly --------------------------------------------------------------------------------------------------------


def _uncited(statement: Statement) -> Problem | None:
    if statement.agreement in {"differs", "other"} or not statement.prose.own:
        return None
    where = statement.prose.where(statement.mention.bare_start)
    if statement.equal:
        figure = statement.equal[0]
        names = ", ".join(f"{{{{ {each.figure} }}}}" for each in statement.equal[:3])
        return Problem(
            "T724",
            where,
            f"{statement.printed} är skrivet i texten, fast talet finns: {figure.label or figure.figure}.",
            expected=names,
            found=statement.printed,
            hint="Citera talet, så följer texten med när det ändras; tertial link föreslår ändringen.",
            severity=Severity.NOTICE,
            related=(figure.where,),
            place=statement.prose.place,
        )
    unit = f" ({measure(statement.mention.unit)})" if statement.mention.unit else ""
    return Problem(
        "T725",
        where,
        f"{statement.printed} finns inte bland periodens tal{unit}.",
        expected="ett tal som är citerat, eller som står i en tabell",
        found=statement.printed,
        hint="Lägg talet under tal: och citera det, eller låt det stå om det inte är en uppgift om verksamheten.",
        severity=Severity.NOTICE,
        place=statement.prose.place,
    )
