"""What a user wrote for a period, and the periods there are → the periods meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from generator.problems import UsageError, nearest


def choose_periods(written: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Words of the command line go in, periods as `kommun/nämnd/period` come out, each once, in the order written.

    A word is a period's path with or without `content/`, its last parts where those are unique, a file in its folder,
    or a folder above it, which means all periods there.

    Raises UsageError, with the nearest names, where a word means none or is ambiguous.
    """
    chosen = (period for word in written for period in _meant_by(word, known))
    return tuple(dict.fromkeys(chosen))


def _meant_by(word: str, known: Collection[str]) -> tuple[str, ...]:
    path = word.replace("\\", "/").removeprefix("./").strip("/").removeprefix("content/")
    if path in known:
        return (path,)
    below = tuple(period for period in sorted(known) if period.startswith(f"{path}/"))
    if below:
        return below
    ending = tuple(period for period in sorted(known) if period.endswith(f"/{path}"))
    if len(ending) > 1:
        raise UsageError(f"Perioden ”{word}” finns hos flera: {', '.join(ending)}. Skriv hela vägen.")
    holding = tuple(period for period in sorted(known) if path.startswith(f"{period}/"))
    if not ending and not holding:
        raise UsageError(_unknown(word, path, known))
    return ending or holding


def _unknown(word: str, path: str, known: Collection[str]) -> str:
    message = f"Perioden ”{word}” finns inte."
    if not known:
        return f"{message} Det finns inga perioder under content/."
    depth = path.count("/") + 1
    endings = {"/".join(period.split("/")[-depth:]): period for period in sorted(known)}
    close = nearest(path, endings) or nearest(path.rpartition("/")[2], {period.rpartition("/")[2] for period in known})
    if close:
        names = " eller ".join(f"”{name}”" for name in close)
        return f"{message} Menade du {names}?"
    few = 12
    shown = sorted(known)[:few]
    return f"{message} Perioder som finns: {', '.join(shown)}{' …' if len(known) > few else ''}."
