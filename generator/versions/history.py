"""The append-only record of a period's versions: `historik.yaml` → releases, and a release more → its text.

Each record holds a digest of itself and that of the record before it, so that a change by hand is noticed. Line breaks
count as one kind, since version control may change them.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeAlias, cast

from generator.content import Block, Items, Node, Text
from generator.document import FigureChange, Place, Release, Stage
from generator.problems import Problem, Rejected, Where
from generator.project import HISTORY, decode, read_consistently, read_yaml, sha256

Data: TypeAlias = "str | Sequence[Data] | Mapping[str, Data]"

_CHANGE = {"tal": "figure", "från": "old", "till": "new", "enhet": "unit", "var": "where"}
_PLACE = {
    "dokument": "document",
    "avsnitt": "section",
    "rubrik": "title",
    "del": "part",
    "sida": "page",
    "från": "old",
    "till": "new",
    "tal": "figure",
}


def release_record(release: Release, *, digests: bool = False) -> dict[str, Data]:
    """A release goes in, its data comes out; `digests` takes inputs and tools along, which only a manifest holds."""
    data: dict[str, Data] = {
        "version": str(release.version),
        "datum": release.date.isoformat(),
        "skede": release.stage.value,
        "på_webben": "ja" if release.on_web else "",
        "notering": release.note,
        "skäl": release.reason,
        "beslutad_av": release.decided_by,
        "dokument": [_document(release, each) for each in release.documents],
        "ändringar": [_named(each, _CHANGE) for each in release.changes],
        "platser": [_named(each, _PLACE) for each in release.places],
        "filer": dict(sorted(release.outputs.items())),
        "ändringsmarkerade": dict(sorted(release.marked.items())),
    }
    if digests:
        data["källor"] = dict(sorted(release.inputs.items()))
        data["verktyg"] = dict(sorted(release.tools.items()))
    return {key: value for key, value in data.items() if value}


def read_release(data: Mapping[str, Data]) -> Release:
    """Data as `release_record` gives it goes in, the release comes out. Raises ValueError where it cannot be one."""
    papers = _mappings(data, "dokument")
    return Release(
        version=int(_text(data, "version")),
        date=date.fromisoformat(_text(data, "datum")),
        stage=Stage(_text(data, "skede")),
        note=_text(data, "notering"),
        reason=_text(data, "skäl"),
        decided_by=_text(data, "beslutad_av"),
        documents=tuple(_text(each, "id") for each in papers),
        dated={_text(each, "id"): _text(each, "daterad") for each in papers if _text(each, "daterad")},
        revised=tuple(_text(each, "id") for each in papers if _text(each, "ändrad")),
        changes=tuple(FigureChange(**_fields(each, _CHANGE)) for each in _mappings(data, "ändringar")),
        places=tuple(Place(**_fields(each, _PLACE)) for each in _mappings(data, "platser")),
        inputs=_texts(data, "källor"),
        outputs=_texts(data, "filer"),
        tools=_texts(data, "verktyg"),
        marked=_texts(data, "ändringsmarkerade"),
        on_web=_text(data, "på_webben") == "ja",
    )


def _document(release: Release, document: str) -> Mapping[str, Data]:
    told = {"id": document, "daterad": release.dated.get(document, "")}
    told["ändrad"] = "ja" if document in release.revised else ""
    return {key: value for key, value in told.items() if value}


def _named(value: FigureChange | Place, names: Mapping[str, str]) -> Mapping[str, Data]:
    told = {swedish: str(getattr(value, english)) for swedish, english in names.items()}
    return {key: text for key, text in told.items() if text}


def _text(data: Mapping[str, Data], key: str) -> str:
    value = data.get(key, "")
    return str(value) if isinstance(value, str) else ""


def _texts(data: Mapping[str, Data], key: str) -> dict[str, str]:
    value = data.get(key)
    return {str(name): str(each) for name, each in value.items()} if isinstance(value, Mapping) else {}


def _fields(data: Mapping[str, Data], names: Mapping[str, str]) -> dict[str, str]:
    return {english: _text(data, swedish) for swedish, english in names.items()}


def _mappings(data: Mapping[str, Data], key: str) -> tuple[Mapping[str, Data], ...]:
    value = data.get(key, ())
    return tuple(each for each in value if isinstance(each, Mapping)) if not isinstance(value, str) else ()


_HEAD = (
    "# Periodens publicerade versioner. Skrivs av tertial publish och tertial correct; ändra inget för hand.\n"
    "versioner:\n"
)
_RECORD = "  - version: "
_BEGINNING = re.compile(rf"^{_RECORD}", re.MULTILINE)
_SUM = re.compile(r"^    kontrollsumma: \"([0-9a-f]{64})\"\n\Z", re.MULTILINE)
_SUMS = re.compile(r"^    kontrollsumma: \"([0-9a-f]{64})\"$", re.MULTILINE)
_BREAK = "\n"
# In a published folder, beside what it was made of.
_MANIFEST = "manifest.json"
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
    Raises Rejected: T801 for a record that was changed by hand or is missing, with what stands in the manifest of the
    published folder where that is there; T802 for a file that cannot be read as a history.
    """
    return read_consistently(project, lambda: _read(project, period))


