"""Periods' files, figures to correct and what was published → the files edited, with the figures that are to follow.

A correction of one period moves written figures in others too, where they reconcile with it: all periods are edited
together. Nothing in the project is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import assert_never

from generator.document import Release
from generator.figures import Carried, Computed, Figure, Imported, Ledger, StatedOrigin
from generator.problems import Rejected, UsageError, nearest_hint
from generator.project import apply_edits
from generator.swedish import Unreadable, parse_number
from generator.versions.correct.figure_edit import NoNumberThere, figure_edit
from generator.versions.correct.proposals import Proposal, proposals
from generator.versions.snapshot import Files, figures_from

_MOST_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class FigureCorrection:
    """A figure to correct, by its id, and what it is to be."""

    figure: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Scene:
    """A period that a correction may reach: its files as they stand, and what they are compared with.

    `before` are those that its papers were published from, or `basis` where they are not: its files as if nothing had
    been corrected. `earlier` are its versions.
    """

    files: Files
    before: Files
    basis: Files
    earlier: tuple[Release, ...] = ()


@dataclass(frozen=True, slots=True)
class Corrected:
    """Periods with their corrections: the files that changed, and the figures that follow, by period."""

    edits: Files
    followers: Mapping[str, tuple[Proposal, ...]]


def parse_wanted(words: Sequence[str], ledger: Ledger) -> tuple[FigureCorrection, ...]:
    """Words like `ekonomi.summa.utfall=12,5` and the figures there are → what is to be corrected.

    Raises UsageError, in Swedish, where a word cannot be read, or names a figure that is not written in the content.
    """
    return tuple(_wanted(word, ledger) for word in words)


def corrections(scenes: Mapping[str, Scene], period: str, wanted: Sequence[FigureCorrection]) -> Corrected:
    """The periods that may be concerned, the one to correct first; it and what is wanted go in; what follows comes out.

    Figures whose written value differs from the published already were corrected by hand, and are left as they are.
    Raises UsageError where a number cannot be changed where it stands, Rejected where the content is refused.
    """
    own = scenes[period]
    states = {period: _CorrectionState.of(own, period)}
    states[period].left |= {each.figure for each in wanted}
    edits: dict[str, bytes] = {}
    touched = {path for path in {*own.files, *own.before} if own.files.get(path) != own.before.get(path)}
    todo = {period: {each.figure: each.value for each in wanted}}
    for _ in range(_MOST_ROUNDS):
        for name, figures in todo.items():
            new = _edited({**scenes[name].files, **edits}, figures, states[name].now)
            edits |= new
            touched |= set(new)
        _bring_up_to_date(scenes, states, edits, touched)
        for name, figures in todo.items():
            if name in states:
                _hold(figures, states[name].now)
        following = {name: found for name, state in states.items() if (found := state.following())}
        if not following:
            break
        todo = {name: {each.figure: each.new for each in found} for name, found in following.items()}
        touched = set()
    return Corrected(edits, {name: tuple(state.moved.values()) for name, state in states.items()})


@dataclass(slots=True)
class _CorrectionState:
    """How far a period has come: its figures before and now, those that have moved, and those to be left."""

    before: Ledger
    now: Ledger
    published: bool
    left: set[str] = field(default_factory=set)
    moved: dict[str, Proposal] = field(default_factory=dict)

    @classmethod
    def of(cls, scene: Scene, period: str) -> _CorrectionState:
        """A scene and its period → how it begins. Raises Rejected where its content is refused."""
        before, now = figures_from(scene.before, period), figures_from(scene.files, period)
        return cls(before, now, bool(scene.earlier), set(_changed_by_hand(before, now)))

    def following(self) -> tuple[Proposal, ...]:
        """The figures that are to follow what has changed since they were asked for last; they count as moved."""
        if not self.published:
            # Who writes the period may have heard of the correction before this was run.
            self.left |= set(_seen_to(self.before, self.now)) - self.moved.keys()
        found = proposals(self.before, self.now, self.left)
        can_follow = tuple(each for each in found if _can_follow(self.now, each))
        self.moved |= {each.figure: each for each in can_follow}
        return can_follow


def _bring_up_to_date(
    scenes: Mapping[str, Scene], states: dict[str, _CorrectionState], edits: Files, touched: set[str]
) -> None:
    """Work out the figures of all periods that read what was touched.

    Of others than the first, one that cannot be read is left out: it is told of where its papers are.
    """
    for number, (name, scene) in enumerate(scenes.items()):
        if touched.isdisjoint(scene.files):
            continue
        try:
            state = states.pop(name, None) or _CorrectionState.of(scene, name)
            state.now = figures_from({**scene.files, **edits}, name)
        except Rejected:
            if not number:
                raise
            continue
        states[name] = state


def _can_follow(ledger: Ledger, proposal: Proposal) -> bool:
    """Only what stands in YAML is edited; a data file is its owner's, and the check says what differs."""
    return not isinstance(ledger.figures[proposal.figure].origin, Imported)


