"""The periods that words of the command line mean."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from generator.problems import UsageError, nearest


def choose_periods(words: Iterable[str], periods: Collection[str]) -> tuple[str, ...]:
    """Return the periods, as `kommun/nämnd/period`, that the words mean, each once, in the order written.

    A word is a path with or without `content/`, its last parts where those are unique, a file in a period's folder, or
    a folder above periods. Raises UsageError where a word means none or is ambiguous.
    """
    return tuple(dict.fromkeys(period for word in words for period in _meant_by(word, periods)))


def choose_period(word: str, periods: Collection[str]) -> str:
    """Return the one period that a word means. Raises UsageError where it means none or several."""
    chosen = choose_periods([word], periods)
    if len(chosen) != 1:
        raise UsageError(f"”{word}” är flera perioder. Ange en: {', '.join(chosen)}.")
    return chosen[0]


def _meant_by(word: str, periods: Collection[str]) -> tuple[str, ...]:
    path = word.replace("\\", "/").removeprefix("./").strip("/").removeprefix("content/")
    if path in periods:
        return (path,)
    below = tuple(period for period in sorted(periods) if period.startswith(f"{path}/"))
    if below:
        return below
    ending = tuple(period for period in sorted(periods) if period.endswith(f"/{path}"))
    if len(ending) > 1:
        raise UsageError(f"Perioden ”{word}” finns hos flera: {', '.join(ending)}. Skriv hela vägen.")
    containing = tuple(period for period in sorted(periods) if path.startswith(f"{period}/"))
    if not ending and not containing:
        raise UsageError(_unknown(word, path, periods))
    return ending or containing


def _unknown(word: str, path: str, periods: Collection[str]) -> str:
    message = f"Perioden ”{word}” finns inte."
    if not periods:
        return f"{message} Det finns inga perioder under content/."
    depth = path.count("/") + 1
    endings = ("/".join(period.split("/")[-depth:]) for period in sorted(periods))
    last_parts = {period.rpartition("/")[2] for period in periods}
    if close := nearest(path, dict.fromkeys(endings)) or nearest(path.rpartition("/")[2], last_parts):
        names = " eller ".join(f"”{name}”" for name in close)
        return f"{message} Menade du {names}?"
    few = 12
    return f"{message} Perioder som finns: {', '.join(sorted(periods)[:few])}{' …' if len(periods) > few else ''}."
