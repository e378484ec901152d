"""Figures to correct: the files of all affected periods edited together, with the figures that are to follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePosixPath
from typing import assert_never

from generator.document import Release
from generator.figures import Carried, Computed, Figure, Imported, Ledger, StatedOrigin
from generator.problems import Rejected, UsageError, Where, nearest_hint
from generator.project import YAML_NAMES, NoNumberThere, TextEdit, apply_edits, figure_edit
from generator.swedish import Unreadable, parse_number
from generator.versions.archive import Files
from generator.versions.correct.proposals import Proposal, proposals, relation_key
from generator.versions.snapshot import figures_from

_MOST_ROUNDS = 50
_NO_CORRECTIONS: Mapping[str, Decimal] = {}


@dataclass(frozen=True, slots=True)
class AffectedPeriod:
    """A period that a correction may reach, its files as they stand, and its versions.

    `before` are the files that its papers were published from; where they are not, `basis`: without any correction.
    """

    period: str
    files: Files
    before: Files
    basis: Files
    earlier: tuple[Release, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectedFiles:
    """The files that a correction changes, by path, and the figures that follow, by period."""

    edits: Files
    followers: Mapping[str, tuple[Proposal, ...]]


def parse_corrections(words: Sequence[str], ledger: Ledger) -> Mapping[str, Decimal]:
    """Parse words like `ekonomi.summa.utfall=12,5`. Raises UsageError where the figure cannot be corrected."""
    return dict(_parse(word, ledger) for word in words)


def correct_files(periods: Mapping[str, AffectedPeriod], corrections: Mapping[str, Decimal]) -> CorrectedFiles:
    """Give figures of the first of the periods new values, and those of all periods that are to follow.

    Figures whose written value differs from the published were corrected by hand, and are left as they are.
    Raises UsageError where a number cannot be changed where it stands, Rejected where the content is refused.
    """
    period, main = next(iter(periods.items()))
    states = {period: _CorrectionState.of(main, corrections)}
    edits: Files = {}
    touched = {path for path in {*main.files, *main.before} if main.files.get(path) != main.before.get(path)}
    for _ in range(_MOST_ROUNDS):
        earlier, edits = edits, _edit_files(periods, states)
        touched |= {path for path in {*earlier, *edits} if earlier.get(path) != edits.get(path)}
        _bring_up_to_date(periods, states, edits, touched)
        for state in states.values():
            _require_values(state.values(), state.now)
        if not [name for name, state in states.items() if state.follow()]:
            break
        touched = set()
    return CorrectedFiles(edits, {name: state.followers() for name, state in states.items()})


@dataclass(slots=True)
class _CorrectionState:
    """How far the correction of a period has come; `left` are the ids of figures that do not follow.

    `written` is the ledger of the files as they stand: they are edited anew in each round, so that a figure which
    moves and moves back leaves its file as it was.
    """

    before: Ledger
    written: Ledger
    now: Ledger
    published: bool
    corrections: Mapping[str, Decimal]
    left: set[str]
    moved: dict[str, Proposal] = field(default_factory=dict)

    @classmethod
    def of(cls, affected: AffectedPeriod, corrections: Mapping[str, Decimal] = _NO_CORRECTIONS) -> _CorrectionState:
        now = figures_from(affected.files, affected.period)
        before = now if affected.before == affected.files else figures_from(affected.before, affected.period)
        left = _changed_by_hand(before, now) | corrections.keys()
        return cls(before, now, now, bool(affected.earlier), corrections, left)

    def follow(self) -> bool:
        """Move the figures that follow what has changed; return whether there are any."""
        if not self.published:
            # Who writes the period may have heard of the correction before this was run.
            self.left |= set(_moved_already(self.before, self.now)) - self.moved.keys()
        # Only what stands in YAML is edited: a data file is its owner's, and the check says what differs.
        proposed = {
            each.figure: each
            for each in proposals(self.before, self.now, self.left, self.moved)
            if not _is_of_data_file(self.now.figures[each.figure])
        }
        self.moved |= proposed
        return bool(proposed)

    def followers(self) -> tuple[Proposal, ...]:
        """Return the figures that have moved and have not moved back."""
        return tuple(each for each in self.moved.values() if each.new != self.written.figures[each.figure].value)

    def values(self) -> Mapping[str, Decimal]:
        """Return the new values of the period's figures."""
        return {**self.corrections, **{each.figure: each.new for each in self.followers()}}


def _bring_up_to_date(
    periods: Mapping[str, AffectedPeriod], states: dict[str, _CorrectionState], edits: Files, touched: set[str]
) -> None:
    """Resolve the periods that read what was touched. One but the first that cannot be read is left out."""
    main = next(iter(periods))
    for name, affected in periods.items():
        if touched.isdisjoint(affected.files):
            continue
        try:
            state = states.pop(name, None) or _CorrectionState.of(affected)
            state.now = figures_from({**affected.files, **edits}, name)
            states[name] = state
        except Rejected:
            if name == main:
                raise


