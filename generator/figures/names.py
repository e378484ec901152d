"""Find the figure or fact that a name in an expression means: in its own scope first, then in the whole period."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from generator.content import BOARDS, Lookup, Name, Record, folder_name
from generator.figures.ledger import Fact, Ledger, RecordReference, Scope
from generator.problems import Itself, Problem, Rejected, Where, nearest, nearest_hint

PERIOD_WORDS = ("föregående_period", "samma_period_föregående_år", "föregående_prognos", "föregående_bokslut")
# What is looked up in the document that the text stands in.
_OF_DOCUMENT = ("avsnitt", "bilaga", "ärende", "tabell", "diagram")
_STOP = re.compile(r"\.")
_FEW, _MOST_SHOWN = 200, 3


@dataclass(frozen=True, slots=True)
class FigureAt:
    """A figure in a ledger; `reference` is the name of its period here, or empty for this period."""

    ledger: Ledger
    id: str
    reference: str = ""

    @property
    def name(self) -> str:
        """The figure's id with the period before it."""
        return f"{self.reference}.{self.id}" if self.reference else self.id


@dataclass(frozen=True, slots=True)
class Absent:
    """The name of what could be cited but is blank here, such as the same record a period earlier.

    What a board has not delivered is not available (`..`), and `reason` says so.
    """

    name: str
    sign: str = ""
    reason: str = ""


Target: TypeAlias = FigureAt | Fact | Absent


def period_of(name: Name, ledger: Ledger) -> tuple[Ledger, tuple[str, ...]]:
    """Return the period that a name begins with, or this one, and the rest of the name; raise Rejected (T201)."""
    if name.root:
        key = _key_of(name.root, ledger)
        if not key:
            message = f"{_board_named(name.root.key, ledger)} har inte lämnat underlag."
            raise Rejected([Problem("T207", name.where, message, "", str(name))])
        return _loaded(name, key, ledger), name.path
    if name.path[0] in PERIOD_WORDS:
        return _earlier(name, ledger), name.path[1:]
    return ledger, name.path


def find(name: Name, ledger: Ledger, scope: Scope) -> Target:
    """Return what a name means; raise Rejected if it is unknown (T201) or ambiguous (T211)."""
    if name.root:
        if name.root.kind == "nämnd" and (board := _board_named(name.root.key, ledger)):
            return _of_board(name, name.path, board, ledger)
        return _in_period(
            name, name.path, period_of(name, ledger)[0], str(name).removesuffix("." + ".".join(name.path))
        )
    first = name.path[0]
    about_board = first == "nämnd" and scope.post is not None and scope.post.type == BOARDS
    if first == "post" or about_board:
        return _of_record(name, ledger, scope)
    for before, after in scope.own:
        target = _search(name, tuple(f"{before}{'.'.join(name.path)}{after}".split(".")), ledger)
        if target is not None:
            return target
    if first in PERIOD_WORDS:
        return _in_period(name, name.path[1:], period_of(name, ledger)[0], first)
    if first in _OF_DOCUMENT:
        return _search(name, ("dokument", scope.document, *name.path), ledger) or _unnumbered(name, ledger, scope)
    return _search(name, name.path, ledger) or _unknown(name, ledger, scope)


def _unnumbered(name: Name, ledger: Ledger, scope: Scope) -> Target:
    kinds = {"tabell": "tabeller", "diagram": "diagram"}
    kind, own = name.path[0], f"dokument.{scope.document}.{name.path[0]}."
    if kind in kinds and not any(fact.startswith(own) for fact in ledger.facts):
        message = f"Dokumentets {kinds[kind]} har inga nummer."
        hint = f"Skriv numrera: [{kinds[kind]}] i mallen."
        raise Rejected([Problem("T201", name.where, message, "", str(name), hint)])
    return _unknown(name, ledger, scope)


def figure_at(name: str, ledger: Ledger) -> FigureAt | None:
    """Find a figure by its printed name, which may begin with that of another period; None for an expression."""
    if name in ledger.figures:
        return FigureAt(ledger, name)
    reference, _, inner = name.partition(".")
    earlier = ledger.earlier.get(ledger.references.get(reference, ""))
    at = figure_at(inner, earlier) if earlier is not None else None
    return replace(at, reference=f"{reference}.{at.reference}" if at.reference else reference) if at else None


