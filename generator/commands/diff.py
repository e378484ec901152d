"""`tertial diff`: what differs between two versions of a period, as lines, a web page or a PDF."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from generator import pipeline
from generator.commands.options import DiffCommand
from generator.commands.report_differences import report_differences
from generator.commands.terminal import Terminal
from generator.compose import Depth, Understood
from generator.document import PDF, PUBLISHED_FORMATS
from generator.problems import UsageError
from generator.project import choose_period, find_periods, write_files
from generator.versions import PUBLISHED, Differences, differences_document, open_version
from generator.versions import diff as compare

_NOW, _TEXT, _NAME = "nu", "text", "jamforelse"
_FOLDER = re.compile(r"(?:.*/)?output/(?P<period>[^/]+/[^/]+/[^/]+)/(?P<version>v[1-9][0-9]*)/?")
_PERIOD = re.compile(r"[12][0-9]{3}(-\w+)?|.*/.*/.*")


@dataclass(frozen=True, slots=True)
class _NamedVersion:
    """Empty parts stand for the working tree, and for the period of the other version."""

    period: str
    version: str = ""

    @property
    def name(self) -> str:
        return f"{self.period} {self.version}" if self.version else f"{self.period} som det står nu"


def diff(command: DiffCommand, terminal: Terminal) -> None:
    """Compare two versions, each named as PERIOD, PERIOD@VERSION, VERSION or a published folder.

    Raises UsageError where one of them is not there, Rejected where its content has faults.
    """
    project, form, out = command.project, command.format, command.out
    before, after = _named_versions(command)
    with ExitStack() as open_folders:
        older, newer = (_understood(project, each, open_folders) for each in (before, after))
        differences = compare(older, newer, (before.name, after.name))
        printed = _printed(differences, newer, form, terminal)
    if form != _TEXT or out is not None:
        target = out or Path("output", after.period, f"{_NAME}.{form}")
        write_files((project / target).parent, {target.name: printed})
        terminal.result(str(target))
    else:
        terminal.result(printed.decode().rstrip("\n"))
    if differences:
        terminal.note(_summary(differences))


def _named_versions(command: DiffCommand) -> tuple[_NamedVersion, _NamedVersion]:
    periods = find_periods(command.project)
    before, after = (_named_version(word, periods) for word in (command.before, command.after))
    if not before.period and not after.period:
        raise UsageError("Ingen period är angiven. Skriv till exempel: tertial diff 2023-t1@v1 2023-t1")
    return replace(before, period=before.period or after.period), replace(after, period=after.period or before.period)


def _named_version(word: str, periods: tuple[str, ...]) -> _NamedVersion:
    folder = _FOLDER.fullmatch(word.replace("\\", "/"))
    if folder is not None:
        return _NamedVersion(folder["period"], folder["version"])
    period, mark, version = word.partition("@")
    # HEAD@{1} is git's own.
    if mark and period and not version.startswith("{"):
        return _NamedVersion(choose_period(period, periods), "" if version == _NOW else version)
    if word == _NOW or PUBLISHED.fullmatch(word):
        return _NamedVersion("", "" if word == _NOW else word)
    try:
        return _NamedVersion(choose_period(word, periods))
    except UsageError:
        if _PERIOD.fullmatch(word):
            raise
        return _NamedVersion("", word)


def _understood(project: Path, named: _NamedVersion, open_folders: ExitStack) -> Understood:
    """The folder stays until `open_folders` is closed: its templates print what differs."""
    folder = open_folders.enter_context(open_version(project, named.period, named.version))
    return pipeline.understand(folder, named.period, depth=Depth.NOTHING)


def _printed(differences: Differences, newer: Understood, form: str, terminal: Terminal) -> bytes:
    if form == _TEXT:
        return "\n".join((*report_differences(differences), "")).encode()
    document = differences_document(differences, newer)
    if form == PDF:
        terminal.progress(newer.content.period.source_id, "PDF")
    return pipeline.render(document, next(each for each in PUBLISHED_FORMATS if each == form))


def _summary(differences: Differences) -> str:
    counts = (
        (len(differences.figures), "tal", "tal"),
        (len(differences.states), "läge", "lägen"),
        (len(differences.cells), "cell", "celler"),
        (len(differences.texts), "text", "texter"),
        (len(differences.papers), "handling", "handlingar"),
    )
    *first, last = [f"{count} {one if count == 1 else several}" for count, one, several in counts if count]
    return f"{' och '.join(filter(None, (', '.join(first), last)))} skiljer."
