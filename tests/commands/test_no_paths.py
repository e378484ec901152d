"""No output tells where on a computer it was made: neither the project's folder, nor Tertial's, nor a temporary one."""

from __future__ import annotations

import io
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pikepdf
import pytest

from tests.built import ROOT, Built
from tests.commands.conftest import Project

MATTER = ROOT / "tests" / "projects" / "matter"
PERIOD = "exempel/namnden/2024-t1"
TEXT = """

Se [skrivelsen](tjansteskrivelse.pdf), [texten](#text-sammanfattning), [webben](https://www.exempel.se) och
![Karta](bilder/karta 1.svg)
"""


def pieces(name: str, data: bytes) -> Iterator[bytes]:
    """All that a file holds, unpacked: members of an archive, objects and attachments of a PDF."""
    yield name.encode()
    if name.endswith(".tar"):
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for member in archive:
                opened = archive.extractfile(member)
                yield from pieces(member.name, opened.read() if opened else b"")
                yield str(member.get_info()).encode()
    elif name.endswith(".pdf"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for each in pdf.objects:
                yield from strings(each)
                if isinstance(each, pikepdf.Stream):
                    yield each.read_bytes(pikepdf.StreamDecodeLevel.specialized)
    else:
        yield data


def strings(each: object) -> Iterator[bytes]:
    """The strings and names in an object of a PDF, as UTF-8."""
    if isinstance(each, pikepdf.Array):
        for item in each:
            yield from strings(item)
    elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
        for key in each.keys():  # noqa: SIM118 - a stream is no mapping
            value = each[key]
            yield key.encode()
            if not getattr(value, "is_indirect", False):
                yield from strings(value)
    elif isinstance(each, pikepdf.String | pikepdf.Name):
        yield str(each).encode("utf-8", "replace")


def leaks(folder: Path, *machine: Path | str) -> list[tuple[str, str]]:
    """The files of a folder that name a path of the machine, with the path."""
    paths = {str(each) for each in (*machine, ROOT, sys.prefix, tempfile.gettempdir(), Path.home())}
    words = {word for path in paths for word in (f"{path}/", f"{quote(path)}/")} | {"file:/", "file%3A"}
    return [
        (path.name, word)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for piece in pieces(path.name, path.read_bytes())
        for word in words
        if word.encode() in piece or word.encode("utf-16-be") in piece
    ]


def test_what_every_command_leaves_names_no_path(tmp_path: Path) -> None:
    """Reports, bundle, check page, published version with manifest and archive, comparison, correction."""
    project = Project(tmp_path / "här är projektet")
    shutil.copytree(MATTER, project.folder)
    own = f"content/{PERIOD}"
    project.write(f"{own}/bilder/karta 1.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    project.write(f"{own}/sammanfattning.md", project.read(f"{own}/sammanfattning.md").rstrip() + TEXT)

    for words in (
        ("build",),
        ("publish", PERIOD, "--stage", "utsänd", "--date", "2024-05-16"),
        ("correct", PERIOD, "ärenden=43", "--reason", "Fel", "--date", "2024-05-17", "--yes"),
        ("check", "--format", "html"),
        ("diff", f"{PERIOD}@v1", "v2", "--format", "html"),
    ):
        run = project.run(*words)
        assert run.code in {0, 1}, (words, run.err)

    made = {path.name for path in (project.folder / "output").rglob("*") if path.is_file()}
    assert made >= {"rapport.html", "tertial-1.pdf", "kontroll.html", "jamforelse.html", "manifest.json", "kallor.tar"}
    assert leaks(project.folder / "output", project.folder) == []
    assert leaks(project.folder / "content", project.folder) == []


@pytest.mark.parametrize("name", ["storkoping", "nacka"])
def test_reports_name_no_path(name: str, request: pytest.FixtureRequest) -> None:
    """The suite's own builds of whole reports, everything in them unpacked."""
    built: Built = request.getfixturevalue(name)

    assert leaks(built.folder, built.folder.parents[3]) == []


def test_a_path_is_seen_wherever_it_hides(tmp_path: Path) -> None:
    """In a name, a text, a member of an archive, a link of a PDF, its compressed text and its attachments."""
    here = tmp_path / "här"
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.html").write_text(f'<img src="{quote(str(here))}/a.png">', encoding="utf-8")
    (tmp_path / "out" / "b.json").write_text(f'"{here}/a"', encoding="utf-8")
    with tarfile.open(tmp_path / "out" / "c.tar", "w") as archive:
        archive.add(tmp_path / "out" / "b.json", "b.json")
    for number in range(3):
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            if number == 0:
                pdf.Root.Names = pikepdf.Dictionary(A=pikepdf.String(f"{here}/a"))
            elif number == 1:
                pdf.pages[0].Contents = pdf.make_stream(f"% {here}/a".encode())
            else:
                pdf.attachments["a.txt"] = f"{here}/a".encode()
            pdf.save(tmp_path / "out" / f"{number}.pdf", compress_streams=True)

    found = {name for name, word in leaks(tmp_path / "out", here) if word in {f"{here}/", f"{quote(str(here))}/"}}

    assert found == {"a.html", "b.json", "c.tar", "0.pdf", "1.pdf", "2.pdf"}
