"""Prose and the rows of a ledger → for each number typed in it, the figures that it can be about and how it agrees.

Conservative: a number is said to differ only where every word that tells what it is of is found in the labels of the
figure, the kinds fit (a deficit is no budget), and no other figure or simple difference of those rows explains it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Literal

from generator.content import Content
from generator.figures import Ledger
from generator.prose.clauses import (
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
    PARTLY,
    TARGET,
    Clause,
    clause_at,
)
from generator.prose.fitting import (
    MeasuredNumber,
    accepts,
    amount_of,
    derived,
    judgeable,
    kind_fits,
    measures,
    summed,
)
from generator.prose.subjects import Subject, SubjectRow, board_stems, rows_of
from generator.prose.texts import Prose, prose_of
from generator.swedish import Mention, left_over, stem, subject_stems

StatementVerdict = Literal["equal", "derived", "differs", "other", "unknown"]
_NEAR = Decimal("0.85"), Decimal("1.18")
_FAR = Decimal("0.25"), Decimal(4)
_TEN = Decimal(10)


@dataclass(frozen=True, slots=True)
class Statement:
    """A typed number, its clause, the rows that it can be about, and how it agrees with them.

    `equal` are the figures that it can be; `target` is the one it differs from, or the one that it is where that is
    `certain`: the clause names its row, its kind fits, and no other is equal.
    """

    prose: Prose
    mention: Mention
    clause: Clause
    amount: MeasuredNumber
    rows: tuple[SubjectRow, ...]
    agreement: StatementVerdict
    equal: tuple[Subject, ...] = ()
    target: Subject | None = None
    target_row: SubjectRow | None = None
    certain: bool = False

    @property
    def printed(self) -> str:
        """The number as it stands in the text."""
        return " ".join(self.prose.plain[self.mention.bare_start : self.mention.end].split())


@dataclass(frozen=True)
class Index:
    """The rows of a period, and their words for looking them up."""

    rows: tuple[SubjectRow, ...]
    year: int
    board: frozenset[str] = frozenset()

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All stems of all labels."""
        return frozenset(each for row in self.rows for each in row.stems)

    @cached_property
    def subjects(self) -> tuple[tuple[SubjectRow, Subject], ...]:
        """All figures with their rows."""
        return tuple((row, subject) for row in self.rows for subject in row.subjects)

    def named(self, stems: Sequence[str]) -> tuple[SubjectRow, ...]:
        """The stems of a clause → the rows all of whose label it says; of those that say more, only those."""
        said = frozenset(part for word in frozenset(stems) for part in self._said(word))
        found = [(row, names) for row, names in self.names if names <= said]
        return tuple(row for row, names in found if not any(names < others for _, others in found))

    @cached_property
    def names(self) -> tuple[tuple[SubjectRow, frozenset[str]], ...]:
        """The rows with the stems that name them: "Resultat Barn och unga" is named by "barn och unga"."""
        stems = ((row, row.stems - KIND_STEMS - self.board) for row in self.rows)
        return tuple((row, names) for row, names in stems if names)

    def _said(self, word: str) -> Iterator[str]:
        shortest = 4
        if word in self.vocabulary:
            yield word
        if word.startswith("netto"):
            return
        for length in range(shortest, len(word) - 2):
            for part in (word[:length], word[-length:]):
                if part in self.vocabulary:
                    yield part


@dataclass(frozen=True, slots=True)
class ReadTexts:
    """A period's texts, the rows that they can be about, and every number typed in them with what it agrees with."""

    prose: tuple[Prose, ...]
    index: Index
    statements: tuple[Statement, ...]


def reading_of(content: Content, ledger: Ledger) -> ReadTexts:
    """A content and its ledger → its texts as read."""
    index = Index(rows_of(content, ledger), content.period.entry.end.year, board_stems(content))
    prose = prose_of(content, ledger)
    return ReadTexts(prose, index, statements_of(prose, index))


_KINDS = (AGAINST_BUDGET, FORECAST, BUDGET, NET, CHANGE, COST, INCOME)


