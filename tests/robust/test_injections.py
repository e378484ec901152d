"""What content, house and received folders may bring with them, and what must come of it: refused, or printed as text.

A file of `injections/` has cases of one kind. Its head says which `base` they are laid over and which `command` is run;
`frame` are files of every case, with `§` where a case's `insert` goes. A case puts further files with `put`: a text,
`{base64: …}`, `{link: …}`, `{xlsx: …}`, `{parts: …}` of a zip, or `{tar: …}`. `SECRET` in a text is the path of a file
outside the project, `MARKER` of one that does not exist and that nothing may make.

The outcome is `refused: CODE file:line`, or `printed:` what a reader then sees, or `harmless: true`: built, and nothing
in what came out that is forbidden everywhere. A received folder is signed anew; if `listed`, with all its sources.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.commands.cli import main
from generator.commands.terminal import Terminal
from generator.problems import Problem
from generator.project import sha256
from tests.built import ROOT, read_html
from tests.robust.bases import RECEIVED, bases, read_folder
from tests.robust.packing import Member, members_of, tar, workbook, zipped

CASES = Path(__file__).parent / "injections"
PLANTED = "hemligheten är 4711-0815"
_SCHEMES = re.compile(
    r"(?:https?|mailto|tel):|#|[\w.-]+\.html(?:#|$)|data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,"
)
_NO_ELEMENTS = frozenset(["script", "iframe", "object", "embed", "applet", "base", "foreignobject", "form", "link"])
_ADDRESSES = frozenset(["href", "src", "action", "formaction", "xlink:href", "srcset", "data", "background", "poster"])
_IN_CSS = re.compile(
    r"@import|url\((?!\s*[\"']?(?:data:(?:font|image)/|#))|image-set|expression\(|file:", re.IGNORECASE
)


@dataclass(frozen=True)
class Case:
    """A case of a file, with what its head says."""

    kind: str
    name: str
    base: str
    command: tuple[str, ...]
    put: Mapping[str, Any]
    listed: bool
    outcome: Mapping[str, Any]

    def __str__(self) -> str:
        """The id of the test."""
        return f"{self.kind}-{self.name}"


def cases() -> Iterator[Case]:
    """All cases, kind by kind."""
    for path in sorted(CASES.glob("*.yaml")):
        for head in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader):  # noqa: TID251 - our own data
            frame = head.get("frame", {})
            for case in head["cases"]:
                put = {name: _filled(text, case.get("insert", "")) for name, text in frame.items()}
                command = tuple(case.get("command", head["command"]).split())
                outcome = {key: case[key] for key in ("refused", "printed", "harmless") if key in case}
                yield Case(
                    path.stem, case["name"], head["base"], command, put | case.get("put", {}), "listed" in case, outcome
                )


def _filled(content: Any, insert: Any) -> Any:  # noqa: ANN401 - any YAML
    match content:
        case "§":
            return insert
        case str():
            return content.replace("§", str(insert))
        case dict():
            return {key: _filled(each, insert) for key, each in content.items()}
        case list():
            return [_filled(each, insert) for each in content]
    return content


@cache
def _base(name: str) -> Mapping[str, bytes]:
    """The files of a base, by path: a project of tests/projects, or a received folder beside its project."""
    if name == "received":
        # No history of the project knows the folder: it has nothing but itself to be held to.
        files = ((path, entry) for path, entry in bases()["published"].files.items() if isinstance(entry, bytes))
        return {
            path: entry
            for path, entry in files
            if not path.startswith("output/") and not path.endswith("historik.yaml")
        }
    return read_folder(ROOT / "tests" / "projects" / name)


@dataclass(frozen=True)
class Place:
    """Where a case happens: the project, and the planted file and the one that nothing may make beside it."""

    project: Path
    secret: Path
    marker: Path

    def bytes_of(self, content: Any) -> bytes:  # noqa: ANN401 - any YAML
        """What a file of a case holds."""
        more = content if isinstance(content, dict) else {}
        match content:
            case str():
                return content.replace("SECRET", str(self.secret)).replace("MARKER", str(self.marker)).encode()
            case {"base64": str(text)}:
                return base64.b64decode(text)
            case {"bytes": str(text)}:
                return bytes(text.encode("latin-1") * more.get("times", 1))
            case {"xlsx": dict(sheets)}:
                parts = workbook(sheets, str(more.get("extra", "")))
                parts |= {name: self.bytes_of(text) for name, text in more.get("parts", {}).items()}
                return zipped({name: data for name, data in parts.items() if data})
            case {"parts": dict(parts)}:
                return zipped({name: self.bytes_of(text) for name, text in parts.items()})
            case {"tar": list(members)}:
                kept = [] if more.get("alone") else members_of(_base("received")[f"{RECEIVED}/kallor.tar"])
                named = {each["name"] for each in members if not each.get("again")}
                made = [self._member(each) for each in members if not each.get("gone")]
                return tar([*(each for each in kept if each.name not in named), *made])
            case {"changed": dict(changes), "of": str(path)}:
                text = _base("received")[path].decode()
                for old, new in changes.items():
                    assert old in text, old
                    text = text.replace(old, str(new), 1)
                return text.replace("SECRET", str(self.secret)).encode()
        raise ValueError(content)

    def _member(self, each: Mapping[str, Any]) -> Member:
        target = str(each.get("target", "")).replace("SECRET", str(self.secret))
        data = self.bytes_of(each.get("data", ""))
        return Member(each["name"], data, each.get("kind", "fil"), target, each.get("size"), each.get("headers", {}))

    def write(self, case: Case) -> None:
        """Puts the case into a copy of its base."""
        files = dict(_base(case.base))
        self.secret.write_text(PLANTED, encoding="utf-8")
        for name, data in files.items():
            self._put(name, data)
        for name, content in case.put.items():
            path = self.project / name
            if isinstance(content, Mapping) and "link" in content:
                path.unlink(missing_ok=True)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.symlink_to(str(content["link"]).replace("SECRET", str(self.secret)))
            else:
                self._put(name, self.bytes_of(content))
        if case.base == "received" and f"{RECEIVED}/manifest.json" not in case.put:
            self._sign(listed=case.listed)

    def _put(self, name: str, data: bytes) -> None:
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def _sign(self, *, listed: bool) -> None:
        """Let the manifest say the digest of the archive, or of all in it: who made the folder could do so."""
        path, archive = (self.project / RECEIVED / name for name in ("manifest.json", "kallor.tar"))
        manifest = json.loads(path.read_bytes())
        manifest["filer"]["kallor.tar"] = sha256(archive.read_bytes())
        if listed:
            manifest["källor"] = {each.name: sha256(each.data) for each in members_of(archive.read_bytes())}
        path.write_text(json.dumps(manifest, ensure_ascii=False, indent=2), encoding="utf-8")


class _Forbidden(HTMLParser):
    """Collects what no page may hold."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        if tag in _NO_ELEMENTS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            address = re.sub(r"[\x00-\x20]", "", value or "")
            if name.startswith("on") or (name in _ADDRESSES and address and not _SCHEMES.match(address)):
                self.found.append(f"<{tag} {name}={(value or '')[:60]}>")
            if name == "style" and _IN_CSS.search(value or ""):
                self.found.append(f"style={value}")

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.found += (data[match.start() : match.start() + 60] for match in _IN_CSS.finditer(data))


