"""Two versions of a period, by name → what they say differently: as lines, or as a web page."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from generator import files, pipeline
from generator.choose_periods import choose_periods
from generator.diff import diff as compare
from generator.differences import Differences, Side
from generator.differences_page import differences_page
from generator.document import Look
from generator.problems import UsageError
from generator.report_differences import report_differences
from generator.versions import PUBLISHED, open_version
from generator.voice import ExitCode, Voice

NOW, PAGE = "nu", "jamforelse.html"
_FOLDER = re.compile(r"(?:.*/)?output/(?P<period>[^/]+/[^/]+/[^/]+)/(?P<version>v[1-9][0-9]*)/?")


@dataclass(frozen=True, slots=True)
class _Named:
    """A version as the user names it: a period or nothing, and a version, empty for the working tree."""

    period: str
    version: str

    @property
    def name(self) -> str:
        return f"{self.period} {self.version}" if self.version else f"{self.period} som det står nu"


def diff(project: Path, words: tuple[str, str], form: str, out: Path | None, voice: Voice) -> ExitCode:
    """Compares two versions; `words` name them: PERIOD, PERIOD@VERSION, VERSION or a published folder.

    `form` is text or html; `out` is the file to write instead of saying the lines. Raises UsageError where a version
    is not there, Rejected where its content has faults.
    """
    before, after = _both(project, words)
    with ExitStack() as opened:
        found = compare(_side(project, before, opened), newer := _side(project, after, opened))
        page = differences_page(found, _look(newer)) if form == "html" else ""
    lines = tuple(report_differences(found))
    if page or out is not None:
        target = out or Path("output", after.period, PAGE)
        files.publish((project / target).parent, {target.name: page.encode() or "\n".join((*lines, "")).encode()})
        voice.result(str(target))
    else:
        for line in lines:
            voice.result(line)
    voice.note(_summary(found))
    return ExitCode.FINE


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
    known = files.find_periods(project)
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


def _side(project: Path, named: _Named, opened: ExitStack) -> Side:
    """A version, read; its folder stays until `opened` is closed, since its templates print what differs."""
    folder = opened.enter_context(open_version(project, named.period, named.version))
    understood = pipeline.understand(folder, named.period)
    return Side(named.name, understood.content, understood.ledger, understood.documents)


def _look(side: Side) -> Look:
    house = side.content.house
    return Look(house.id, house.folders, house.words)


def _summary(found: Differences) -> str:
    counts = (
        (len(found.figures), "tal"),
        (len(found.states), "lägen"),
        (len(found.cells), "celler"),
        (len(found.texts), "texter"),
    )
    return ", ".join(f"{count} {what}" for count, what in counts) + " skiljer."
