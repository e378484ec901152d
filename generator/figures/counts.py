"""Counts of records by the words of their fields: how many goals are attained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.content import House, Name, Record
from generator.figures.ledger import FieldWords, Ledger
from generator.figures.names import period_of
from generator.problems import Problem, Rejected, Where, nearest_hint
from generator.swedish import NotANumber, parse_number

_GROUP = "grupp"


@dataclass(frozen=True, slots=True)
class WantedWord:
    """The word that a field of the records counted has; an empty one stands for no word."""

    field: str
    word: str
    where: Where


@dataclass(frozen=True, slots=True)
class CountedRecord:
    """A record that is counted: the name of the field that it is counted by, the field's word and place."""

    name: str
    word: str
    where: Where


def choices_of(house: House, records: Mapping[str, Sequence[Record]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the words that fields of records may have, by `typ.fält`; what any word may stand in is left out."""
    for name, declared in house.record_types.items():
        yield f"{name}.{_GROUP}", tuple(dict.fromkeys(each.group for each in records.get(name, ()) if each.group))
        for field, entry in declared.fields.items():
            states = house.scales.get(entry.scale or "", {})
            printed = (state.word for state in states.values() if state.word)
            words: dict[str, Iterable[str]] = {
                "status": (*states, *printed),
                "val": entry.choices,
                "ja_nej": ("ja", "nej"),
                "post": (each.id for each in records.get(entry.record_type or "", ())),
            }
            yield f"{name}.{field}", tuple(dict.fromkeys(map(str, words.get(entry.kind, ()))))


def counted_records(name: Name, wanted: Sequence[WantedWord], ledger: Ledger) -> tuple[CountedRecord, ...]:
    """Return the records of a type that have all the words wanted, in their order; raise Rejected.

    T201: the type or a field is unknown. T111: a field has no such word.
    """
    period, path = period_of(name, ledger)
    kind = path[0] if len(path) == 1 else ""
    if kind not in period.fields:
        hint = nearest_hint(kind or ".".join(path), period.fields)
        message = "antal räknar poster av en uppföljningstyp."
        raise Rejected([Problem("T201", name.where, message, "antal(typ)", str(name), hint)])
    for each in wanted:
        _check(kind, each, period)
    records = (f"{kind}.{record}" for record in period.records.get(kind, ()))
    return tuple(filter(None, (_counted(record, wanted, period) for record in records)))


def _counted(record: str, wanted: Sequence[WantedWord], ledger: Ledger) -> CountedRecord | None:
    found = CountedRecord(record, "", ledger.words[f"{record}.id"].where)
    for each in wanted:
        name = f"{record}.{each.field}"
        own = ledger.words.get(name)
        if not (_has(own, each) if own else each.word == ""):
            return None
        found = CountedRecord(name, own.words[0], own.where) if own else found
    return found


def _has(own: FieldWords, wanted: WantedWord) -> bool:
    """Whether a field has a word, or a number that is the same however it is written; raise Rejected."""
    if own.computed:
        hint = "Räkna efter ett fält som är skrivet."
        message = f"Fältet ”{wanted.field}” räknas ut, och poster räknas bara efter skrivna fält."
        raise Rejected([Problem("T209", wanted.where, message, "ett skrivet fält", wanted.field, hint)])
    if own.number is None or not wanted.word:
        return wanted.word in own.words
    try:
        number = parse_number(wanted.word)
    except NotANumber as error:
        message = f"”{wanted.word}” är inget tal, och {wanted.field} är tal."
        raise Rejected([Problem("T105", wanted.where, message, "ett tal", wanted.word, error.hint)]) from error
    return number.value == own.number and number.unit in {None, own.unit}


def _check(kind: str, wanted: WantedWord, ledger: Ledger) -> None:
    field, word = wanted.field, wanted.word
    fields = (*ledger.fields[kind], _GROUP)
    if field not in fields:
        hint = nearest_hint(field, fields)
        raise Rejected([Problem("T201", wanted.where, f"{kind} har inget fält ”{field}”.", "", field, hint)])
    choices = ledger.choices.get(f"{kind}.{field}", ())
    if word and choices and word not in choices:
        hint = nearest_hint(word, choices, most_listed=0)
        message = f"”{word}” är inget av orden för {field}."
        raise Rejected([Problem("T111", wanted.where, message, ", ".join(choices), word, hint)])
