"""Match the columns of a table with those of its file: by their headings, by position only where that is sure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from generator.content.source import Grid, Text, replace_citations
from generator.content.table import TableColumn
from generator.content.table_columns import NOTE_MARK, TableReading
from generator.problems import Problem, Severity
from generator.swedish import NotANumber, is_unit, parse_number, stem

_SOFT_HYPHEN = "\u00ad"
# What refers to a note at the end of a heading: `*`, `¹`, `1)`.
# Begun only where no mark goes before, and never given back: a row of marks is read once.
_MARK = re.compile(r"(?<![\s*†‡¹²³⁰⁴-⁹])(?:\s*+[*†‡¹²³⁰⁴-⁹]|\s++\(?\d\)){1,20}+\Z")
_NOT_OF_NAMES = re.compile(r"[^\w%+\0]|_")
_WORD = re.compile(r"[^\W\d_]{3,}")
# How words of economy systems for the same amounts begin, one set a kind: a plan is a budget.
_SAME_AMOUNTS = (
    ("utfall", "resultat", "förbruk", "redovis", "verklig", "bokför", "bokslut", "faktisk", "upparbet", "actual"),
    ("budget", "plan", "ram", "anslag"),
    ("prognos", "bedöm", "beräkn", "förvänt", "forecast"),
    ("avvik", "diff", "skillnad"),
)
_MANY_DIGITS = 3
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
# The unit at the end of a heading, as in `Utfall (mnkr)`.
_UNIT = re.compile(r"(?P<own>.*\S) ?\((?:i )?(?P<unit>[^()]{1,30})\)\Z", re.DOTALL)
# What our own export has beside the columns of a table.
_OF_EXPORT = frozenset({"radtyp", "radid"})
# Stands for a citation, whose text nobody knows yet.
_ANY = "\0"
_Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileColumns:
    """The column of the file that holds the labels, and that of each column of the table; None for a computed one."""

    labels: int
    places: tuple[int | None, ...]


def name_key(text: str) -> str:
    """Return a heading or label without what may differ between two ways to write it.

    Letter case, blanks, line breaks, hyphens and punctuation, and marks of notes.
    """
    plain = unicodedata.normalize("NFC", text).replace(_SOFT_HYPHEN, "").casefold()
    plain = _MARK.sub("", NOTE_MARK.sub("", plain).strip())
    return _NOT_OF_NAMES.sub("", plain) or plain


@dataclass(frozen=True)
class _Matching:
    """Two lists of columns, those of the file with that of the labels, and what was found so far."""

    columns: Sequence[TableColumn]
    grid: Grid
    found: dict[int, int]

    @property
    def left(self) -> list[int]:
        """The columns of the table without one of the file."""
        return [number for number in range(len(self.columns)) if number not in self.found]

    @property
    def spare(self) -> list[int]:
        """The columns of the file without one of the table, that of the labels among them."""
        taken = set(self.found.values())
        return [place for place in range(len(self.grid.rows[0])) if place not in taken]

    def heading(self, place: int) -> Text:
        return self.grid.rows[0][place]

    def group(self, place: int) -> str:
        return name_key(self.grid.groups[place]) if self.grid.groups else ""

    def fits(self, keys: Callable[[TableColumn], _Keys], file_key: Callable[[int], str]) -> dict[int, tuple[int, ...]]:
        """The columns of the file that each left of the table can be."""
        spare = [(place, file_key(place)) for place in self.spare]
        fitting = {
            number: tuple(
                place for place, key in spare if key and any(_same(own, key) for own in keys(self.columns[number]))
            )
            for number in self.left
        }
        return {number: places for number, places in fitting.items() if places}


def file_columns(reading: TableReading, grid: Grid, columns: Sequence[TableColumn]) -> FileColumns | None:
    """Return where the file has the columns of a table, or None and a problem that shows both."""
    matching = _Matching(columns, grid, {})
    if reading.entry.columns is None:
        places = range(1, len(columns) + 1)
        sequence = _counted(matching.heading(1) if places else "", len(places))
        told = [str(matching.heading(place)) for place in places] != [str(number) for number in sequence]
        refused = told and _heads_are_figures(reading, matching, places)
        return None if refused else FileColumns(0, tuple(places))
    doubled = _by_heading(matching)
    if doubled is not None:
        message = f"Rubriken ”{matching.heading(doubled[0])}” står i flera kolumner."
        hint = "Skriv rubrikrader: 2 om grupper står ovanför, eller olika rubriker i filen och i kolumner:."
        if _is_beside_itself(grid):
            hint = "Filen har flera tabeller bredvid varandra. Ange cellområde: med bara den ena, till exempel A1:D20."
        _refuse(reading, matching, message, hint, doubled[0])
        return None
    labels = _label_column(reading, matching)
    if labels is None or not _by_position(reading, matching, labels):
        return None
    extra = [place for place in matching.spare if place != labels and _alone(matching, place) not in _OF_EXPORT]
    if extra:
        named = ", ".join(f"”{matching.heading(place)}”" for place in extra)
        message, hint = (
            f"Filens kolumner {named} är inte med i tabellen.",
            "Lägg till dem under kolumner: om de ska med.",
        )
        where = matching.heading(extra[0]).where
        reading.problems.append(Problem("T118", where, message, hint=hint, severity=Severity.NOTICE))
    return FileColumns(labels, tuple(matching.found.get(number) for number in range(len(columns))))


# --- by heading ----------------------------------------------------------------------------------------------------


def _by_heading(matching: _Matching) -> tuple[int, ...] | None:
    """Match what has one heading: with its group, without it, by its id. Return columns that nothing tells apart."""

    def with_group(column: TableColumn) -> _Keys:
        groups = [_pattern(column.group_heading.text), column.group] if column.group_heading else []
        return tuple(name for key in map(name_key, groups) for own in _names(column) for name in (key + own, own + key))

    ways: tuple[tuple[Callable[[TableColumn], _Keys], Callable[[int], str]], ...] = (
        (with_group, lambda place: matching.group(place) + name_key(matching.heading(place))),
        (lambda column: (name_key(_pattern(column.heading.text)),), lambda place: _alone(matching, place)),
        (lambda column: (name_key(column.id),), lambda place: _alone(matching, place)),
        (
            lambda column: (*with_group(column), *_names(column)),
            lambda place: matching.group(place) + name_key(_without_unit(matching.heading(place))),
        ),
    )
    for keys, file_key in ways:
        for numbers, places in _together(matching.fits(keys, file_key)):
            if len(numbers) != len(places):
                return places
            matching.found.update(zip(numbers, places, strict=True))
    return None


def _without_unit(heading: str) -> str:
    match = _UNIT.match(heading)
    return match["own"] if match and is_unit(match["unit"]) else heading


def _alone(matching: _Matching, place: int) -> str:
    return name_key(matching.heading(place))


def _together(fitting: dict[int, tuple[int, ...]]) -> Iterator[tuple[list[int], tuple[int, ...]]]:
    """The columns of the table that can be the same ones of the file."""
    alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for number, places in fitting.items():
        alike[places].append(number)
    return ((numbers, places) for places, numbers in alike.items())


def _names(column: TableColumn) -> _Keys:
    return name_key(_pattern(column.heading.text)), name_key(column.id)


def _pattern(text: str) -> str:
    return replace_citations(text, lambda _: _ANY)


def _same(own: str, key: str) -> bool:
    first, *others = map(re.escape, own.split(_ANY))
    if not others:
        return own == key
    # Each piece but the last is found where it first comes, and not looked for again.
    between = "".join(f"(?>.+?{piece})" for piece in others[:-1])
    return bool(re.fullmatch(f"{first}{between}.+{others[-1]}", key))


# --- by position ---------------------------------------------------------------------------------------------------


def _label_column(reading: TableReading, matching: _Matching) -> int | None:
    """The first column, where it is no other; else the one that is called as the labels are, or the only one left."""
    spare = matching.spare
    if 0 in spare:
        return 0
    stub = reading.entry.stub
    named = [place for place in spare if stub and name_key(stub.text) == _alone(matching, place)] or spare
    if len(named) == 1:
        return named[0]
    message, hint = (
        "Det går inte att se vilken kolumn i filen som har radernas etiketter.",
        "Skriv dess rubrik: radrubrik: …",
    )
    _refuse(reading, matching, message, hint, 0)
    return None


def _by_position(reading: TableReading, matching: _Matching, labels: int) -> bool:
    """Match by position the columns that no heading tells of, where all others stand as declared."""
    needed = [number for number in matching.left if matching.columns[number].entry.formula is None]
    if not needed:
        return True
    others = [place for place in range(len(matching.grid.rows[0])) if place != labels]
    if _heads_are_figures(reading, matching, [place for place in others if place in matching.spare]):
        return False
    stated = [number for number, column in enumerate(matching.columns) if column.entry.formula is None]
    every = range(len(matching.columns))
    order = next((each for each in (every, stated) if len(each) == len(others)), None)
    if order is None and not matching.found:
        _refuse_count(reading, matching, len(others), len(stated))
        return False
    places = dict(zip(order, others, strict=True)) if order is not None else {}
    in_place = bool(places) and all(places.get(number) == place for number, place in matching.found.items())
    free = [number for number in matching.left if number in places]
    if in_place and all(_fits_best(matching, number, places[number], free, places) for number in needed):
        matching.found.update((number, places[number]) for number in free)
        _tell_positions(reading, matching, needed)
        return True
    missing = ", ".join(f"”{matching.columns[number].heading.text}”" for number in needed)
    message = f"Filen har ingen kolumn med rubriken {missing}."
    hint = "Skriv samma rubrik i filen och i kolumner:, eller filens rubrik som kolumnens id."
    _refuse(reading, matching, message, hint, next(iter([place for place in others if place in matching.spare]), 0))
    return False


def _fits_best(matching: _Matching, number: int, place: int, free: Sequence[int], places: dict[int, int]) -> bool:
    """Whether the heading in a column's place is more like its own than those of others are, either way."""
    own = _likeness(matching, number, place)
    rivals = [_likeness(matching, number, places[other]) for other in free if other != number]
    rivals += [_likeness(matching, other, place) for other in free if other != number]
    return own >= max(rivals, default=0)


