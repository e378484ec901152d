"""Periods, published folders or single files → whether they are what the histories say, and can be built again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from generator.commands.voice import ExitCode, Voice
from generator.document import Layouter, Release
from generator.problems import UsageError, refuse
from generator.project import FileEdit, Transaction, carry_out, choose_periods, find_periods, sha256
from generator.versions import (
    Verdict,
    exclusive_access,
    history_path,
    read_history,
    restored_history,
    verify_file,
    verify_folder,
    version_folder,
)

_VERSION = re.compile(r"(?:output/)?(.+)/v([1-9][0-9]*)/?\Z")


def verify(project: Path, words: Sequence[str], voice: Voice, crew: Layouter, *, restore: bool) -> ExitCode:
    """Verifies all that the words mean: a period's versions, one version's folder, or a single file.

    With `restore` the histories of the periods are made anew of the published folders instead. One that is not what it
    should be stops no other. Raises UsageError where a word means nothing.
    """
    if restore:
        with exclusive_access(project, "verify", voice.note):
            for period in choose_periods(words, find_periods(project)):
                _restore(project, period, voice)
        return ExitCode.FINE
    ended = ExitCode.FINE
    for word in words:
        ended = max(ended, voice.attempt(lambda word=word: _word(project, word, voice, crew)))  # type: ignore[misc]
    return ended


def _word(project: Path, word: str, voice: Voice, crew: Layouter) -> ExitCode:
    path = Path(word) if Path(word).exists() else project / word
    if path.is_file():
        return _say(word, verify_file(project, path), voice)
    ended = ExitCode.FINE
    for name, folder, record in _meant(project, word, path):
        ended = max(
            ended,
            voice.attempt(
                lambda name=name, folder=folder, record=record: _say(  # type: ignore[misc]
                    name, verify_folder(project, folder, record, lambda step: voice.progress(name, step), crew), voice
                )
            ),
        )
    return ended


def _meant(project: Path, word: str, path: Path) -> Iterator[tuple[str, Path, Release | None]]:
    """The versions that a word means: what to call each, its folder, and its record where there is one."""
    named = _VERSION.match(word.replace("\\", "/").removeprefix("./"))
    known = find_periods(project)
    period = _period_of(named.group(1), known) if named else ""
    if named and period:
        wanted = [each for each in read_history(project, period) if each.version == int(named.group(2))]
        if not wanted:
            raise UsageError(f"Version {named.group(2)} av {period} finns inte i {history_path(period)}.")
        yield from _versions(project, period, wanted)
    elif path.is_dir() and (path / "manifest.json").exists():
        yield word, path, None
    else:
        for each in choose_periods([word], known):
            yield from _versions(project, each, _published(project, each))


def _period_of(word: str, known: Sequence[str]) -> str:
    """The one period whose path ends as a word does, or nothing."""
    found = [period for period in known if f"/{word}".endswith(f"/{period}") or f"/{period}".endswith(f"/{word}")]
    return found[0] if len(found) == 1 else ""


def _published(project: Path, period: str) -> tuple[Release, ...]:
    releases = read_history(project, period)
    if not releases:
        raise UsageError(f"{period} har ingen publicerad version: {history_path(period)} finns inte.")
    return releases


def _versions(project: Path, period: str, releases: Iterable[Release]) -> Iterator[tuple[str, Path, Release]]:
    for release in releases:
        yield f"{period}/{release.folder}", version_folder(project, period, release.version), release


def _say(name: str, verdict: Verdict, voice: Voice) -> ExitCode:
    for sentence in verdict.notes:
        voice.note(sentence)
    refuse(verdict.problems)
    voice.result(f"{name}: stämmer")
    return ExitCode.FINE


def _restore(project: Path, period: str, voice: Voice) -> None:
    path = project / history_path(period)
    before = path.read_bytes() if path.is_file() else None
    after = restored_history(project, period).encode()
    if before == after:
        voice.note(f"{history_path(period)} är redan som den ska.")
        return
    edits = {history_path(period): FileEdit(before, after)}
    if before is not None:
        kept = f"output/{period}/historik-{sha256(before)[:8]}.yaml"
        if not (project / kept).exists():
            edits[kept] = FileEdit(None, before)
        voice.note(f"Den historik som fanns ligger kvar som {kept}.")
    carry_out(project, Transaction(edits=edits))
    voice.result(path.as_posix())