def statements_of(prose: Sequence[Prose], index: Index) -> tuple[Statement, ...]:
    """Texts and the rows of the period → every number typed in them, with what it agrees with."""
    return tuple(_statement(each, mention, index) for each in prose for mention in each.mentions)


def _statement(prose: Prose, mention: Mention, index: Index) -> Statement:
    clause = clause_at(prose, mention.start, mention.end)
    amount = amount_of(mention)
    if mention.sign == "+" and amount.measure == "kr" and not any(clause.has(cue) for cue in _KINDS):
        # "Vuxna: +3,9 mnkr" is a deviation without the word.
        clause = replace(clause, words=f"{clause.words} avvikelse")
    rows, explicit = rows_at(prose, clause, index)
    fitting = [(row, subject) for row in rows for subject in row.subjects if measures(amount, subject, clause)]
    equal = tuple(subject for _, subject in fitting if amount.is_of(subject))
    made = Statement(prose, mention, clause, amount, rows, "unknown", equal)
    if not fitting:
        return made
    if equal:
        return _other_kind(made, fitting, index, explicit=explicit)
    outright = any(accepts(clause, each, row, index.year) for row, each in fitting) and not clause.has(EARLIER)
    if any(derived(amount, row, clause, outright=outright) for row in rows) or summed(amount, rows):
        return _with(made, "derived")
    found = _differing(made, fitting, index, explicit=explicit)
    return made if _of_others(found) else found


def _of_others(found: Statement) -> bool:
    """Whether the table is of other people than the text: adults where that is of children."""
    if found.target_row is None:
        return False
    headings = subject_stems(" ".join((*found.prose.context, found.prose.place.replace("_", " "))))
    told = (headings | set(found.clause.stems)) & _PEOPLE
    meant = (found.target_row.stems | found.target_row.around) & _PEOPLE
    return bool(told and meant and not told & meant)


_PEOPLE = frozenset(map(stem, ("barn", "unga", "ungdomar", "vuxna", "äldre", "kvinnor", "män", "flickor", "pojkar")))


def _with(made: Statement, agreement: StatementVerdict, target: tuple[SubjectRow, Subject] | None = None) -> Statement:
    row, subject = target or (None, None)
    certain = agreement == "equal" and target is not None
    return replace(made, agreement=agreement, target=subject, target_row=row, certain=certain)


def rows_at(prose: Prose, clause: Clause, index: Index) -> tuple[tuple[SubjectRow, ...], bool]:
    """The rows that a clause can be about, and whether it names them itself."""
    named = index.named(clause.stems) or index.named(clause.reach)
    if named:
        return named, True
    whole = tuple(row for row in index.rows if row.total or _of_kind(row))
    called = tuple(row for row in whole if _of_kind(row) and row.stems <= frozenset(clause.stems))
    if len(called) == 1 and not clause.inherits:
        return called, True
    if clause.has(BOARD):
        return whole, True
    post = prose.scope.post
    own = tuple(row for row in index.rows if post is not None and row.table == f"{post.type}.{post.id}")
    above = next((found for each in reversed(prose.context) if (found := index.named(tuple(subject_stems(each))))), ())
    return tuple(dict.fromkeys((*own, *above))) or whole, False


def nearest_rows(prose: Prose, rows: Sequence[SubjectRow]) -> tuple[SubjectRow, ...]:
    """Rows of one name in several tables → those of the tables that the text is about, as far as that is told.

    Told by a figure of the table that the sentence's text cites, by standing in one file, or by the headings above.
    """
    people = subject_stems(" ".join((*prose.context, prose.place.replace("_", " ")))) & _PEOPLE
    rows = [row for row in rows if not (people and row.around & _PEOPLE and not people & (row.around | row.stems))]
    if len({row.table for row in rows}) < _SEVERAL:
        return tuple(rows)
    cited = {quoted.figure.partition(".")[0] for quoted in prose.quoted}
    headings = subject_stems(" ".join((*prose.context, prose.place.replace("_", " "))))
    file = prose.text.where.file
    scores = {id(row): _nearness(row, cited, headings, file) for row in rows}
    best = max(scores.values())
    return tuple(row for row in rows if scores[id(row)] == best)