def _search(name: Name, path: tuple[str, ...], ledger: Ledger, reference: str = "") -> Target | None:
    full = ".".join(path)
    ids = ledger.names.get(full, ())
    if len(ids) > 1:
        hint = "Skriv något av: " + ", ".join(ids) + "."
        raise Rejected([Problem("T211", name.where, f"”{name}” kan vara flera tal.", "ett av dem", str(name), hint)])
    if ids or full in ledger.facts:
        return FigureAt(ledger, ids[0], reference) if ids else ledger.facts[full]
    for end in range(len(path) - 1, 1, -1):
        link = ledger.facts.get(".".join(path[:end]))
        if isinstance(link, RecordReference):
            return _search(name, (link.record_type, link.record, *path[end:]), ledger, reference)
    in_record = len(path) == len(("typ", "id", "fält")) and path[1] in ledger.records.get(path[0], ())
    return Absent(full) if in_record and path[2] in ledger.fields.get(path[0], ()) else None


def _in_period(name: Name, path: tuple[str, ...], ledger: Ledger, reference: str) -> Target:
    if not path:
        message = f"”{name}” är en period, inte ett tal."
        raise Rejected([Problem("T201", name.where, message, f"{name}.tabell.rad.kolumn")])
    at = name.where
    shifted = Name(path, at.shifted(0, at.column + len(reference) + 1) if at.line else at)
    return _search(shifted, path, ledger, reference) or _unknown(shifted, ledger, Scope())


def _earlier(name: Name, ledger: Ledger) -> Ledger:
    word = name.path[0]
    key = ledger.references.get(word)
    if key is None:
        hint = f"Skriv {word}: och periodens namn i period.yaml."
        raise Rejected([Problem("T201", name.where, f"Perioden har ingen {word}.", "", str(name), hint)])
    return _loaded(name, key, ledger)


def _loaded(name: Name, key: str, ledger: Ledger) -> Ledger:
    if key not in ledger.earlier:
        hint = nearest_hint(key, ledger.earlier)
        raise Rejected([Problem("T201", name.where, f"Perioden ”{key}” finns inte.", "", key, hint)])
    return ledger.earlier[key]


def _of_record(name: Name, ledger: Ledger, scope: Scope) -> Target:
    record, rest = scope.post, name.path[1:]
    if record is None:
        hint = "post finns i avsnitt med för_varje, i posters fält och i deras rubriker."
        raise Rejected([Problem("T201", name.where, "Här finns ingen post.", "", str(name), hint)])
    if rest[:1] == ("föregående",):
        return _of_earlier_record(name, record, ledger)
    if not rest:
        raise Rejected([Problem("T201", name.where, "”post” är en post, inte ett tal.", "post.fält", "post")])
    own = _search(name, (record.type, record.id, *rest), ledger)
    if own is None and record.type == BOARDS:
        return _of_board(name, rest, record.id, ledger)
    return own or _unknown_field(name, 1, record, ledger)


def _key_of(root: Lookup, ledger: Ledger) -> str:
    """Return what another period, or that of another board, is called among those that can be cited."""
    if root.kind == "period":
        return root.key
    if board := _board_named(root.key, ledger):
        return ledger.boards[board]
    key = f"{root.key}/{ledger.period.rsplit('/', 1)[-1]}"
    return next((each for each in ledger.earlier if folder_name(each) == folder_name(key)), key)


def board_reference(folder: str) -> str:
    """Return how another board is cited."""
    return f'nämnd("{folder}")'


def _board_named(name: str, ledger: Ledger) -> str:
    return next((each for each in ledger.boards if folder_name(each) == folder_name(name)), "")


def _of_board(name: Name, path: tuple[str, ...], board: str, ledger: Ledger) -> Target:
    """Return what a name means in the period of a collected board, whose own references count."""
    key = ledger.boards[board]
    if not key:
        return Absent(str(name), "..", f"{board} har inte lämnat underlag.")
    reference = board_reference(key.partition("/")[0])
    try:
        target = find(Name(path, name.where), ledger.earlier[key], Scope())
    except Rejected as rejected:
        # The place is that of the whole name: what is missing is missing in another period.
        told = (replace(each, where=name.where, message=f"{each.message} ({board})") for each in rejected.problems)
        raise Rejected(tuple(told)) from rejected
    if isinstance(target, FigureAt):
        inner = f"{reference}.{target.reference}" if target.reference else reference
        return replace(target, reference=inner)
    return target


