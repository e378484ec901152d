"""`tertial verify`: whether published versions and files are what the histories say, and can be built again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from generator.commands.options import ExitCode, VerifyCommand
from generator.commands.publish import is_far_ahead
from generator.commands.terminal import Terminal
from generator.document import Layouter, Release
from generator.problems import UsageError, refuse
from generator.project import FileEdit, Transaction, carry_out, choose_periods, find_periods, sha256
from generator.versions import (
    Verdict,
    exclusive_access,
    history_path,
    marked_folder,
    read_history,
    received_release,
    restored_history,
    verify_file,
    verify_folder,
    version_folder,
    withdrawal,
)

_VERSION = re.compile(r"(?:output/)?(.+)/v([1-9][0-9]*)/?\Z")

_FILE = re.compile(r"\.[A-Za-z]\w{1,4}\Z")


@dataclass(frozen=True, slots=True)
class _PublishedFolder:
    """`release` is its record in a history, None where no history knows it; `notes` are to be told with it."""

    name: str
    path: Path
    release: Release | None = None
    notes: tuple[str, ...] = ()


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
        verdict = verify_folder(project, folder.path, folder.release, progress, layouter)
        verdict = Verdict(verdict.problems, (*folder.notes, *verdict.notes))
        return _report(
            folder.name, verdict, terminal, "stämmer" if folder.release else "stämmer med sitt eget manifest"
        )

    def verify_word(word: str) -> ExitCode:
        path = Path(word) if Path(word).exists() else project / word
        if path.is_file():
            return _report(word, verify_file(project, path), terminal)
        if _FILE.search(word) and not path.exists():
            raise UsageError(f"Filen ”{word}” finns inte. Skriv vägen till den från mappen du står i.")
        return terminal.attempt_each(_folders(project, word, path), verify_version)

    return terminal.attempt_each(command.words, verify_word)


def _folders(project: Path, word: str, path: Path) -> Iterator[_PublishedFolder]:
    match = _VERSION.match(word.replace("\\", "/").removeprefix("./"))
    periods = find_periods(project)
    period = _period_of(match[1], periods) if match else ""
    own = match and period and _is_own(path, version_folder(project, period, int(match[2])))
    if match and period and own:
        releases = [each for each in read_history(project, period) if each.version == int(match[2])]
        if not releases:
            raise UsageError(f"Version {match[2]} av {period} finns inte i {history_path(period)}.")
        yield from _folders_of(project, period, releases)
    elif path.is_dir() and (path / "manifest.json").exists():
        yield _received(project, word, path)
    else:
        for each in choose_periods([word], periods):
            published = read_history(project, each)
            if not published:
                raise UsageError(f"{each} har ingen publicerad version: {history_path(each)} finns inte.")
            yield from _folders_of(project, each, published)


def _is_own(path: Path, folder: Path) -> bool:
    """Whether a path is the project's own folder of a version, and none that somebody has sent."""
    return not path.exists() or path.resolve() == folder.resolve()


def _received(project: Path, word: str, path: Path) -> _PublishedFolder:
    """A folder from elsewhere is held to the project's own history, where that has its period."""
    period, release, recorded = received_release(project, path)
    name = f"{word} (version {release.version} av {period})"
    if not recorded:
        alone = f"Här finns ingen historik för {period}: {word} har bara jämförts med sitt eget manifest."
        return _PublishedFolder(name, path, None, (alone,))
    record = next(each for each in recorded if each.version == release.version)
    last = recorded[-1]
    later = f"Version {last.version}, {last.date.isoformat()}, gäller nu." if last is not record else ""
    beside = record if marked_folder(path).exists() else replace(record, marked={})
    return _PublishedFolder(name, path, beside, tuple(filter(None, (later,))))


def _folders_of(project: Path, period: str, releases: Iterable[Release]) -> Iterator[_PublishedFolder]:
    recorded = read_history(project, period)
    first = next((each.version for each in recorded if is_far_ahead(each.date)), 0)
    for release in releases:
        folder = version_folder(project, period, release.version)
        notes = (withdrawal(project, period, recorded, first),) if release.version == first else ()
        yield _PublishedFolder(f"{period}/{release.folder}", folder, release, notes)


def _period_of(word: str, periods: Sequence[str]) -> str:
    fitting = [each for each in periods if f"/{word}".endswith(f"/{each}") or f"/{each}".endswith(f"/{word}")]
    return fitting[0] if len(fitting) == 1 else ""


def _report(name: str, verdict: Verdict, terminal: Terminal, words: str = "stämmer") -> ExitCode:
    for sentence in verdict.notes:
        terminal.note(sentence)
    refuse(verdict.problems)
    terminal.result(f"{name}: {words}")
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
    carry_out(project, Transaction(edits=edits, command="verify"))
    terminal.result(path.as_posix())
