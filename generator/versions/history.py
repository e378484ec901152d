"""The append-only record of a period's published versions, `historik.yaml`.

Each record holds a digest of itself and of the record before it, so that a change by hand is noticed. Line breaks count
as one kind: version control may change them.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, zip_longest
from pathlib import Path
from typing import TypeAlias

from generator.content import Block, Items, Node, Text
from generator.document import Release
from generator.problems import Problem, Rejected, UsageError, Where
from generator.project import (
    HISTORY,
    MARKED,
    MOST_RECORD,
    Disk,
    Untrusted,
    decode,
    read_consistently,
    read_file,
    read_yaml,
    sha256,
)
from generator.versions.manifest import MANIFEST, read_manifest
from generator.versions.record import BrokenRecord, Data, read_release, release_record

_Records: TypeAlias = Callable[[], Sequence[str]]

_FEW = 5
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
    """Return the path of a period's history, from the project's folder."""
    return f"content/{period}/{HISTORY}"


def read_history(project: Path, period: str) -> tuple[Release, ...]:
    """Read a period's versions, the first first, without `inputs` and `tools`; none where nothing is published.

    Raises Rejected: T801 for a record that was changed by hand or is missing, T802 for a file that is no history.
    """
    return read_consistently(project, lambda disk: _read(project, period, disk))


def _read(project: Path, period: str, disk: Disk) -> tuple[Release, ...]:
    path = project / history_path(period)
    disk.watch(path)
    try:
        data = read_file(path.resolve(), MOST_RECORD)
    except FileNotFoundError:
        data = None
    except Untrusted as error:
        raise Rejected([_unreadable(period, 0, str(error))]) from error
    except OSError as error:
        raise Rejected([_unreadable(period, 0, error.strerror or "")]) from error
    releases = parse_history(data, period, lambda: _as_published(project, period)) if data is not None else ()
    # The records of the last versions, or the whole file, may be gone.
    last = len(releases)
    folder = f"output/{period}/v{last + 1}"
    if (project / folder / MANIFEST).is_file():
        raise Rejected([_missing(period, min(last, 1), last + 1, f"är publicerad i {folder} men saknas")])
    return releases


def parse_history(data: bytes, period: str, published_records: _Records = tuple) -> tuple[Release, ...]:
    """Read the versions in the bytes of a period's history. Raises Rejected: T801, T802.

    `published_records` returns the records as they were written, as far as they can be had, for the messages.
    """
    file = history_path(period)
    text, problems = decode(data, file)
    tree, more = read_yaml(text, file, is_record=True) if text is not None else (None, ())
    if text is None or tree is None or problems or more:
        unreadable = [_unreadable(period, each.where.line, each.message) for each in (*problems, *more)]
        raise Rejected(unreadable or [_unreadable(period, 0, "filen är tom")])
    records = tree.get(Text("versioner"))
    if not isinstance(records, Items) or not records:
        raise Rejected([_unreadable(period, 1, "listan versioner saknas")])
    releases = tuple(_release(each, period) for each in records)
    _refuse_changed(text, releases, period, published_records)
    return releases


def withdrawal(project: Path, period: str, releases: Sequence[Release], first: int) -> str:
    """Return how a version whose day is wrong, and those after it, are taken back by hand, as Swedish sentences."""
    path = history_path(period)
    text = (decode((project / path).read_bytes(), path)[0] or "").replace("\r\n", "\n")
    row = [text.count("\n", 0, match.start()) + 1 for match in _BEGINNING.finditer(text)][first - 1]
    wrong = [release for release in releases if release.version >= first]
    names = [name for each in wrong for name in (each.folder, f"{each.folder}-{MARKED}" if each.marked else "") if name]
    folders = ", ".join(f"output/{period}/{name}" for name in names)
    rows = f"ta bort allt från och med rad {row} i {path}" if first > 1 else f"ta bort filen {path}"
    return (
        f"{path}:{row}: version {first} är daterad {wrong[0].date}, långt fram, och ingen version med rätt dag kan "
        f"följa den. Är dagen fel: flytta {folders} ut ur output/, {rows}, och publicera på nytt med rätt --date. Tala "
        "om det för dem som har fått handlingarna."
    )


def with_version(before: bytes | None, release: Release, period: str) -> bytes:
    """Add a version to a history that can be trusted (None where there is none), and keep its bytes and line breaks."""
    if before is None:
        return history_text((release,)).encode()
    text = (decode(before, history_path(period))[0] or "").rstrip("\n") + "\n"
    record = _record_text(release, _last_digest(text))
    ending = "" if before.endswith(b"\n") else "\n"
    return before + (ending + record).replace("\n", "\r\n" if b"\r\n" in before else "\n").encode()


def history_text(releases: Sequence[Release]) -> str:
    """Return the text of a period's history."""
    text = _HEAD
    for release in releases:
        text += _record_text(release, _last_digest(text))
    return text