def _changed_by_hand(before: Ledger, now: Ledger) -> Iterator[str]:
    for figure in now:
        old = before.figures.get(figure.id)
        if old is not None and not isinstance(figure.origin, Computed | Carried) and old.value != figure.value:
            yield figure.id


def _seen_to(before: Ledger, now: Ledger) -> Iterator[str]:
    """Figures that agree with what was corrected by hand in another period: somebody has moved them already."""
    earlier = {(each.target, each.kind, each.formula): each.expected.value for each in before.relations}
    for each in now.relations:
        expected = each.expected.value
        figure = now.figures.get(each.target)
        has_moved = earlier.get((each.target, each.kind, each.formula), expected) != expected
        if has_moved and figure is not None and figure.value == round(expected, figure.decimals):
            yield each.target


def _edited(sources: Files, todo: Mapping[str, Decimal], ledger: Ledger) -> dict[str, bytes]:
    edited: dict[str, bytes] = {}
    for name, value in todo.items():
        where = ledger.figures[name].where
        text = edited.get(where.file, sources.get(where.file, b"")).decode()
        try:
            edit = figure_edit(text, where, f"{value:f}".replace(".", ","))
        except NoNumberThere as error:
            raise UsageError(
                f"{name} går inte att ändra där det står ({where}). Ändra det för hand i filen, och kör kommandot igen "
                "utan talet."
            ) from error
        edited[where.file] = apply_edits(text, [edit]).encode()
    return edited


def _hold(todo: Mapping[str, Decimal], ledger: Ledger) -> None:
    """Raise UsageError where a figure did not become what it was to be."""
    for name, value in todo.items():
        if name not in ledger.figures or ledger.figures[name].value != value:
            raise UsageError(f"{name} blev inte {value:f} när det ändrades i filen. Ingenting har skrivits.")


# --- what was asked for ----------------------------------------------------------------------------------------------


def _wanted(word: str, ledger: Ledger) -> FigureCorrection:
    name, mark, text = word.partition("=")
    if not mark or not name.strip() or not text.strip():
        raise UsageError(f"”{word}” går inte att läsa. Skriv TAL=VÄRDE, till exempel ekonomi.summa.utfall=12,5")
    ids = ledger.names.get(name.strip(), ())
    if not ids:
        _refuse_what_stands_elsewhere(name.strip(), text.strip(), ledger)
    if len(ids) != 1:
        hint = nearest_hint(name.strip(), ledger.names) if not ids else f"Skriv något av: {', '.join(ids)}."
        raise UsageError(f"”{name.strip()}” är inget tal i perioden. {hint}".rstrip())
    figure = ledger.figures[ids[0]]
    _refuse_unwritten(figure, text.strip(), ledger)
    try:
        number = parse_number(text)
    except Unreadable as error:
        raise UsageError(f"”{text}” går inte att läsa som ett tal: {error}") from error
    if number.unit is not None and number.unit != figure.unit:
        raise UsageError(f"{figure.id} står i {figure.unit or 'ett tal utan enhet'}. Skriv värdet i den enheten.")
    return FigureCorrection(figure.id, number.value)


def _refuse_what_stands_elsewhere(name: str, text: str, ledger: Ledger) -> None:
    """Raise UsageError, with the command that corrects it, where a name is that of another period's figure."""
    period = next((key for word, key in ledger.references.items() if name.startswith(f"{word}.")), "")
    own = name.partition(".")[2]
    if period in ledger.earlier and own in ledger.earlier[period].names:
        there = ledger.earlier[period].period
        raise UsageError(f"{name} hämtas ur {there}. Rätta det där: tertial correct {there} {own}={text}")


def _refuse_unwritten(figure: Figure, text: str, ledger: Ledger) -> None:
    match figure.origin:
        case Computed(formula=formula, terms=terms):
            told = ", ".join(terms) or formula
            raise UsageError(f"{figure.id} är uträknat ({formula}). Rätta det som det räknas av: {told}.")
        case Carried(figure=name, reference=reference):
            _refuse_what_stands_elsewhere(f"{reference}.{name}", text, ledger)
            raise UsageError(f"{figure.id} hämtas ur {reference} ({name}). Rätta det där.")
        case Imported(where=where):
            raise UsageError(f"{figure.id} läses ur {where}. Ändra det där, och kör kommandot igen utan talet.")
        case StatedOrigin():
            return
        case _:
            assert_never(figure.origin)