def _of_earlier_record(name: Name, record: Record, ledger: Ledger) -> Target:
    rest = name.path[2:]
    if not rest or rest[0] not in ledger.fields.get(record.type, ()):
        return _unknown_field(name, 2, record, ledger)
    key = ledger.references.get("föregående_period", "")
    earlier = ledger.earlier.get(key)
    path = (record.type, record.id, *rest)
    target = _search(name, path, earlier, "föregående_period") if earlier else None
    return target or Absent("föregående_period." + ".".join(path))


def _unknown_field(name: Name, at: int, record: Record, ledger: Ledger) -> Target:
    fields = ledger.fields.get(record.type, ())
    word = name.path[at] if at < len(name.path) else ""
    message = f"{record.type} har inget fält ”{word}”." if word else "Här saknas postens fält."
    raise Rejected([Problem("T201", _place(name, at), message, "", str(name), nearest_hint(word, fields))])


def _place(name: Name, part: int) -> Where:
    if not name.where.line or name.root:
        return name.where
    return name.where.shifted(0, name.where.column + sum(len(word) + 1 for word in name.path[:part]))


def _unknown(name: Name, ledger: Ledger, scope: Scope) -> Target:
    known, part = _known(Itself(ledger), scope.document), 0
    prefixes = ["", *(before for before, after in scope.own if not after)]
    following = [known.following[each] for each in prefixes if each in known.following]
    following += [_completed(Itself(ledger), *own) for own in scope.own if own[1]]
    while part < len(name.path):
        inner = [f"{prefix}{name.path[part]}." for prefix in prefixes]
        prefixes = [each for each in inner if each in known.following]
        if not prefixes:
            break
        following, part = [known.following[each] for each in prefixes], part + 1
    if part == len(name.path):
        message = f"”{name}” är inte ett tal; fortsätt med punkt och ett namn."
        raise Rejected([Problem("T201", name.where, message, "", str(name), _hint("", following))])
    word = name.path[part]
    within = f" i ”{'.'.join(name.path[:part])}”" if part else ""
    hint = _hint(word, following)
    if not hint or not part:
        ends = known.ending(f".{'.'.join(name.path)}", scope)
        hint = f"Menade du {' eller '.join(ends)}?" if ends else hint
    raise Rejected([Problem("T201", _place(name, part), f"”{word}” finns inte{within}.", "", str(name), hint)])


def _hint(word: str, groups: Sequence[Collection[str]]) -> str:
    if sum(map(len, groups)) > _FEW:
        # Those of each that are most like the word have among them those of all.
        groups = [nearest(word, each) for each in groups]
    return nearest_hint(word, {each for group in groups for each in group})


@dataclass(frozen=True, slots=True)
class _Known:
    """What may be written: the words that follow each beginning with its full stop, and the names with each ending."""

    following: Mapping[str, Collection[str]]
    names: Mapping[str, Sequence[str]]

    def ending(self, end: str, scope: Scope) -> Sequence[str]:
        """Return the first three names with an ending, as they may be written in a scope."""
        names = self.names.get(end, ())
        ends = set(names[:_MOST_SHOWN])
        for before in (before for before, after in scope.own if not after):
            at = bisect_left(names, before)
            own = (each.removeprefix(before) for each in names[at : at + _MOST_SHOWN] if each.startswith(before))
            ends.update(each for each in own if each.endswith(end))
        return sorted(ends)[:_MOST_SHOWN]


# A thousand unknown names are looked for in one ledger.
@lru_cache(maxsize=4)
def _known(of: Itself[Ledger], document: str) -> _Known:
    following, names = defaultdict[str, set[str]](set), defaultdict[str, list[str]](list)
    for name in sorted(set(_all_names(of.value, document))):
        for at in (0, *(match.end() for match in _STOP.finditer(name))):
            following[name[:at]].add(name[at:].split(".", 1)[0])
            if at:
                names[name[at - 1 :]].append(name)
    return _Known(dict(following), dict(names))


@lru_cache(maxsize=64)
def _completed(of: Itself[Ledger], before: str, after: str) -> frozenset[str]:
    keys = (key for key in of.value.names if key.startswith(before) and key.endswith(after))
    return frozenset(key.removeprefix(before).removesuffix(after).split(".", 1)[0] for key in keys)


def _all_names(ledger: Ledger, document: str) -> Iterator[str]:
    yield from ledger.names
    for fact in ledger.facts:
        yield fact
        own = f"dokument.{document}."
        if fact.startswith(tuple(f"{own}{word}." for word in _OF_DOCUMENT)):
            yield fact.removeprefix(own)
    yield from (f"{word}." for word in ledger.references)