def _changed_by_hand(before: Ledger, now: Ledger) -> set[str]:
    written = (figure for figure in now if not isinstance(figure.origin, Computed | Carried))
    return {each.id for each in written if each.id in before.figures and before.figures[each.id].value != each.value}


def _moved_already(before: Ledger, now: Ledger) -> Iterator[str]:
    """Figures that agree with a correction by hand in another period: somebody has moved them already."""
    earlier = {relation_key(each): each.expected.value for each in before.relations}
    for each in now.relations:
        expected = each.expected.value
        figure = now.figures.get(each.target)
        has_moved = earlier.get(relation_key(each), expected) != expected
        if has_moved and figure is not None and figure.value == round(expected, figure.decimals):
            yield each.target


def _edit_files(periods: Mapping[str, AffectedPeriod], states: Mapping[str, _CorrectionState]) -> dict[str, bytes]:
    """Edit each file once, from what stands there: all its edits go by the places of one text."""
    sources = {path: data for name in states for path, data in periods[name].files.items()}
    edits: dict[str, dict[Where, TextEdit]] = {}
    for state in states.values():
        for name, value in state.values().items():
            where = state.written.figures[name].where
            text = sources.get(where.file, b"").decode()
            try:
                edit = figure_edit(text, where, f"{value:f}".replace(".", ","))
            except NoNumberThere as error:
                raise UsageError(
                    f"{name} går inte att ändra där det står ({where}). Ändra det för hand i filen, och kör kommandot "
                    "igen utan talet."
                ) from error
            edits.setdefault(where.file, {})[where] = edit
    return {path: apply_edits(sources[path].decode(), [*each.values()]).encode() for path, each in edits.items()}


def _require_values(values: Mapping[str, Decimal], ledger: Ledger) -> None:
    for name, value in values.items():
        if name not in ledger.figures or ledger.figures[name].value != value:
            raise UsageError(f"{name} blev inte {value:f} när det ändrades i filen. Ingenting har skrivits.")


# --- parsing ---------------------------------------------------------------------------------------------------------


def _parse(word: str, ledger: Ledger) -> tuple[str, Decimal]:
    name, _, text = word.partition("=")
    name = name.strip()
    if not name or not text.strip():
        raise UsageError(f"”{word}” går inte att läsa. Skriv TAL=VÄRDE, till exempel ekonomi.summa.utfall=12,5")
    ids = ledger.names.get(name, ())
    if not ids:
        _refuse_of_another_period(name, text.strip(), ledger)
    if len(ids) != 1:
        hint = nearest_hint(name, ledger.names) if not ids else f"Skriv något av: {', '.join(ids)}."
        raise UsageError(f"”{name}” är inget tal i perioden. {hint}".rstrip())
    figure = ledger.figures[ids[0]]
    _refuse_unwritten(figure, text.strip(), ledger)
    try:
        number = parse_number(text)
    except Unreadable as error:
        raise UsageError(f"”{text}” går inte att läsa som ett tal: {error}") from error
    if number.unit is not None and number.unit != figure.unit:
        raise UsageError(f"{figure.id} står i {figure.unit or 'ett tal utan enhet'}. Skriv värdet i den enheten.")
    return figure.id, number.value


def _refuse_of_another_period(name: str, text: str, ledger: Ledger) -> None:
    period = next((key for word, key in ledger.references.items() if name.startswith(f"{word}.")), "")
    own = name.partition(".")[2]
    if period in ledger.earlier and own in ledger.earlier[period].names:
        there = ledger.earlier[period].period
        raise UsageError(f"{name} hämtas ur {there}. Rätta det där: tertial correct {there} {own}={text}")


def _is_of_data_file(figure: Figure) -> bool:
    return isinstance(figure.origin, Imported) and PurePosixPath(figure.where.file).suffix.lower() not in YAML_NAMES


def _refuse_unwritten(figure: Figure, text: str, ledger: Ledger) -> None:
    match figure.origin:
        case Computed(formula=formula, terms=terms):
            parts = ", ".join(terms) or formula
            raise UsageError(f"{figure.id} är uträknat ({formula}). Rätta det som det räknas av: {parts}.")
        case Carried(figure=name, reference=reference):
            _refuse_of_another_period(f"{reference}.{name}", text, ledger)
            raise UsageError(f"{figure.id} hämtas ur {reference} ({name}). Rätta det där.")
        case Imported(where=where) if _is_of_data_file(figure):
            raise UsageError(f"{figure.id} läses ur {where}. Ändra det där, och kör kommandot igen utan talet.")
        case StatedOrigin() | Imported():
            return
        case _:
            assert_never(figure.origin)
