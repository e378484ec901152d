"""Scores: how far what is said around a number speaks for a figure, as logarithms of odds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from generator.prose.clauses import KIND_STEMS, PART, Clause, Cue
from generator.prose.said import Said
from generator.prose.subjects import PEOPLE, Subject, SubjectRow
from generator.prose.weights import WEIGHTS

_ORDINALS = {"första": "1", "andra": "2", "tredje": "3", "fjärde": "4"}
_MOST_FOREIGN, _MOST_STRAY, _TELLS_MUCH = 3, 5, 3
_NONE = Decimal(0)
_FULLY, _OF_A_PART = Decimal("0.9"), Decimal("0.8")
# What speaks for something, and how much of it there is.
Feature = tuple[str, Decimal | int]


@dataclass(frozen=True, slots=True)
class ReportUse:
    """What is known of a report: its year, and what was learnt of how it speaks.

    `learnt` are the odds that a word before a number means a deviation, `apart` those that a number is in no table.
    `signs_agree` says that deviations have the signs of the tables wherever a text writes them.
    """

    year: int
    learnt: Mapping[str, Decimal] = field(default_factory=dict)
    apart: Decimal = Decimal(0)
    signs_agree: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure that a number nearby cites, and whether it is one of the same sentence."""

    row: SubjectRow
    subject: Subject
    same_sentence: bool


def of_neighbours(beside: Sequence[Beside], row: SubjectRow, subject: Subject) -> Iterator[Feature]:
    """Yield what the figures cited beside a number speak for: other figures of their rows and columns."""
    found = {name for each in beside for name in _of_neighbour(each, row, subject)}
    yield from ((name, 1) for name in sorted(found))


def _of_neighbour(beside: Beside, row: SubjectRow, subject: Subject) -> Iterator[str]:
    place = "sentence" if beside.same_sentence else "near"
    if subject.figure == beside.subject.figure:
        yield from ["sentence.same"] if beside.same_sentence else []
    elif row is beside.row:
        yield f"{place}.row"
    elif row.table == beside.row.table:
        yield f"{place}.column" if subject.label == beside.subject.label else f"{place}.table"


def score(features: Iterator[Feature]) -> Decimal:
    """Return the sum of some features by their weights."""
    return sum((WEIGHTS.get(name, _NONE) * value for name, value in features), _NONE)


def of_nothing(said: Said, report: ReportUse) -> Iterator[Feature]:
    """Yield what speaks for a number that cites no figure."""
    clause = said.clause
    yield "nothing", 1
    yield "nothing.house", report.apart
    yield "nothing.stray", min(_MOST_STRAY, said.stray)
    own = said.own_words[:1]
    marks = {
        "subject": bool(own) and not said.vocabulary.said_by(own[0]),
        "part": clause.has(Cue.PARTLY),
        "part of": clause.is_part,
        "what": said.is_of_another,
        "month": bool(clause.month),
        "target": clause.has(Cue.TARGET),
        "bound": said.mention.hedge == "bound",
        "about": said.mention.hedge in {"about", "above", "below"},
        "count": said.mention.unit is None,
        "percent": said.mention.unit == "%",
        "rate": said.rate,
        "change": said.quantity == "change",
    }
    yield from ((f"nothing.{name}", 1) for name, mark in marks.items() if mark)