def _read(project: Path, period: str) -> tuple[Release, ...]:
    path = project / history_path(period)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        data = None
    except OSError as error:
        raise Rejected([_unreadable(period, 0, error.strerror or "")]) from error
    try:
        releases = parse_history(data, period) if data is not None else ()
    except Rejected as rejected:
        if data is None or all(problem.code != "T801" for problem in rejected.problems):
            raise
        releases = parse_history(data, period, _as_published(project, period))
    _hold_all(project, period, len(releases))
    return releases


def parse_history(data: bytes, period: str, true: Sequence[str] = ()) -> tuple[Release, ...]:
    """The bytes of a history and its period's path go in; its versions come out. Raises Rejected: T801, T802.

    `true` are the records as they were written, as far as they are known, for the messages to compare with.
    """
    file = history_path(period)
    text, problems = decode(data, file)
    tree, more = read_yaml(text, file) if text is not None else (None, ())
    if text is None or tree is None or problems or more:
        found = [_unreadable(period, each.where.line, each.message) for each in (*problems, *more)]
        raise Rejected(found or [_unreadable(period, 0, "filen är tom")])
    records = tree.get(Text("versioner"))
    if not isinstance(records, Items) or not records:
        raise Rejected([_unreadable(period, 1, "listan versioner saknas")])
    releases = tuple(_release(each, period) for each in records)
    _hold(text, releases, period, true)
    return releases


def with_version(before: bytes | None, release: Release, period: str) -> bytes:
    """The bytes of a history that can be trusted (None where there is none) and a new version go in.

    The same with its record more comes out; what stood there stands there byte for byte, and line breaks are as there.
    """
    if before is None:
        return history_text((release,)).encode()
    text = decode(before, history_path(period))[0] or ""
    sums = _SUMS.findall(text)
    record = record_text(release, sums[-1] if sums else "")
    ending = "" if text.endswith("\n") else "\n"
    windows = b"\r\n" in before
    return before + (ending + record).replace("\n", "\r\n" if windows else "\n").encode()


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


def _hold(text: str, releases: Sequence[Release], period: str, true: Sequence[str]) -> None:
    """Raise Rejected where a record is not what its digest, or the one before it, says."""
    head, *bodies = _BEGINNING.split(text)
    records = [f"{_RECORD}{each}" for each in bodies]
    if head != _HEAD or len(records) != len(releases):
        raise Rejected([_unreadable(period, 1, "filens början, eller antalet versioner, är ändrat")])
    lines = [head.count("\n") + 1 + sum(record.count("\n") for record in records[:n]) for n in range(len(records))]
    found = list(_out_of_order([release.version for release in releases], lines, period))
    before = ""
    for release, record, line in zip(releases, records, lines, strict=True):
        # A blank line at the end, or no line break there, is nothing that anybody has said.
        record = f"{record.rstrip(_BREAK)}{_BREAK}"  # noqa: PLW2901 - the same record
        if sha256(_SUM.sub("", record).encode()) != _sum_of(record):
            known = true[release.version - 1] if 0 < release.version <= len(true) else ""
            found.append(_changed(period, line, release.version, _first_difference(known, record)))
        elif not found and f'    föregående: "{before}"\n' not in record:
            found.append(_changed(period, line, release.version, ("", "den följer inte på versionen före")))
        before = _sum_of(record)
    if found:
        raise Rejected(found)


