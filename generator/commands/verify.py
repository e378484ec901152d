"""`tertial verify`: whether published versions and files are what the histories say, and can be built again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.commands.options import ExitCode, VerifyCommand
from generator.commands.terminal import Terminal
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


@dataclass(frozen=True, slots=True)
class _PublishedFolder:
    """`release` is its record in a history, where it has one."""

    name: str
    path: Path
    release: Release | None = None


def verify(command: VerifyCommand, terminal: Terminal, layouter: Layouter) -> ExitCode:
    """Verify all that the words mean: a period's versions, a version's folder, or a single file; or restore histories.

    One that is not as it should be stops no other. Raises UsageError where a word means nothing.
    """
    project = command.project
    if command.restore:
        with exclusive_access(project, "verify", terminal.note):
            for period in choose_periods(command.words, find_periods(project)):
                _restore(project, period, terminal)
        return ExitCode.FINE

    def verify_version(folder: _PublishedFolder) -> ExitCode:
        progress = partial(terminal.progress, folder.name)
        return _report(folder.name, verify_folder(project, folder.path, folder.release, progress, layouter), terminal)

    def verify_word(word: str) -> ExitCode:
        path = Path(word) if Path(word).exists() else project / word
        if path.is_file():
            return _report(word, verify_file(project, path), terminal)
        return terminal.attempt_each(_folders(project, word, path), verify_version)

    return terminal.attempt_each(command.words, verify_word)


def _folders(project: Path, word: str, path: Path) -> Iterator[_PublishedFolder]:
    match = _VERSION.match(word.replace("\\", "/").removeprefix("./"))
    periods = find_periods(project)
    period = _period_of(match[1], periods) if match else ""
    if match and period:
        releases = [each for each in read_history(project, period) if each.version == int(match[2])]
        if not releases:
            raise UsageError(f"Version {match[2]} av {period} finns inte i {history_path(period)}.")
        yield from _folders_of(project, period, releases)
    elif path.is_dir() and (path / "manifest.json").exists():
        yield _PublishedFolder(word, path)
    else:
        for each in choose_periods([word], periods):
            published = read_history(project, each)
            if not published:
                raise UsageError(f"{each} har ingen publicerad version: {history_path(each)} finns inte.")
            yield from _folders_of(project, each, published)


def _folders_of(project: Path, period: str, releases: Iterable[Release]) -> Iterator[_PublishedFolder]:
    for release in releases:
        folder = version_folder(project, period, release.version)
        yield _PublishedFolder(f"{period}/{release.folder}", folder, release)


def _period_of(word: str, periods: Sequence[str]) -> str:
    fitting = [each for each in periods if f"/{word}".endswith(f"/{each}") or f"/{each}".endswith(f"/{word}")]
    return fitting[0] if len(fitting) == 1 else ""


def _report(name: str, verdict: Verdict, terminal: Terminal) -> ExitCode:
    for sentence in verdict.notes:
        terminal.note(sentence)
    refuse(verdict.problems)
    terminal.result(f"{name}: stämmer")
    return ExitCode.FINE


def _restore(project: Path, period: str, terminal: Terminal) -> None:
    path = project / history_path(period)
    before = path.read_bytes() if path.is_file() else None
    after = restored_history(project, period).encode()
    if before == after:
        terminal.note(f"{history_path(period)} är redan som den ska.")
        return
    edits = {history_path(period): FileEdit(before, after)}
    if before is not None:
        kept = f"output/{period}/historik-{sha256(before)[:8]}.yaml"
        if not (project / kept).exists():
            edits[kept] = FileEdit(None, before)
        terminal.note(f"Den historik som fanns ligger kvar som {kept}.")
    carry_out(project, Transaction(edits=edits))
    terminal.result(path.as_posix())
