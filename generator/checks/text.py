"""Numbers typed in texts that disagree with the figures: T721, and strictly T724 and T725 for those not cited."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from generator.checks.finding import FindingKind
from generator.figures import measure
from generator.problems import Problem, Severity
from generator.prose import ReadTexts, Statement, Subject, SubjectRow, printed
from generator.swedish import kronor_per, plain_quantity

_WRONG = frozenset({"differs", "other"})

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


# What the number looks like, beside the figure.
_HOW = {
    "cut": "Talet är avkortat i stället för avrundat.",
    "swap": "Två siffror tycks ha bytt plats.",
    "lost": "En siffra tycks saknas.",
    "added": "Det tycks vara en siffra för mycket.",
    "sign": "Tecknet är det motsatta.",
    "power": "Se efter vilken enhet talet ska ha, och var decimaltecknet ska stå.",
}


def text_figures(reading: ReadTexts, *, strict: bool = False) -> Iterator[Problem]:
    """Yield T721; with `strict` also T724 and T725 for numbers that are not cited."""
    for each in reading.statements:
        if each.agreement in _WRONG and each.target is not None:
            yield _disagreement(each, each.target)
    for each in reading.statements if strict else ():
        if not each.mention.worded and each.agreement not in _WRONG and each.prose.wording.own:
            yield from _uncited(each, reading)


def _disagreement(statement: Statement, target: Subject) -> Problem:
    meant, slip = _named(statement.target_row, target), statement.slip
    due, as_typed = printed(target, plus=slip == "sign"), _as_typed(statement, target)
    if slip in {"sign", "power"}:
        as_typed = due
    found = f"är {due}" if as_typed == due else f"är {due}, avrundat {as_typed}"
    other = statement.equal[0] if statement.agreement == "other" and statement.equal else None
    how = f"{statement.printed} är {_named(statement.row_of(other), other)}." if other else _HOW.get(slip or "", "")
    cite = f", eller citera talet: {{{{ {target.figure} }}}}" if target.figure else ""
    hint = " ".join(filter(None, (f"Rätta det tal som är fel{cite}.", how)))
    severity = Severity.NOTICE if slip == "cut" else Severity.WARNING
    kind = FindingKind("T721", "Texten säger {number}, men {meant} {found}.", hint, severity)
    start, number = statement.mention.bare_start, statement.printed
    return kind.in_text(statement.prose, start, due, number, (target.where,), number=number, meant=meant, found=found)


def _named(row: SubjectRow | None, subject: Subject) -> str:
    label = row.label if row else subject.figure
    return f"{label}, {subject.label}" if subject.label and subject.label != label else label


def _as_typed(statement: Statement, target: Subject) -> str:
    """The figure in the unit and with the decimals of the number, where the table has these decimals."""
    mention, own, factor = statement.mention, kronor_per(target.unit), kronor_per(statement.mention.unit)
    if own is None or factor is None or own == factor:
        value, decimals = target.value / (own or Decimal(1)), min(mention.decimals, target.decimals)
        return plain_quantity(value, target.unit, decimals)
    return plain_quantity(target.value / factor, mention.unit, mention.decimals)


# --- strictly --------------------------------------------------------------------------------------------------------


def _uncited(statement: Statement, reading: ReadTexts) -> Iterator[Problem]:
    prose, start, number = statement.prose, statement.mention.bare_start, statement.printed
    if statement.citable:
        row, subject = statement.citable[0]
        names = ", ".join(f"{{{{ {each.figure} }}}}" for _, each in statement.citable[:3])
        label = _named(row, subject)
        yield _CITABLE.in_text(prose, start, names, number, (subject.where,), number=number, label=label)
    elif not any(reading.index.meeting(statement.amount)):
        unit = f" ({measure(statement.mention.unit)})" if statement.mention.unit else ""
        expected = "ett tal som är citerat, eller som står i en tabell"
        yield _UNKNOWN.in_text(prose, start, expected, number, number=number, unit=unit)