def _out_of_order(versions: Sequence[int], lines: Sequence[int], period: str) -> Iterator[Problem]:
    """What is missing, stands twice or at another place, each at the record where it shows."""
    for number in range(1, len(versions) + 1):
        if number not in versions and max(versions) > number:
            after = next(place for place, version in enumerate(versions) if version > number)
            yield _missing(period, lines[after], number)
    for place, version in enumerate(versions):
        if version in versions[:place]:
            yield _missing(period, lines[place], version, "står två gånger")
        elif place and version < versions[place - 1]:
            yield _missing(period, lines[place], version, f"står efter version {versions[place - 1]}")


def _first_difference(true: str, record: str) -> tuple[str, str]:
    """The first line that is not as it was written, as that and as this; nothing where it is not known."""
    if not true:
        return "", ""
    for old, new in itertools.zip_longest(true.split(_BREAK), record.split(_BREAK), fillvalue=""):
        if old != new:
            return old.strip() or "ingen sådan rad", new.strip() or "raden är borttagen"
    return "", ""


def _hold_all(project: Path, period: str, count: int) -> None:
    """Raise Rejected where a version that was published has no record: the last ones, or the whole file, are gone."""
    folder = f"output/{period}/v{count + 1}"
    if (project / folder / _MANIFEST).is_file():
        line = 0 if not count else 1
        raise Rejected([_missing(period, line, count + 1, f"är publicerad i {folder} men saknas")])


def _as_published(project: Path, period: str) -> tuple[str, ...]:
    """The records of a period as they were written, made of the published folders, as far as these are there."""
    releases: list[Release] = []
    with contextlib.suppress(OSError, ValueError, AttributeError, TypeError):
        while True:
            path = project / "output" / period / f"v{len(releases) + 1}" / _MANIFEST
            data = path.read_bytes()
            release = read_release(json.loads(data))
            releases.append(replace(release, outputs={**release.outputs, _MANIFEST: sha256(data)}))
    text = history_text(releases)
    return tuple(f"{_RECORD}{each}" for each in _BEGINNING.split(text)[1:])


def _changed(period: str, line: int, version: int, lines: tuple[str, str]) -> Problem:
    expected, found = lines
    return Problem(
        "T801", Where(history_path(period), line, 3), f"Version {version} i historiken är ändrad för hand.",
        expected or "posten som den skrevs när versionen publicerades",
        found or "en post som inte ger sin kontrollsumma", _WAY_OUT,
    )  # fmt: skip


def _missing(period: str, line: int, version: int, what: str = "saknas") -> Problem:
    where = Where(history_path(period), line, 3 if line else 0)
    return Problem("T801", where, f"Version {version} {what} i historiken.", "varje version i ordning", "", _WAY_OUT)


def _unreadable(period: str, line: int, found: str) -> Problem:
    where = Where(history_path(period), line, 1 if line else 0)
    return Problem("T802", where, "Historiken går inte att läsa.", "en lista versioner", found, _WAY_OUT)


# --- writing ---------------------------------------------------------------------------------------------------------


def _quoted(value: str) -> str:
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
        yield f"{indent}{key}: {value if key in _BARE else _quoted(value)}"
    elif isinstance(value, Mapping):
        yield f"{indent}{key}:"
        yield from (f"      {_quoted(name)}: {_quoted(str(each))}" for name, each in value.items())
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
        raise Rejected([_unreadable(period, node.where.line, ", ".join(_unreadable_fields(node)))]) from error


def _unreadable_fields(record: Block) -> Iterator[str]:
    """The fields of a record that cannot be what they are to be, each with what stands there."""
    for key, read in (("version", int), ("datum", date.fromisoformat), ("skede", Stage)):
        value = record.get(Text(key))
        try:
            read(str(value or ""))
        except ValueError:
            yield f"{key}: {value or 'saknas'}"
