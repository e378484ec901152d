"""Two versions of a period, by name → what they say differently: as lines, a web page or a PDF."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from generator import pipeline
from generator.commands.options import DiffCommand
from generator.commands.report_differences import report_differences
from generator.commands.terminal import Terminal
from generator.compose import Depth, Understood
from generator.document import PDF
from generator.problems import UsageError
from generator.project import choose_periods, find_periods, write_files
from generator.versions import PUBLISHED, Differences, differences_document, open_version
from generator.versions import diff as compare

NOW, TEXT, NAME = "nu", "text", "jamforelse"
_FOLDER = re.compile(r"(?:.*/)?output/(?P<period>[^/]+/[^/]+/[^/]+)/(?P<version>v[1-9][0-9]*)/?")


@dataclass(frozen=True, slots=True)
class _Named:
    """A version as the user names it: a period or nothing, and a version, empty for the working tree."""

    period: str
    version: str

    @property
    def name(self) -> str:
        return f"{self.period} {self.version}" if self.version else f"{self.period} som det står nu"


def diff(command: DiffCommand, terminal: Terminal) -> None:
    """Compare two versions, each named as PERIOD, PERIOD@VERSION, VERSION or a published folder.

    Raises UsageError where one of them is not there, Rejected where its content has faults.
    """
    project, form, out = command.project, command.format, command.out
    before, after = _both(project, (command.before, command.after))
    with ExitStack() as opened:
        older, newer = (_understood(project, named, opened) for named in (before, after))
        found = compare(older, newer, (before.name, after.name))
        data = _data(form, found, newer, terminal)
    if form != TEXT or out is not None:
        target = out or Path("output", after.period, f"{NAME}.{form}")
        write_files((project / target).parent, {target.name: data})
        terminal.result(str(target))
    else:
        terminal.result(data.decode().rstrip("\n"))
    terminal.note(_summary(found))


def _both(project: Path, words: tuple[str, str]) -> tuple[_Named, _Named]:
    first, second = (_named(project, word) for word in words)
    if not first.period and not second.period:
        raise UsageError("Ingen period är angiven. Skriv till exempel: tertial diff 2023-t1@v1 2023-t1")
    return _Named(first.period or second.period, first.version), _Named(second.period or first.period, second.version)


def _named(project: Path, word: str) -> _Named:
    """A word of the command line → the version it names; its period may be left to the other one."""
    folder = _FOLDER.fullmatch(word.replace("\\", "/"))
    if folder is not None:
        return _Named(folder["period"], folder["version"])
    known = find_periods(project)
    place, mark, version = word.partition("@")
    # HEAD@{1} is git's own.
    if mark and place and not version.startswith("{"):
        return _Named(_one(place, known), "" if version == NOW else version)
    if word == NOW or PUBLISHED.fullmatch(word):
        return _Named("", "" if word == NOW else word)
    try:
        return _Named(_one(word, known), "")
    except UsageError as unknown:
        if re.fullmatch(r"[12][0-9]{3}(-\w+)?|.*/.*/.*", word):
            raise
        del unknown
    return _Named("", word)


def _one(place: str, known: tuple[str, ...]) -> str:
    chosen = choose_periods([place], known)
    if len(chosen) != 1:
        raise UsageError(f"”{place}” är flera perioder. Ange en: {', '.join(chosen)}.")
    return chosen[0]


def _understood(project: Path, named: _Named, opened: ExitStack) -> Understood:
    """A version, read; its folder stays until `opened` is closed, since its templates print what differs."""
    folder = opened.enter_context(open_version(project, named.period, named.version))
    return pipeline.understand(folder, named.period, depth=Depth.NOTHING)


def _data(form: str, found: Differences, newer: Understood, terminal: Terminal) -> bytes:
    """What differs, as text, as a web page or as a PDF. Raises Rejected where it cannot be laid out."""
    if form == TEXT:
        return "\n".join((*report_differences(found), "")).encode()
    document = differences_document(found, newer)
    if form == PDF:
        terminal.progress(newer.content.period.source_id, "PDF")
    return pipeline.render(document, form)


def _summary(found: Differences) -> str:
    counts = (
        (len(found.figures), "tal"),
        (len(found.states), "lägen"),
        (len(found.cells), "celler"),
        (len(found.texts), "texter"),
    )
    return ", ".join(f"{count} {what}" for count, what in counts) + " skiljer."