def _nearness(row: SubjectRow, cited: Collection[str], headings: frozenset[str], file: str) -> tuple[int, int, int]:
    told = len((row.around | subject_stems(row.table.replace("_", " "))) & headings)
    same_file = any(each.where.file == file for each in row.subjects)
    return told, int(row.table.partition(".")[0] in cited), int(same_file)


_SEVERAL = 2


def _of_kind(row: SubjectRow) -> bool:
    """Whether a row is called only by a kind: Kostnader, Resultat."""
    return bool(row.stems) and row.stems <= KIND_STEMS


# --- numbers that differ --------------------------------------------------------------------------------------------


def _differing(
    made: Statement, fitting: list[tuple[SubjectRow, Subject]], index: Index, *, explicit: bool
) -> Statement:
    clause, mention = made.clause, made.mention
    if _unexplained(made, fitting, index.board):
        return made
    if not judgeable(_as_labelled(clause, made.rows), mention):
        return _differing_change(made, fitting, explicit=explicit)
    candidates = [(row, each) for row, each in fitting if accepts(clause, each, row, index.year) and each.value]
    if not candidates or len({each.figure for _, each in candidates}) > _most(explicit=explicit):
        return made
    target = min(candidates, key=lambda pair: _distance(made.amount, pair[1]))
    cued = clause.has(AGAINST_BUDGET) or clause.has(FORECAST) or clause.has(BUDGET) or clause.has(NET)
    alone = len({(each.low, each.high) for _, each in candidates}) == 1
    strong = (explicit and (cued or not _forecast_around(clause))) or (cued and alone)
    close = _near(made.amount, target[1]) and (explicit or cued)
    if (close or (strong and _far(made.amount, target[1]))) and not _elsewhere(made, index, any_kind=not close):
        return _with(made, "differs", target)
    return made


def _as_labelled(clause: Clause, rows: Sequence[SubjectRow]) -> Clause:
    """A clause without the words of parts and means that the labels have too: "kostnad per vårddygn"."""
    labels = [row.label.casefold() for row in rows]
    parts = {match[0] for match in PARTLY.finditer(clause.words)}
    for part in parts:
        if labels and all(part in label for label in labels):
            clause = replace(clause, words=clause.words.replace(part, ""))
    return clause


def _differing_change(made: Statement, fitting: list[tuple[SubjectRow, Subject]], *, explicit: bool) -> Statement:
    """A change in per cent beside one that the row itself has: "ökade med 13 procent", and the column says 11,5 %."""
    clause = made.clause
    told = clause.has(CHANGE) or clause.compares
    if not (told and explicit and made.amount.measure == "%") or clause.has(PARTLY) or clause.has(TARGET):
        return made
    changes = [
        (row, each)
        for row, each in fitting
        if each.measure == "%" and each.value and each.role not in {"share", "attainment", "difference"}
        and "andel" not in f"{row.label} {each.label}".casefold() and (each.basis == "prognos") == clause.has(FORECAST)
    ]  # fmt: skip
    if len(changes) == 1 and _near(made.amount, changes[0][1]) and len({row.label for row in made.rows}) == 1:
        return _with(made, "differs", changes[0])
    return made


def _most(*, explicit: bool) -> int:
    return 12 if explicit else 6


def _unexplained(made: Statement, fitting: list[tuple[SubjectRow, Subject]], board: frozenset[str]) -> bool:
    """Whether the clause has words that the labels of the figures do not: then it is of something else."""
    headings = subject_stems(" ".join(made.prose.context)) if made.clause.inherits or not made.rows else frozenset()
    known = set(KIND_STEMS) | headings | board
    for row, subject in fitting:
        known |= row.stems | row.around | subject.words
    if made.prose.scope.post is not None:
        known |= subject_stems(" ".join(made.prose.context))
    return bool(left_over(made.clause.stems, frozenset(known)))


def _forecast_around(clause: Clause) -> bool:
    return FORECAST.search(clause.around) is not None


def _distance(amount: MeasuredNumber, subject: Subject) -> Decimal:
    ratio = _ratio(amount, subject)
    return max(ratio, 1 / ratio) if ratio else Decimal("Infinity")