def forbidden(place: Place, told: str, before: Mapping[str, bytes]) -> Iterator[str]:
    """What may be in no output, whatever a case is about."""
    if place.marker.exists():
        yield "code was run"
    if PLANTED in told:
        yield "the planted file was shown on the terminal"
    coded = base64.b64encode(PLANTED.encode()).decode().rstrip("=")[:-2]
    for name, data in _files(place.project).items():
        if name not in before:
            text = data.decode("utf-8", "replace")
            if PLANTED in text or coded in text:
                yield f"the planted file is in {name}"
            if name.endswith(".html"):
                page = _Forbidden()
                page.feed(text)
                yield from (f"{name}: {each}" for each in page.found)
            if not name.startswith("output/"):
                yield f"a new file: {name}"
        elif data != before[name]:
            yield f"changed: {name}"


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _run(case: Case, place: Place, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, list[Problem]]:
    problems: list[Problem] = []
    monkeypatch.setattr(Terminal, "problems", lambda _, found: problems.extend(found))
    told = io.StringIO()
    with contextlib.chdir(place.project), contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        code = main(case.command)
    said = "\n".join(f"{each.where} {each.code} {each.message} {each.found} {each.hint}" for each in problems)
    return code, f"{told.getvalue()}{said}", problems


@pytest.mark.expects_logs
@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_an_injection_ends_as_it_must(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused at its place, or a reader sees it as the text that it is; nothing gets in or out."""
    place = Place(tmp_path / "projekt", tmp_path / "hemligt.txt", tmp_path / "spår")
    place.write(case)
    before = _files(place.project)

    code, told, problems = _run(case, place, monkeypatch)

    assert code != 70, told
    assert list(forbidden(place, told, before)) == []
    if "refused" in case.outcome:
        assert code == 1, told
        found = {_place(problem) for problem in problems}
        assert set(case.outcome["refused"].split(" ; ")) <= found, told
        assert set(_files(place.project)) == set(before)
    else:
        assert code == 0, told
    if "printed" in case.outcome:
        pages = list(place.project.rglob("output/**/*.html"))
        assert any(case.outcome["printed"] in read_html(page.read_text(encoding="utf-8")).text for page in pages)


def _place(problem: Problem) -> str:
    where = problem.where
    line = f":{where.cell or where.line}" if where.cell or where.line else ""
    return f"{problem.code} {Path(where.file).name}{line}"


def test_there_are_cases_enough() -> None:
    """Each kind has its cases, every case one outcome, and no two the same name."""
    found = list(cases())

    assert len(found) >= 150
    assert len({str(case) for case in found}) == len(found)
    assert [str(case) for case in found if len(case.outcome) != 1] == []
    assert {case.kind for case in found} == {
        *("archives", "csv", "css", "expressions", "json", "links", "markdown", "names", "svg", "templates", "xlsx"),
    }