def of_row(said: Said, row: SubjectRow) -> Iterator[Feature]:
    """Yield what speaks for any figure of a row."""
    board = said.vocabulary.board
    names = row.stems - board
    if names - KIND_STEMS:
        yield "row", 1
        clause, sentence, heading, far = _name_said(said, row, names)
        yield "row.clause", clause
        yield "row.sentence", sentence - clause
        yield "row.heading", heading - sentence
        yield "row.far", far - heading
        if sentence > _FULLY and not said.stray and not said.clause.has(Cue.PARTLY):
            yield "row.plain", 1
    else:
        yield "whole", 1
        yield "whole.said", int(said.whole)
        if names:
            yield "whole.kind", said.coverage(names)[1]
        if not said.own_words and not said.clause.has(Cue.PARTLY):
            yield "whole.plain", 1
    around = row.around - board
    if around:
        levels = said.coverage(around)
        yield "around.sentence", levels[1]
        yield "around.heading", levels[2] - levels[1]
        yield "around.far", levels[3] - levels[2]
    people = said.people
    if people and (row.stems | row.around) & PEOPLE and not people & (row.stems | row.around):
        yield "people.other", 1
    if row.is_of(said.prose.scope.post):
        yield "own record", 1
    if row.table.partition(".")[0] == row.label.replace(" ", "_"):
        yield "alone", 1
    place = said.prose.context
    if row.context and row.context == place:
        yield "same section", 1
    elif row.context and row.context[:-1] and place[: len(row.context)] == row.context:
        yield "section above", 1


def _name_said(said: Said, row: SubjectRow, names: frozenset[str]) -> tuple[Decimal, ...]:
    """A name is shortened to one of the parts of "Färdtjänst och skolskjuts"."""
    whole = said.coverage(names)
    parts = (said.coverage(part) for part in row.parts)
    return tuple(
        max(each) for each in zip(whole, *(tuple(_OF_A_PART * each for each in part) for part in parts), strict=True)
    )


def of_figure(said: Said, row: SubjectRow, subject: Subject, report: ReportUse) -> Iterator[Feature]:
    """Yield what speaks for a figure beside the others of its row."""
    known = row.stems | row.around | subject.words
    foreign = sum(
        (
            min(_NONE + 1, said.vocabulary.weight(word) / _TELLS_MUCH)
            for word, levels in said.words.items()
            if levels[0] == 1 and word not in known and word not in KIND_STEMS and not _is_part(word, known)
        ),
        _NONE,
    )
    yield "foreign", min(_NONE + _MOST_FOREIGN, foreign)
    column = subject.words - row.stems - KIND_STEMS - said.vocabulary.board
    if column:
        levels = said.coverage(column)
        yield "column", 1
        yield "column.sentence", levels[1]
        yield "column.heading", levels[2] - levels[1]
        yield "column.rival", max(_NONE, _rival(said, row, subject) - levels[1])
    yield from _of_basis(said, subject)
    yield from _of_quantity(said, row, subject)
    yield from _of_flow(said, row, subject)
    yield from _of_time(said, subject, report.year)
    yield from _of_form(said, row, subject)
    cues = [report.learnt[cue] for cue in said.cues if cue in report.learnt]
    if cues:
        odds = max(cues, key=lambda each: (abs(each), each))
        yield "learnt", odds if subject.role == "difference" else -odds


def _rival(said: Said, row: SubjectRow, subject: Subject) -> Decimal:
    """Return how well the clause says another column of the same kind: "i kommunen" beside that of the koncern."""
    said_any = (each for each in row.subjects if not each.words.isdisjoint(said.words))
    like = (each for each in said_any if each.basis == subject.basis and each.role == subject.role)
    names = (each.words - subject.words - row.stems - KIND_STEMS - said.vocabulary.board for each in like)
    return max((said.coverage(each)[0] for each in names if each), default=_NONE)


def _is_part(word: str, known: frozenset[str]) -> bool:
    return any(each.startswith(word) or each.endswith(word) for each in known)


def _of_basis(said: Said, subject: Subject) -> Iterator[Feature]:
    # A deviation has a budget beside it, and is of none.
    of_budget = subject.basis == "budget" and subject.role in {"difference", "change", "attainment"}
    basis = "" if of_budget or subject.basis == "utfall" else subject.basis
    if said.basis == basis:
        yield f"basis.{basis or 'outcome'}", 1
    elif said.basis:
        yield f"basis.not {said.basis}", 1
        yield "basis.budget of", int(said.is_budget)
    else:
        yield f"basis.unsaid {basis}", 1
    if basis == "prognos" and not said.basis:
        yield "basis.around" if said.clause.around_forecast else "basis.nowhere", 1


