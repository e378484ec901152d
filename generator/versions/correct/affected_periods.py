"""The periods that a correction may reach: the corrected one and those that read it, near or far."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.problems import Problem, Rejected
from generator.project import HISTORY, find_periods
from generator.versions.archive import Files
from generator.versions.correct.corrections import AffectedPeriod
from generator.versions.history import read_history
from generator.versions.published import published_sources
from generator.versions.snapshot import snapshot

_IN_PERIOD = re.compile("content/[^/]+/[^/]+/[^/]+/")


@dataclass(frozen=True, slots=True)
class AffectedPeriods:
    """The readable periods by path, the corrected one first; `changed` are the paths of files edited by hand."""

    periods: Mapping[str, AffectedPeriod]
    unread: Mapping[str, tuple[Problem, ...]]
    changed: frozenset[str]


def affected_periods(project: Path, period: str) -> AffectedPeriods:
    """Find the periods that a correction of one may reach. Raises Rejected where that, or a history, is unreadable."""
    folders: dict[Path, Files] = {}
    files = _content(snapshot(project, period, folders))
    main = _affected(project, period, files, files)
    # What somebody has changed already is part of the correction, in whichever period it stands.
    changed = changed_paths(main.before, files) - _settled(project, main)
    corrected = {path: main.before.get(path) for path in changed}
    periods, unread = {period: main}, {}
    unreached: dict[str, Files] = {}
    # Papers of other boards may print its figures too, but never those of another municipality.
    municipality = period.partition("/")[0]
    for other in find_periods(project):
        if other != period and other.startswith(f"{municipality}/"):
            try:
                unreached[other] = _content(snapshot(project, other, folders))
            except Rejected as rejected:
                unread[other] = rejected.problems
    for name in _reached(unreached, {period, *map(_period_of, corrected)}):
        files = unreached[name]
        periods[name] = _affected(project, name, files, _restored(files, corrected))
    return AffectedPeriods(periods, unread, changed)


def _reached(readers: Mapping[str, Files], first: Collection[str]) -> Iterator[str]:
    """Yield the readers of the first periods, then those of these, and so on; `readers` are files by period.

    A period reads itself: one of the first that is a reader is reached.
    """
    order = {name: number for number, name in enumerate(readers)}
    read_by: dict[str, list[str]] = {}
    for name, files in readers.items():
        for each in {_period_of(path) for path in files if _IN_PERIOD.match(path)}:
            read_by.setdefault(each, []).append(name)
    reached: Collection[str] = first
    told: set[str] = set()
    while reached:
        found = {name for each in reached for name in read_by.get(each, ())} - told
        reached = sorted(found, key=order.__getitem__)
        told |= found
        yield from reached


def changed_paths(before: Files, now: Files) -> frozenset[str]:
    """Return the paths of files that differ, of those in folders of periods."""
    return frozenset(path for path in {*before, *now} if before.get(path) != now.get(path) and _IN_PERIOD.match(path))


def _settled(project: Path, main: AffectedPeriod) -> frozenset[str]:
    """Paths of other periods that differ from what the period was made of, since they were corrected and published."""
    paths = {path for path in changed_paths(main.before, main.files) if not path.startswith(f"{_folder(main.period)}/")}
    settled: set[str] = set()
    for other in set(map(_period_of, paths)):
        earlier = read_history(project, other)
        published = published_sources(project, other, earlier[-1]) if earlier else {}
        settled |= {path for path in paths & published.keys() if published[path] == main.files.get(path)}
    return frozenset(settled)


def _affected(project: Path, period: str, files: Files, basis: Files) -> AffectedPeriod:
    earlier = read_history(project, period)
    before = _content(published_sources(project, period, earlier[-1])) if earlier else basis
    return AffectedPeriod(period, files, before, basis, earlier)


def _restored(files: Files, corrected: Mapping[str, bytes | None]) -> Files:
    """Files of a period that reads corrected ones, as they would be without the correction."""
    removed = {path for path in corrected if path not in files and _has(files, path.rpartition("/")[0])}
    restored = {path: corrected.get(path, files.get(path)) for path in {*files, *removed}}
    return {path: data for path, data in sorted(restored.items()) if data is not None}


def _content(files: Files) -> Files:
    """Leave out the histories: that another period was published since is no change."""
    return {path: data for path, data in files.items() if not path.endswith(f"/{HISTORY}")}


def _period_of(path: str) -> str:
    return "/".join(path.split("/")[1:4])


def _folder(period: str) -> str:
    return f"content/{period}"


def _has(files: Files, folder: str) -> bool:
    return any(path.startswith(f"{folder}/") for path in files)