def _likeness(matching: _Matching, number: int, place: int) -> int:
    """How many words of one heading are in the other, in whatever form."""
    column, heading = matching.columns[number], matching.heading(place)
    own = f"{column.heading.text} {column.id}".casefold()
    words, others = set(_WORD.findall(own.replace("_", " "))), set(_WORD.findall(heading.casefold()))
    return sum(any(_same_word(word, other) for other in others) for word in words)


def _same_word(word: str, other: str) -> bool:
    if word in other or other in word or stem(word) == stem(other):
        return True
    words = (word.removeprefix("helårs"), other.removeprefix("helårs"))
    return any(all(each.startswith(amount) for each in words) for amount in _SAME_AMOUNTS)


def _counted(first: str, count: int) -> range:
    """The numbers of months or weeks that are headings, from the first."""
    start = int(first) if first.isdecimal() and len(first) < _MANY_DIGITS else 0
    return range(start, start + count)


def _heads_are_figures(reading: TableReading, matching: _Matching, places: Sequence[int]) -> bool:
    """Refuse headings that are numbers and no years: the first row of a file without any."""
    figures = [heading for place in places if _is_figure(heading := matching.heading(place))]
    if not figures:
        return False
    message = f"Filens rubrik ”{figures[0]}” är ett tal. Har filen ingen rubrikrad läses dess första rad som en."
    hint = "Skriv en rad med rubriker överst i filen, samma som under kolumner:."
    _refuse(reading, matching, message, hint, matching.grid.rows[0].index(figures[0]))
    return True