def _ratio(amount: MeasuredNumber, subject: Subject) -> Decimal:
    middle = (amount.low + amount.high) / 2
    return middle / abs(subject.value) if subject.value else Decimal(0)


def _near(amount: MeasuredNumber, subject: Subject) -> bool:
    ratio = _ratio(amount, subject)
    return _NEAR[0] <= ratio <= _NEAR[1] or _slipped(amount, subject)


def _far(amount: MeasuredNumber, subject: Subject) -> bool:
    return _FAR[0] <= _ratio(amount, subject) <= _FAR[1]


def _slipped(amount: MeasuredNumber, subject: Subject) -> bool:
    """Whether the two have the same digits and differ by a factor of ten, a hundred or a thousand."""
    for exponent in (-3, -2, -1, 1, 2, 3):
        factor = _TEN**exponent
        if abs(subject.value).normalize().adjusted() and MeasuredNumber(
            amount.measure, amount.low * factor, amount.high * factor
        ).is_of(subject):
            return len(abs(subject.value).normalize().as_tuple().digits) > 1
    return False


def _elsewhere(made: Statement, index: Index, *, any_kind: bool) -> bool:
    """Whether another figure that shares a word with the sentence, and may be of its kind, is what the number says."""
    words = frozenset(made.clause.stems) | index.board
    return any(
        subject.measure == made.amount.measure
        and made.amount.is_of(subject)
        and ((row.stems | row.around) & words or row.total or _of_kind(row))
        and (any_kind or accepts(made.clause, subject, row, index.year))
        for row, subject in index.subjects
    )


def _other_kind(
    made: Statement, fitting: list[tuple[SubjectRow, Subject]], index: Index, *, explicit: bool
) -> Statement:
    """A number that stands in the rows: equal, but where the sentence outright speaks of another kind of figure."""
    clause = made.clause
    if not explicit or not judgeable(clause, made.mention) or _unexplained(made, fitting, index.board):
        return _with(made, "equal")
    now = [(row, each) for row, each in fitting if accepts(clause, each, row, index.year) and each.value]
    alone = len({(each.low, each.high) for _, each in now}) == 1
    if alone and (
        _as_forecast(made) or _as_earlier(made, now[0][1], index.year) or _as_other(made, fitting, now[0][1])
    ):
        return _with(made, "other", now[0])
    meant = [pair for pair in now if pair[1] in made.equal]
    # Two names for the same figure leave it open which of them the author would cite.
    return _with(made, "equal", meant[0] if len(meant) == 1 else None)


def _as_forecast(made: Statement) -> bool:
    """Whether only the forecast has the number, and the sentence speaks of the surplus or deficit that there was."""
    speaks = made.clause.has(AGAINST_BUDGET) and not made.clause.has(FORECAST) and not _forecast_around(made.clause)
    return speaks and all(each.basis == "prognos" for each in made.equal)


def _as_earlier(made: Statement, now: Subject, year: int) -> bool:
    """Whether only an earlier column has the number, which the sentence says of now: left over from last year."""
    clause = made.clause
    before = made.prose.plain[: made.mention.start].rstrip()
    if now.earlier or clause.begins_from or "jämför" in clause.sentence or before.endswith("("):
        return False
    silent = not EARLIER.search(clause.sentence) and not clause.years - {year} and str(year - 1) not in clause.sentence
    return silent and _near(made.amount, now) and all(each.earlier for each in made.equal)


def _as_other(made: Statement, fitting: list[tuple[SubjectRow, Subject]], now: Subject) -> bool:
    """Whether the number is near the deviation that the sentence speaks of, and by chance that of another column."""
    clause = made.clause
    if not clause.has(AGAINST_BUDGET) or clause.has(FORECAST) or _forecast_around(clause):
        return False
    meant = any(_may_mean(clause, each, row) for row, each in fitting if each in made.equal)
    return not meant and _near(made.amount, now)


def _may_mean(clause: Clause, subject: Subject, row: SubjectRow) -> bool:
    return kind_fits(clause, subject, row) and subject.basis != "prognos"