def quantity_of(row: SubjectRow, subject: Subject) -> str:
    """Return how a figure is computed, in the words of `Said.quantity`."""
    role = {"difference": "deviation", "attainment": "share", "rate": ""}.get(subject.role, subject.role)
    if role in {"deviation", "change", "share"}:
        return role
    is_result = row.net or subject.role == "net" or "resultat" in f"{row.label} {subject.label}".casefold()
    return "result" if is_result and subject.basis != "budget" else ""


def sign_differs(said: Said, row: SubjectRow, subject: Subject) -> bool | None:
    """Return whether a number is written with the sign that its figure has not; None where signs do not tell.

    A minus tells of deviations and results only, since costs may have one; nobody writes a plus without meaning it.
    """
    sign = said.mention.sign
    told = sign == "+" or (sign and quantity_of(row, subject) in {"deviation", "result"})
    return (sign == "-") != (subject.value < 0) if told and subject.value else None


def _of_quantity(said: Said, row: SubjectRow, subject: Subject) -> Iterator[Feature]:
    own = quantity_of(row, subject) or ("percent" if subject.measure == "%" else "amount")
    yield f"{said.quantity or 'amount'} as {own}", 1
    if not said.quantity and said.around_deviation and own == "deviation":
        yield "deviation.around", 1
    if said.rate != (subject.role == "rate"):
        yield "rate.said" if said.rate else "rate.unsaid", 1


def _of_flow(said: Said, row: SubjectRow, subject: Subject) -> Iterator[Feature]:
    own = subject.flow or row.flow
    if own and said.flow:
        yield "flow" if own == said.flow else "flow.other", 1
    elif subject.flow:
        yield "flow.unsaid", 1


def _of_time(said: Said, subject: Subject, year: int) -> Iterator[Feature]:
    # "Ökade med 4 procent jämfört med 2023": the year is what it is compared with.
    changes = said.quantity == "change"
    others = frozenset() if changes else said.clause.years - {year}
    if others:
        fits = subject.year in others if subject.year else subject.earlier and year not in said.clause.years
        yield "year" if fits else "year.other", 1
    elif said.earlier and not changes:
        other_year = said.last_year and subject.year not in {0, year - 1}
        yield "earlier" if subject.earlier and not other_year else "earlier.not", 1
    elif subject.earlier and not (changes and subject.measure == "%"):
        yield "earlier.unsaid", 1
        if not said.compared:
            yield "earlier.alone", 1
    if subject.later and not others:
        yield "later", 1
    if not _part_fits(said.clause, subject):
        yield "part.other", 1
    elif subject.part and said.clause.month:
        yield "part", 1


def _part_fits(clause: Clause, subject: Subject) -> bool:
    if clause.month:
        return subject.part.startswith(clause.month[:3])
    named = PART.search(clause.words)
    number = _ORDINALS.get(named[2] or "", named[1]) if named else None
    return number is None or not subject.part or subject.part.endswith(number)


def _of_form(said: Said, row: SubjectRow, subject: Subject) -> Iterator[Feature]:
    mention = said.mention
    if mention.unit == subject.unit:
        yield "unit", 1
        yield "decimals" if mention.decimals == subject.decimals else "decimals.other", 1
    if said.counted:
        known = row.stems | row.around | subject.words
        counts = any(_is_part(word, known) or _is_part(each, said.counted) for word in said.counted for each in known)
        yield "counted" if counts else "counted.not", 1
    sign = said.sign
    if sign and subject.value and quantity_of(row, subject) in {"deviation", "result"}:
        yield "sign" if (sign == "-") == (subject.value < 0) else "sign.other", 1