def _record_text(release: Release, digest_before: str) -> str:
    body = "".join(f"{line}\n" for line in _lines(release, digest_before))
    return f'{body}    kontrollsumma: "{sha256(body.encode())}"\n'


def _last_digest(records: str) -> str:
    match = _SUM.search(records)
    return match[1] if match else ""


def _refuse_changed(text: str, releases: Sequence[Release], period: str, published_records: _Records) -> None:
    head, *bodies = _BEGINNING.split(text)
    if head != _HEAD or len(bodies) != len(releases):
        raise Rejected([_unreadable(period, 1, "filens början, eller antalet versioner, är ändrat")])
    lines = list(accumulate((body.count("\n") for body in bodies[:-1]), initial=head.count("\n") + 1))
    problems = list(_out_of_order([release.version for release in releases], lines, period))
    before = ""
    for release, body, line in zip(releases, bodies, lines, strict=True):
        # A blank line at the end, or no line break there, is no change.
        record = _RECORD + body.rstrip("\n") + "\n"
        if sha256(_SUM.sub("", record).encode()) != _last_digest(record):
            published = dict(enumerate(published_records(), 1)).get(release.version, "")
            problems.append(_changed(period, line, release.version, *_first_difference(published, record)))
        elif not problems and f'    föregående: "{before}"\n' not in record:
            problems.append(_changed(period, line, release.version, "", "den följer inte på versionen före"))
        before = _last_digest(record)
    if problems:
        raise Rejected(problems)


def _out_of_order(versions: Sequence[int], lines: Sequence[int], period: str) -> Iterator[Problem]:
    for number in range(1, len(versions) + 1):
        if number not in versions and max(versions) > number:
            after = next(place for place, version in enumerate(versions) if version > number)
            yield _missing(period, lines[after], number)
    for place, version in enumerate(versions):
        if version in versions[:place]:
            yield _missing(period, lines[place], version, "står två gånger")
        elif place and version < versions[place - 1]:
            yield _missing(period, lines[place], version, f"står efter version {versions[place - 1]}")


def _first_difference(published: str, record: str) -> tuple[str, str]:
    """The first line that is not as it was published, as it was and as it is; empty where that is not known."""
    lines = zip_longest(published.split("\n"), record.split("\n"), fillvalue="") if published else ()
    differing = ((old.strip(), new.strip()) for old, new in lines if old != new)
    return next(((old or "ingen sådan rad", new or "raden är borttagen") for old, new in differing), ("", ""))


def _as_published(project: Path, period: str) -> Sequence[str]:
    """The records of a period as they were written, made of the published folders, as far as these are there."""
    releases: list[Release] = []
    with contextlib.suppress(Rejected, UsageError):
        while True:
            releases.append(read_manifest(project / "output" / period / f"v{len(releases) + 1}")[1])
    return [f"{_RECORD}{each}" for each in _BEGINNING.split(history_text(releases))[1:]]


def _changed(period: str, line: int, version: int, was: str, now: str) -> Problem:
    return Problem(
        "T801", Where(history_path(period), line, 3), f"Version {version} i historiken är ändrad för hand.",
        was or "posten som den skrevs när versionen publicerades",
        now or "en post som inte ger sin kontrollsumma", _WAY_OUT,
    )  # fmt: skip


def _missing(period: str, line: int, version: int, what: str = "saknas") -> Problem:
    where = Where(history_path(period), line, 3 if line else 0)
    return Problem("T801", where, f"Version {version} {what} i historiken.", "varje version i ordning", "", _WAY_OUT)


def _unreadable(period: str, line: int, fault: str) -> Problem:
    where = Where(history_path(period), line, 1 if line else 0)
    return Problem("T802", where, "Historiken går inte att läsa.", "en lista versioner", fault, _WAY_OUT)


# --- writing ---------------------------------------------------------------------------------------------------------


def _quoted(value: str) -> str:
    # JSON's quoting is YAML's double quotes, and everything within is text to every reader.
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))


def _lines(release: Release, digest_before: str) -> Iterator[str]:
    mark = "  - "
    for key, value in release_record(release).items():
        yield from _entry(mark, key, value)
        mark = "    "
    yield f'    föregående: "{digest_before}"'


def _entry(indent: str, key: str, value: Data) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{indent}{key}: {value if key in _BARE else _quoted(value)}"
        return
    yield f"{indent}{key}:"
    if isinstance(value, Mapping):
        yield from (f"      {_quoted(name)}: {_quoted(str(each))}" for name, each in value.items())
    else:
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
        return read_release(node)
    except BrokenRecord as error:
        raise Rejected([_unreadable(period, node.where.line, ", ".join(error.faults[:_FEW]))]) from error
