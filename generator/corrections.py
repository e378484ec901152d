"""A period's files, figures to correct and what was published → the files edited, with the figures that are to follow.

All of it happens in a folder of its own: nothing in the project is changed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from generator import pipeline
from generator.figure_edit import NoNumberThere, figure_edit
from generator.figures import Carried, Computed, Figure, Imported, Ledger
from generator.load import load
from generator.pipeline import Understood
from generator.problems import UsageError, nearest_hint
from generator.proposals import Proposal, proposals
from generator.release import Release
from generator.resolve import resolve
from generator.snapshot import unpack
from generator.swedish import Unreadable, parse_number
from generator.validate import validate

_MOST_ROUNDS = 50
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure to correct, by its id, and what it is to be."""

    figure: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Corrected:
    """A period with its corrections: the files that changed, and the figures that follow."""

    edits: Files
    followers: tuple[Proposal, ...]


@contextmanager
def standing(sources: Files) -> Iterator[tuple[Path, Path]]:
    """Files by path go in; a project's folder with them, and that of its built-in templates, are there meanwhile."""
    with tempfile.TemporaryDirectory(prefix="tertial-") as folder:
        yield Path(folder), unpack(sources, Path(folder))


def understood_from(sources: Files, period: str, releases: tuple[Release, ...] = ()) -> Understood:
    """Files by path and a period go in; the period comes out. Raises as `pipeline.understand`."""
    with standing(sources) as (root, built_in):
        return pipeline.understand(root, period, built_in=built_in, releases=releases)


def figures_from(sources: Files, period: str) -> Ledger:
    """Files by path and a period go in; its figures come out, no paper composed. Raises as `pipeline.understand`."""
    with standing(sources) as (root, built_in):
        return resolve(validate(load(root, period, built_in)))


def parse_wanted(words: Sequence[str], ledger: Ledger) -> tuple[Wanted, ...]:
    """Words like `ekonomi.summa.utfall=12,5` and the figures there are → what is to be corrected.

    Raises UsageError, in Swedish, where a word cannot be read, or names a figure that is not written in the content.
    """
    return tuple(_wanted(word, ledger) for word in words)


def corrections(sources: Files, period: str, wanted: Sequence[Wanted], before: Ledger) -> Corrected:
    """A period's files, what is wanted and the published figures go in; the period with all that follows comes out.

    Figures whose written value differs from the published already were corrected by hand, and are left as they are.
    Raises UsageError where a number cannot be changed where it stands, Rejected where the content is refused.
    """
    edits: dict[str, bytes] = {}
    followers: dict[str, Proposal] = {}
    now = figures_from(sources, period)
    by_hand = {each.figure for each in wanted} | set(_changed_by_hand(before, now))
    todo = {each.figure: each.value for each in wanted}
    for _ in range(_MOST_ROUNDS):
        edits |= _edited({**sources, **edits}, todo, now)
        now = figures_from({**sources, **edits}, period)
        _hold(todo, now)
        following = [each for each in proposals(before, now, by_hand) if _can_follow(now, each)]
        if not following:
            break
        followers |= {each.figure: each for each in following}
        todo = {each.figure: each.new for each in following}
    return Corrected(edits, tuple(followers.values()))


def _can_follow(ledger: Ledger, proposal: Proposal) -> bool:
    """Only what stands in YAML is edited; a data file is its owner's, and the check says what differs."""
    return not isinstance(ledger.figures[proposal.figure].origin, Imported)


def _changed_by_hand(before: Ledger, now: Ledger) -> Iterator[str]:
    for figure in now:
        old = before.figures.get(figure.id)
        if old is not None and not isinstance(figure.origin, Computed | Carried) and old.value != figure.value:
            yield figure.id


def _edited(sources: Files, todo: Mapping[str, Decimal], ledger: Ledger) -> dict[str, bytes]:
    edited: dict[str, bytes] = {}
    for name, value in todo.items():
        where = ledger.figures[name].where
        text = edited.get(where.file, sources.get(where.file, b"")).decode()
        try:
            edited[where.file] = figure_edit(text, where, f"{value:f}".replace(".", ",")).encode()
        except NoNumberThere as error:
            raise UsageError(
                f"{name} går inte att ändra där det står ({where}). Ändra det för hand i filen, och kör kommandot igen "
                "utan talet."
            ) from error
    return edited


def _hold(todo: Mapping[str, Decimal], ledger: Ledger) -> None:
    """Raise UsageError where a figure did not become what it was to be."""
    for name, value in todo.items():
        if name not in ledger.figures or ledger.figures[name].value != value:
            raise UsageError(f"{name} blev inte {value:f} när det ändrades i filen. Ingenting har skrivits.")


# --- what was asked for ----------------------------------------------------------------------------------------------


def _wanted(word: str, ledger: Ledger) -> Wanted:
    name, mark, text = word.partition("=")
    if not mark or not name.strip() or not text.strip():
        raise UsageError(f"”{word}” går inte att läsa. Skriv TAL=VÄRDE, till exempel ekonomi.summa.utfall=12,5")
    ids = ledger.names.get(name.strip(), ())
    if len(ids) != 1:
        hint = nearest_hint(name.strip(), ledger.names) if not ids else f"Skriv något av: {', '.join(ids)}."
        raise UsageError(f"”{name.strip()}” är inget tal i perioden. {hint}".rstrip())
    figure = ledger.figures[ids[0]]
    _refuse_unwritten(figure)
    try:
        number = parse_number(text)
    except Unreadable as error:
        raise UsageError(f"”{text}” går inte att läsa som ett tal: {error}") from error
    if number.unit is not None and number.unit != figure.unit:
        raise UsageError(f"{figure.id} står i {figure.unit or 'ett tal utan enhet'}. Skriv värdet i den enheten.")
    return Wanted(figure.id, number.value)


def _refuse_unwritten(figure: Figure) -> None:
    match figure.origin:
        case Computed(formula=formula, terms=terms):
            told = ", ".join(terms) or formula
            raise UsageError(f"{figure.id} är uträknat ({formula}). Rätta det som det räknas av: {told}.")
        case Carried(figure=name, reference=reference):
            raise UsageError(f"{figure.id} hämtas ur {reference} ({name}). Rätta det där.")
        case Imported(where=where):
            raise UsageError(f"{figure.id} läses ur {where}. Ändra det där, och kör kommandot igen utan talet.")
