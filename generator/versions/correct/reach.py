"""A period that is corrected → the periods that its correction may reach: it and those that read it, near or far.

Papers of other boards may print its figures too, but never those of another municipality.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.problems import Problem, Rejected
from generator.project import HISTORY, find_periods
from generator.versions.correct.corrections import Scene
from generator.versions.history import read_history
from generator.versions.published import published_sources
from generator.versions.snapshot import Files, snapshot


@dataclass(frozen=True, slots=True)
class Reach:
    """The periods that a correction may reach, by path, the corrected one first; and those that cannot be read.

    `changed` are the paths that somebody has changed by hand.
    """

    scenes: Mapping[str, Scene]
    unread: Mapping[str, tuple[Problem, ...]]
    changed: frozenset[str]


def reach(project: Path, period: str) -> Reach:
    """A project and the period that is corrected go in; it and all periods that read it come out.

    Raises Rejected where the period, or a history, cannot be read; as `published_sources` for what was published.
    """
    files = _content(snapshot(project, period))
    own = _scene(project, period, files, files)
    # What somebody has changed already is part of the correction, in whichever period it stands.
    changed = changed_paths(own.before, files) - _settled(project, period, own)
    corrected = {path: own.before.get(path) for path in changed}
    found, unread = {period: own}, {}
    read: dict[str, Files] = {}
    municipality = period.partition("/")[0]
    for other in find_periods(project):
        if other != period and other.startswith(f"{municipality}/"):
            try:
                read[other] = _content(snapshot(project, other))
            except Rejected as rejected:
                unread[other] = rejected.problems
    folders = {_folder(period), *(path.rpartition("/")[0] for path in corrected)}
    while reached := [name for name, each in read.items() if any(_below(each, folder) for folder in folders)]:
        for name in reached:
            files = read.pop(name)
            found[name] = _scene(project, name, files, _restored(files, corrected))
            folders.add(_folder(name))
    return Reach(found, unread, changed)


def changed_paths(before: Files, now: Files) -> frozenset[str]:
    """Files before and now go in; the paths of those in folders of periods that differ come out."""
    return frozenset(path for path in {*before, *now} if before.get(path) != now.get(path) and _is_of_period(path))


def _settled(project: Path, period: str, own: Scene) -> frozenset[str]:
    """Paths of other periods that differ from what the period was made of, since they were corrected and published."""
    paths = {path for path in changed_paths(own.before, own.files) if not path.startswith(f"{_folder(period)}/")}
    found: set[str] = set()
    for other in {"/".join(path.split("/")[1:4]) for path in paths}:
        earlier = read_history(project, other)
        published = published_sources(project, other, earlier[-1]) if earlier else {}
        found |= {path for path in paths & published.keys() if published[path] == own.files.get(path)}
    return frozenset(found)


def _scene(project: Path, period: str, files: Files, basis: Files) -> Scene:
    earlier = read_history(project, period)
    before = _content(published_sources(project, period, earlier[-1])) if earlier else basis
    return Scene(files, before, basis, earlier)


def _restored(files: Files, corrected: Mapping[str, bytes | None]) -> Files:
    """Files of a period that reads corrected ones, as they would be without the correction."""
    removed = {path for path in corrected if path not in files and _below(files, path.rpartition("/")[0])}
    restored = {path: corrected.get(path, files.get(path)) for path in {*files, *removed}}
    return {path: data for path, data in sorted(restored.items()) if data is not None}


def _content(files: Files) -> Files:
    """Without the histories: that another period was published since is no change."""
    return {path: data for path, data in files.items() if not path.endswith(f"/{HISTORY}")}


def _folder(period: str) -> str:
    return f"content/{period}"


def _below(files: Files, folder: str) -> bool:
    return any(path.startswith(f"{folder}/") for path in files)


def _is_of_period(path: str) -> bool:
    parts = path.split("/")
    return parts[0] == "content" and len(parts) > len(("content", "kommun", "nämnd", "period"))