def _is_figure(heading: Text) -> bool:
    try:
        parse_number(heading)
    except NotANumber:
        return False
    return not _YEAR.match(heading)


def _tell_positions(reading: TableReading, matching: _Matching, numbers: Sequence[int]) -> None:
    named = [number for number in numbers if matching.heading(matching.found[number])]
    if named:
        pairs = (
            f"”{matching.columns[number].heading.text}” ur filens ”{matching.heading(matching.found[number])}”"
            for number in named
        )
        message = f"Kolumner hämtas efter plats, inte efter rubrik: {', '.join(pairs)}."
        hint = (
            "Kontrollera att de är desamma. Skriv samma rubrik i filen och i kolumner:, så syns det om de byter plats."
        )
        where = matching.heading(matching.found[named[0]]).where
        reading.problems.append(Problem("T118", where, message, hint=hint, severity=Severity.NOTICE))


# --- what is told --------------------------------------------------------------------------------------------------


def _refuse(reading: TableReading, matching: _Matching, message: str, hint: str, place: int) -> None:
    expected, found = _both_sides(matching)
    related = (reading.entry.where,)
    where = matching.heading(place).where
    reading.problems.add("T118", where, message, expected=expected, found=found, hint=hint, related=related)


def _is_beside_itself(grid: Grid) -> bool:
    """Whether the headings of the labels and more stand once more: two tables beside each other."""
    keys = [name_key(head) for head in grid.rows[0]]
    again = next((place for place in range(1, len(keys)) if keys[place] and keys[place] == keys[0]), len(keys))
    return len(keys) - again > 1 and not grid.groups


def _both_sides(matching: _Matching) -> tuple[str, str]:
    """The headings of the table, and those of the file."""
    groups = matching.grid.groups or ("",) * len(matching.grid.rows[0])
    heads = zip(groups, matching.grid.rows[0], strict=True)
    declared = (
        f"{column.group_heading.text if column.group_heading else ''} {column.heading.text}".strip()
        for column in matching.columns
    )
    return ", ".join(declared), ", ".join(f"{group} {head}".strip() or "(tom)" for group, head in heads)


def _refuse_count(reading: TableReading, matching: _Matching, width: int, stated: int) -> None:
    most = len(matching.columns)
    message = f"Filen har {width} kolumner efter etiketterna, men tabellen ”{reading.id}” har {most}."
    expected = f"{stated} kolumner" + (f", eller {most} med de uträknade" if stated < most else "")
    hint = "Ändra kolumner: så att de svarar mot filens, eller ta med rätt område ur filen."
    where, related = matching.heading(0).where, (reading.entry.where,)
    declared, heads = _both_sides(matching)
    expected, found = f"{expected}: {declared}", f"{width} efter {heads.replace(', ', ': ', 1)}"
    reading.problems.add("T106", where, message, expected=expected, found=found, hint=hint, related=related)
