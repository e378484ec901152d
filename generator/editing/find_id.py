"""An id as a user writes it, and the content of a period → what it is the id of, and whether it may have another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.content.fields import EXPRESSION_WORDS, IDENTIFIER
from generator.content.period import RESERVED, Period
from generator.content.table import Table
from generator.editing.rename_id import Kind, Renaming, same
from generator.problems import UsageError, nearest_hint

_CITED: tuple[Kind, ...] = ("tal", "tabeller")


def find_id(period: Period, old: str, new: str) -> Renaming | None:
    """A period, an id of it and what it is to become go in; the renaming comes out, or nothing for an unknown id.

    `old` is an id, or `tabell.rad`, `tabell.kolumn`, `typ.post`; the kind may stand before it (`texter.ekonomi`,
    `ekonomi.rader.summa`) where several things have the same id. `new` is the last part alone or with the same before.

    Raises UsageError where the id is that of several things, or the new one cannot be an id or is taken.
    """
    found = [renaming for name, renaming in _all(period, new) if _means(old, name, renaming)]
    if not found:
        return None
    if len(found) > 1:
        names = " eller ".join(_with_kind(renaming) for renaming in found)
        raise UsageError(f"”{old}” är id för flera saker. Skriv {names}.")
    _refuse_unfit(period, found[0])
    return found[0]


def known_ids(period: Period) -> tuple[str, ...]:
    """All that can be renamed, as a user writes it."""
    return tuple(dict.fromkeys(name for name, _ in _all(period, "")))


def _means(written: str, name: str, renaming: Renaming) -> bool:
    """Whether what a user wrote is an id, with or without its kind."""
    return same(written, name) or same(written, _with_kind(renaming))


def _with_kind(renaming: Renaming) -> str:
    if renaming.kind == "post":
        return f"{renaming.owner}.{renaming.old}"
    parts = (renaming.owner, renaming.kind, renaming.old) if renaming.owner else (renaming.kind, renaming.old)
    return ".".join(parts)


def _all(period: Period, new: str) -> Iterator[tuple[str, Renaming]]:
    last = new.rpartition(".")[2]
    kinds: Mapping[Kind, Mapping[str, object]] = {
        "tal": period.figures,
        "tabeller": period.tables,
        "texter": period.texts,
        "diagram": period.charts,
    }
    for kind, entries in kinds.items():
        for name in entries:
            yield name, Renaming(kind, "", name, last)
    for table in period.tables.values():
        yield from _in_table(table, last)
    for name, records in period.records.items():
        for record in records:
            renaming = Renaming("post", name, record.id, last, record.where.file, record.where.line)
            yield f"{name}.{record.id}", renaming


def _in_table(table: Table, new: str) -> Iterator[tuple[str, Renaming]]:
    for row in table.rows:
        where = row.label.where
        yield f"{table.id}.{row.id}", Renaming("rader", table.id, row.id, new, where.file, where.line)
    for column in table.columns:
        where = column.entry.where
        yield f"{table.id}.{column.id}", Renaming("kolumner", table.id, column.id, new, where.file, where.line)


def _refuse_unfit(period: Period, renaming: Renaming) -> None:
    new, wanted = renaming.new, renaming
    if not IDENTIFIER.fullmatch(new) or new in EXPRESSION_WORDS:
        raise UsageError(f"”{new}” kan inte vara id: bokstäver, siffror och understreck, med en bokstav först.")
    if wanted.kind in _CITED and (new in RESERVED or new in period.records):
        raise UsageError(f"”{new}” är upptaget och kan inte vara id.")
    kinds = _CITED if wanted.kind in _CITED else (wanted.kind,)
    for _, other in _all(period, new):
        if other.kind in kinds and other.owner == wanted.owner and same(other.old, new):
            raise UsageError(f"”{new}” finns redan: {_with_kind(other)}.")


def unknown_id(old: str, known: tuple[str, ...]) -> UsageError:
    """What to say of an id that there is not, with the nearest that there are."""
    return UsageError(f"Det finns inget id ”{old}” i perioden. {nearest_hint(old, known)}".rstrip())
