"""The append-only record of a period's versions: `historik.yaml` → releases, and a release more → its text.

Each record holds a digest of itself and that of the record before it, so that a change by hand is noticed. Line breaks
count as one kind, since version control may change them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from generator.files import sha256
from generator.plain_text import decode
from generator.problems import Problem, Rejected, Where
from generator.project_files import HISTORY
from generator.release import Release
from generator.release_record import Data, read_release, release_record
from generator.source import Block, Items, Node, Text
from generator.yaml_reader import read_yaml

_HEAD = (
    "# Periodens publicerade versioner. Skrivs av tertial publish och tertial correct; ändra inget för hand.\n"
    "versioner:\n"
)
_RECORD = "  - version: "
_BEGINNING = re.compile(rf"^{_RECORD}", re.MULTILINE)
_SUM = re.compile(r"^    kontrollsumma: \"([0-9a-f]{64})\"\n\Z", re.MULTILINE)
# What YAML takes for a line break, or readers do not show.
_ESCAPED = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\xad]")
# Written without quotation marks: numbers, days and words that need none.
_BARE = frozenset(("version", "datum", "skede", "daterad", "på_webben", "ändrad"))
_WAY_OUT = (
    "Hämta tillbaka filen ur versionshanteringen, eller skriv den på nytt ur de publicerade mapparna med "
    "tertial verify PERIOD --restore-history."
)


def history_path(period: str) -> str:
    """A period's path under `content/` goes in; that of its history, from the project's folder, comes out."""
    return f"content/{period}/{HISTORY}"


def read_history(project: Path, period: str) -> tuple[Release, ...]:
    """A project and a period's path go in; its versions, the first first, come out; none where nothing is published.

    `inputs` and `tools` of a release stand in its manifest only, and are empty here; `outputs` has the manifest too.
    Raises Rejected: T801 for a record that was changed by hand, T802 for a file that cannot be read as a history.
    """
    path = project / history_path(period)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise Rejected([_unreadable(period, 0, error.strerror or "")]) from error
    return parse_history(data, period)


def parse_history(data: bytes, period: str) -> tuple[Release, ...]:
    """The bytes of a history and its period's path go in; its versions come out. Raises Rejected: T801, T802."""
    file = history_path(period)
    text, problems = decode(data, file)
    tree, more = read_yaml(text, file) if text is not None else (None, ())
    if text is None or tree is None or problems or more:
        raise Rejected([*problems, *more] or [_unreadable(period, 0, "filen är tom")])
    text = text.replace("\r\n", "\n")
    records = tree.get(Text("versioner"))
    if not isinstance(records, Items) or not records:
        raise Rejected([_unreadable(period, 1, "listan versioner saknas")])
    releases = tuple(_release(each, period) for each in records)
    _hold(text, releases, period)
    return releases


def history_text(releases: Sequence[Release]) -> str:
    """All versions of a period go in; the text of its history comes out, always the same for the same versions."""
    text, before = _HEAD, ""
    for release in releases:
        record = record_text(release, before)
        before = _sum_of(record)
        text += record
    return text


def record_text(release: Release, before: str) -> str:
    """A version and the digest of the record before it ("" for the first) go in; its record's text comes out."""
    body = "".join(f"{line}\n" for line in _lines(release, before))
    return f'{body}    kontrollsumma: "{sha256(body.encode())}"\n'


def _sum_of(record: str) -> str:
    found = _SUM.search(record)
    return found.group(1) if found else ""


def _hold(text: str, releases: Sequence[Release], period: str) -> None:
    """Raise Rejected where a record is not what its digest, or the one before it, says."""
    found: list[Problem] = []
    head, *bodies = _BEGINNING.split(text)
    before, line = "", head.count("\n") + 1
    records = [_RECORD + each for each in bodies]
    for number, (release, record) in enumerate(zip(releases, records, strict=False), 1):
        body = _SUM.sub("", record)
        honest = sha256(body.encode()) == _sum_of(record) and f'    föregående: "{before}"\n' in body
        if not honest or release.version != number:
            found.append(_changed(period, line, release.version))
        before = _sum_of(record)
        line += record.count("\n")
    if head != _HEAD or len(records) != len(releases):
        found.append(_unreadable(period, 1, "filens början, eller antalet versioner, är ändrat"))
    if found:
        raise Rejected(found)


def _changed(period: str, line: int, version: int) -> Problem:
    message = f"Version {version} i historiken är ändrad för hand, eller så saknas en version före den."
    return Problem(
        "T801", Where(history_path(period), line, 3), message, "posten som den skrevs när versionen publicerades",
        "en post som inte ger sin kontrollsumma", _WAY_OUT,
    )  # fmt: skip


def _unreadable(period: str, line: int, found: str) -> Problem:
    where = Where(history_path(period), line, 1 if line else 0)
    return Problem("T802", where, "Historiken går inte att läsa.", "en lista versioner", found, _WAY_OUT)


# --- writing ---------------------------------------------------------------------------------------------------------


def _text(value: str) -> str:
    # JSON's quoting is YAML's double quotes, and everything within is text to every reader.
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def _lines(release: Release, before: str) -> Iterator[str]:
    mark = "  - "
    for key, value in release_record(release).items():
        yield from _entry(mark, key, value)
        mark = "    "
    yield f'    föregående: "{before}"'


def _entry(indent: str, key: str, value: Data) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{indent}{key}: {value if key in _BARE else _text(value)}"
    elif isinstance(value, Mapping):
        yield f"{indent}{key}:"
        yield from (f"      {_text(name)}: {_text(str(each))}" for name, each in value.items())
    else:
        yield f"{indent}{key}:"
        for each in value:
            mark = "      - "
            for name, text in each.items() if isinstance(each, Mapping) else ():
                yield from _entry(mark, name, text)
                mark = "        "


# --- reading ---------------------------------------------------------------------------------------------------------


def _release(node: Node, period: str) -> Release:
    if not isinstance(node, Block):
        raise Rejected([_unreadable(period, node.where.line, "en version utan nycklar")])
    try:
        # Keys and scalars of the tree are texts.
        return read_release(cast("Mapping[str, Data]", node))
    except ValueError as error:
        raise Rejected([_unreadable(period, node.where.line, "version, datum eller skede är fel skrivet")]) from error
