"""Published folders that are damaged, or made to do harm: each is refused with what is wrong, and nothing is unpacked.

A case is a folder whose manifest agrees with its archive but for what the case changes.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import json
import lzma
import os
import socket
import tarfile
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from generator.document import FigureChange, Release, Stage
from generator.problems import Rejected, UsageError
from generator.project import (
    MEBIBYTE,
    MOST_FILE,
    FileEdit,
    Transaction,
    carry_out,
    finish_interrupted,
    project_lock,
    sha256,
)
from generator.project.transaction import DECIDED
from generator.versions import publication
from generator.versions.archive import MOST_FILES, archive_faults, archived, unarchived
from generator.versions.history import history_text
from generator.versions.record import release_record
from generator.versions.tools import font_versions
from tests.commands.conftest import FRAME, HERE, Project
from tests.commands.test_explain import REPORT
from tests.moments import state

PERIOD = "storkoping/socialnamnden/2023-t1"
HISTORY = f"{HERE}/historik.yaml"
FOLDER = f"output/{PERIOD}/v1"
CONTENT = {**FRAME, **REPORT}
SOURCES: Mapping[str, bytes] = {path: text.encode() for path, text in CONTENT.items()}
RELEASE = Release(
    version=1,
    date=date(2023, 5, 10),
    stage=Stage.SENT,
    documents=("rapport",),
    dated={"rapport": "2023-05-09"},
    changes=(FigureChange("x", "1", "2"),),
    inputs={path: sha256(data) for path, data in SOURCES.items()},
    outputs={"rapport.pdf": sha256(b"%PDF")},
    tools={"tertial": "0.1.0"},
)
Json = dict[str, Any]
NO_DIGEST = "har ingen kontrollsumma"


def manifest_of(archive: bytes) -> Json:
    """A manifest that agrees with an archive."""
    release = replace(RELEASE, outputs={**RELEASE.outputs, "kallor.tar": sha256(archive)})
    return {"period": PERIOD, **release_record(release, digests=True)}


def as_json(manifest: Json) -> bytes:
    """A manifest as a file has it."""
    return json.dumps(manifest).encode()


def placed(project: Path, manifest: bytes, archive: bytes, **more: Mapping[str, str]) -> Path:
    """A project with a published folder of a manifest and an archive, and the history that records both."""
    made = Project(project)
    for path, text in CONTENT.items():
        made.write(path, text)
    folder = project / FOLDER
    folder.mkdir(parents=True)
    files = {"manifest.json": manifest, "kallor.tar": archive, "rapport.pdf": b"%PDF"}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    outputs = {**{name: sha256(data) for name, data in files.items()}, **more.pop("outputs", {})}
    recorded = replace(RELEASE, outputs=outputs, inputs={}, tools={}, **more)  # type: ignore[arg-type]
    made.write(HISTORY, history_text([recorded]))
    return folder


@pytest.fixture(autouse=True)
def _nothing_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever unpacks an archive of these fails."""
    monkeypatch.setattr("generator.versions.snapshot.unpack", lambda *_: pytest.fail("it was unpacked"))


def refused(project: Path, *words: str) -> str:
    """What a command says that refuses a published folder, and leaves everything as it was."""
    before = names(project)
    run = Project(project).run(*words)

    assert run.code in {1, 2}, run
    assert "Traceback" not in run.err
    assert "fel i Tertial" not in run.err
    assert not {each for each in run.err if not each.isprintable()} - {"\n"}
    assert names(project) == before
    return run.err


def names(project: Path) -> set[str]:
    """All that stands in a project."""
    return {path.relative_to(project).as_posix() for path in project.rglob("*")}


# --- the manifest ----------------------------------------------------------------------------------------------------


def changed(**values: object) -> Callable[[Json], bytes]:
    """A manifest with other values; None takes a key away."""

    def change(manifest: Json) -> bytes:
        new = {**manifest, **values}
        return as_json({key: value for key, value in new.items() if value != "borta"})

    return change


def added(key: str, **values: object) -> Callable[[Json], bytes]:
    """A manifest with more in one of its mappings."""
    return lambda manifest: as_json({**manifest, key: {**manifest.get(key, {}), **values}})


def text(old: str, new: str) -> Callable[[Json], bytes]:
    """A manifest whose text is otherwise."""
    return lambda manifest: as_json(manifest).replace(old.encode(), new.encode())


def instead(data: bytes) -> Callable[[Json], bytes]:
    """Something else than a manifest."""
    return lambda _: data


MANIFESTS: Mapping[str, tuple[Callable[[Json], bytes], str]] = {
    "nothing": (instead(b""), "ingen JSON, från rad 1, tecken 1"),
    "half": (lambda manifest: as_json(manifest)[:40], "ingen JSON"),
    "binary": (instead(b"\xff\xfe\x00"), "inte UTF-8"),
    "a list": (instead(b"[]"), "en lista i stället för nycklar"),
    "null": (instead(b"null"), "tomt i stället för nycklar"),
    "a number": (instead(b"7"), "talet 7 i stället för nycklar"),
    "deep": (instead(b"[" * 200_000), "listor i listor"),
    "deep in a value": (text('"0.1.0"', '{"a":' * 50_000), "listor i listor"),
    "a number of 5 000 digits": (text('"version": "1"', f'"version": {"9" * 5000}'), "version: talet 999"),
    "a number like the text": (text('"version": "1"', '"version": 1'), "version: talet 1 i stället för text"),
    "no number": (text('"version": "1"', '"version": NaN'), "version: talet NaN"),
    "endless": (text('"version": "1"', '"version": -Infinity'), "version: talet -Infinity"),
    "a version in other digits": (changed(version="²"), "version: ²"),
    "a version with a zero": (changed(version="01"), "version: 01"),
    "version nought": (changed(version="0"), "version: 0"),
    "no version": (changed(version="borta"), "version: saknas"),
    "a version that is true": (changed(version=True), "sant eller falskt i stället för text"),
    "a key twice": (text('"version": "1"', '"version": "2", "version": "1"'), "nyckeln ”version” står två gånger"),
    "a key twice inside": (text('"tertial": ', '"tertial": "1", "tertial": '), "nyckeln ”tertial” står två gånger"),
    "an unknown key": (changed(mer="x"), "okänd nyckel ”mer”"),
    "an unknown key inside": (changed(dokument=[{"id": "rapport", "mer": "x"}]), "dokument 1: okänd nyckel ”mer”"),
    "no such day": (changed(datum="2023-02-30"), "datum: 2023-02-30"),
    "a day of another form": (changed(datum="2023-W19-3"), "datum: 2023-W19-3"),
    "no day": (changed(datum=None), "datum: tomt i stället för text"),
    "no such stage": (changed(skede="klar"), "skede: klar"),
    "on the web": (changed(på_webben="nej"), "på_webben: nej"),
    "sources null": (changed(källor=None), "källor: tomt i stället för nycklar"),
    "sources a list": (changed(källor=["a"]), "källor: en lista i stället för nycklar"),
    "sources a text": (changed(källor="a"), "källor: text i stället för nycklar"),
    "files null": (changed(filer=None), "filer: tomt i stället för nycklar"),
    "papers a text": (changed(dokument="rapport"), "dokument: text i stället för en lista"),
    "papers a mapping": (changed(dokument={"id": "rapport"}), "dokument: nycklar i stället för en lista"),
    "papers of texts": (changed(dokument=["rapport"]), "dokument 1: text i stället för nycklar"),
    "a paper without id": (changed(dokument=[{"daterad": "2023-05-09"}]), "dokument 1.id: saknas"),
    "a paper of no day": (changed(dokument=[{"id": "r", "daterad": "i går"}]), "dokument 1.daterad: i går"),
    "a change of lists": (changed(ändringar=[{"tal": ["x"]}]), "ändringar 1.tal: en lista i stället för text"),
    "a place that is null": (changed(platser=[None]), "platser 1: tomt i stället för nycklar"),
    "half a character": (text('"0.1.0"', '"\\ud800"'), "verktyg.tertial: halva tecken"),
    "no period": (changed(period="borta"), "period: saknas"),
    "a period that leads out": (changed(period="../../x"), "period: ../../x"),
    "a period of two": (changed(period="a/b"), "period: a/b"),
    "a period that is a list": (changed(period=[1]), "period: en lista i stället för text"),
    "a period that is a number": (changed(period=1.5), "period: talet 1.5 i stället för text"),
    "a digest cut off": (added("filer", **{"rapport.pdf": "ab" * 31}), f"filer: ”rapport.pdf” {NO_DIGEST}: abab"),
    "a digest of letters": (added("filer", **{"rapport.pdf": "g" * 64}), f"filer: ”rapport.pdf” {NO_DIGEST}: ggg"),
    "a digest in capitals": (added("källor", **{"content/a": "AB" * 32}), f"källor: ”content/a” {NO_DIGEST}"),
    "a file that leads out": (added("filer", **{"../../x": "ab" * 32}), "filer: namnet ”../../x” leder ut ur mappen"),
    "a file in the root": (added("filer", **{"/etc/passwd": "ab" * 32}), "”/etc/passwd” har en mapp utan namn"),
    "a drive": (added("filer", **{"C:x": "ab" * 32}), "filer: namnet ”C:x” har tecken som inte får stå i ett filnamn"),
    "a marked file out": (added("ändringsmarkerade", **{"..": "ab" * 32}), "ändringsmarkerade: namnet ”..” leder ut"),
    "an escape sequence": (added("verktyg", **{"\x1b[2J": 7}), "verktyg.\\x1b[2J: talet 7"),
    "a source too many": (added("källor", **{"content/x": "ab" * 32}), "”content/x” saknas, men står bland"),
    "a source of another digest": (added("källor", **{f"{HERE}/period.yaml": "ab" * 32}), "är en annan än den"),
    "sources none": (changed(källor={}), "står inte bland manifestets källor"),
}  # fmt: skip


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    """Whatever a manifest says instead of what Tertial writes, that is told."""
    change, said = MANIFESTS[name]
    archive = archived(SOURCES)
    folder = placed(tmp_path, change(manifest_of(archive)), archive)

    told = refused(tmp_path, "verify", str(folder))

    assert "fel T805" in told
    assert said in told


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Twenty faults are told, each by itself, and how many more there are."""
    few = {"version": 1, "datum": "i går", "källor": None}
    archive = archived(SOURCES)
    folder = placed(tmp_path / "few", as_json({**manifest_of(archive), **few}), archive)
    told = refused(tmp_path / "few", "verify", str(folder))
    many = as_json({**manifest_of(archive), "filer": {f"../{number}": "" for number in range(100)}})
    flooded = refused(tmp_path / "many", "verify", str(placed(tmp_path / "many", many, archive)))

    assert all(said in told for said in ("version: talet 1", "datum: i går", "källor: tomt"))
    assert flooded.count("fel T805") == 21
    assert "och 180 fel till" in flooded


# --- the archive -----------------------------------------------------------------------------------------------------


def tar(*members: tuple[tarfile.TarInfo, bytes], form: int = tarfile.USTAR_FORMAT) -> bytes:
    """An archive of members, whatever they are."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for info, data in members:
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def member(
    name: str, data: bytes = b"x", kind: bytes = tarfile.REGTYPE, to: str = "", **pax: str
) -> tuple[tarfile.TarInfo, bytes]:
    """A member of an archive."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.pax_headers = kind, to, pax
    info.size = len(data) if kind == tarfile.REGTYPE else 0
    return info, data


def named(*names: str) -> bytes:
    """An archive of the sources, and files more by these names."""
    sources = [member(path, data) for path, data in SOURCES.items()]
    return tar(*sources, *(member(each) for each in names), form=tarfile.PAX_FORMAT)


def raw(name: str = "content/x", size: int = 0, kind: bytes = tarfile.REGTYPE, data: bytes = b"") -> bytes:
    """A member as bytes, whose header may say another size than it has."""
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, size
    return info.tobuf(tarfile.GNU_FORMAT) + data + b"\0" * (-len(data) % 512)


def record(key: str, value: str) -> bytes:
    """A PAX record of less than a hundred bytes, or of a length that is wrong."""
    body = f" {key}={value}\n".encode()
    length = len(body) + len(str(len(body) + 2))
    return str(length).encode() + body


def extended(*records: bytes, name: str = "content/x") -> bytes:
    """A member with a PAX extension."""
    data = b"".join(records)
    return raw("pax", len(data), tarfile.XHDTYPE, data) + raw(name, 1, data=b"x") + END


END = b"\0" * 1024
GNU_SPARSE = "GNU.sparse"
ARCHIVES: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "en tom fil"),
    "no files": (lambda: END, "ett arkiv utan filer"),
    "cut off in a file": (lambda: named()[:600], "en avhuggen eller ändrad fil"),
    "cut off in a header": (lambda: named()[:1200], "en avhuggen eller ändrad fil"),
    "cut off at the end": (lambda: named().rstrip(b"\0"), "en avhuggen eller ändrad fil"),
    "a bit turned": (lambda: bytes((named()[0] ^ 1,)) + named()[1:], "en avhuggen eller ändrad fil"),
    "another file": (lambda: b"content" * 300, "en avhuggen eller ändrad fil"),
    "gzip": (lambda: gzip.compress(named()), "packat med gzip"),
    "bzip2": (lambda: bz2.compress(named()), "packat med bzip2"),
    "xz": (lambda: lzma.compress(named()), "packat med xz"),
    "two in one": (lambda: named() + named("content/mer"), "mer efter arkivets slut"),
    "more after the end": (lambda: named() + b"PK\x03\x04", "mer efter arkivets slut"),
    "a member of 3 GB": (lambda: raw(size=3 << 30) + END, "”content/x” är större än arkivet"),
    "a size of 80 bits": (lambda: with_size(b"\x80" + b"\x7f" * 11), "är större än arkivet"),
    "a size below nought": (lambda: with_size(b"\xff" * 12), "är större än arkivet"),
    "a sparse member": (lambda: raw(size=3 << 30, kind=tarfile.GNUTYPE_SPARSE), "är större än arkivet"),
    "a sparse member of nought": (lambda: raw(kind=tarfile.GNUTYPE_SPARSE) + END, "”content/x” är en gles fil"),
    "a sparse PAX member": (lambda: extended(record(f"{GNU_SPARSE}.realsize", "3000000000")), "ett PAX-tillägg"),
    "another size by PAX": (lambda: extended(record("size", "3000000000")), "ett PAX-tillägg"),
    "a path by PAX and more": (lambda: extended(record("path", "content/x"), record("uid", "0")), "ett PAX-tillägg"),
    "two paths by PAX": (lambda: extended(record("path", "a"), record("path", "b")), "ett PAX-tillägg"),
    "a PAX record of no length": (lambda: extended(b"99 path=content/x\n"), "ett PAX-tillägg"),
    "a path out by PAX": (lambda: extended(record("path", "../../x")), "namnet ”../../x” leder ut ur mappen"),
    "a path of no letters": (lambda: extended(b"11 path=\xff\xfe\n"), "ett namn som inte är UTF-8"),
    "a PAX record of 1 MB": (lambda: extended(b"path" * 300_000), "ett PAX-tillägg"),
    "PAX for all": (lambda: raw("g", 9, tarfile.XGLTYPE, b"9 a=b\n\n\n\n") + END, "”g” är ett tillägg"),
    "PAX and no file": (lambda: raw("p", 10, tarfile.XHDTYPE, b"10 path=a\n") + END, "ett namn utan fil"),
    "PAX upon PAX": (lambda: raw("p", 10, tarfile.XHDTYPE, b"10 path=a\n") * 2 + END, "”a” är ett tillägg"),
    "a long name of GNU": (lambda: tar(member("c/" + "x" * 200), form=tarfile.GNU_FORMAT), "är ett tillägg"),
    "a link": (lambda: tar(member("content/x", kind=tarfile.SYMTYPE, to="/etc")), "”content/x” är en länk"),
    "a hard link": (lambda: tar(member("content/x", kind=tarfile.LNKTYPE, to="../x")), "”content/x” är en hård länk"),
    "a pipe": (lambda: tar(member("content/x", kind=tarfile.FIFOTYPE)), "”content/x” är ett rör"),
    "a device": (lambda: tar(member("content/x", kind=tarfile.CHRTYPE)), "”content/x” är en enhet"),
    "a folder": (lambda: tar(member("content", kind=tarfile.DIRTYPE)), "”content” är en mapp"),
    "what nobody knows": (lambda: tar(member("content/x", kind=b"Z")), "”content/x” är något okänt"),
    "a name that leads out": (lambda: named("../x"), "namnet ”../x” leder ut ur mappen"),
    "a name that leads out inside": (lambda: named("content/../../x"), "leder ut ur mappen"),
    "the folder itself": (lambda: named("content/./x"), "leder ut ur mappen"),
    "a name in the root": (lambda: named("/etc/passwd"), "har en mapp utan namn, eller börjar i diskens rot"),
    "an empty folder": (lambda: named("content//x"), "har en mapp utan namn"),
    "a backslash": (lambda: named("..\\x"), "”..\\x” har tecken som inte får stå"),
    "a drive": (lambda: named("C:/x"), "”C:/x” har tecken som inte får stå"),
    "a stream": (lambda: named("content/x:y"), "har tecken som inte får stå"),
    "nought in a name": (lambda: extended(record("path", "content/x\0.yaml")), "ett PAX-tillägg"),
    "an escape sequence": (lambda: named("content/\x1b[2J"), "”content/\\x1b[2J” har tecken som inte får stå"),
    "a name written backwards": (lambda: named("content/\u202egnp.exe"), "har tecken som inte får stå"),
    "a dot last": (lambda: named("content/x."), "slutar med punkt eller mellanslag"),
    "a space last": (lambda: named("content /x"), "slutar med punkt eller mellanslag"),
    "a device of Windows": (lambda: named("content/CON"), "är reserverat i Windows"),
    "a device with an ending": (lambda: named("content/nul.yaml"), "är reserverat i Windows"),
    "a device as a folder": (lambda: named("content/Com1/x"), "är reserverat i Windows"),
    "a long name": (lambda: named("content/" + "å" * 128), "är för långt"),
    "a long path": (lambda: named("x/" * 501 + "x"), "är för långt"),
    "a name twice": (lambda: named("content/a", "content/a"), "”content/a” står två gånger"),
    "a name in other letters": (lambda: named("content/Å", "content/å"), "är samma fil på många datorer"),
    "a name in other marks": (lambda: named("content/å", "content/a\u030a"), "är samma fil på många datorer"),
    "a file and its folder": (lambda: named("content/a", "content/A/b"), "är både en fil och mappen för"),
    "a file that is not listed": (lambda: named("content/mer.yaml"), "”content/mer.yaml” står inte bland manifestets"),
    "a file that is missing": (lambda: tar(*list(map(member, SOURCES))[1:]), "saknas, men står bland manifestets"),
    "a file of another content": (lambda: tar(*map(member, SOURCES)), "är en annan än den som står bland"),
}  # fmt: skip


def with_size(size: bytes) -> bytes:
    """A header that says a size in the binary way of GNU."""
    header = bytearray(raw())
    header[124:136], header[148:156] = size, b" " * 8
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    return bytes(header) + END


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    """Whatever an archive has instead of plain files below its folder, that is told."""
    make, said = ARCHIVES[name]
    archive = make()
    folder = placed(tmp_path, as_json(manifest_of(archive)), archive)

    told = refused(tmp_path, "verify", str(folder))

    assert "fel T805" in told
    assert "kallor.tar" in told
    assert said in told


def test_what_is_written_is_read() -> None:
    """Long names, names with å and spaces, empty and large files come back from an archive."""
    long = "content/" + "/".join("mapp" * 10 for _ in range(8)) + ".yaml"
    files = {"content/å ä.png": b"x" * 100_000, "inbyggt/tom": b"", long: b"y", f"content/{'å' * 120}": b"z"}

    assert unarchived(archived(files), "kallor.tar") == files
    assert not archive_faults(files)


def test_no_more_files_are_read_than_are_written() -> None:
    """The bounds of what is published are those of what is read."""
    many = {f"content/{number}": b"" for number in range(MOST_FILES + 1)}
    large = {"content/x": bytearray(MOST_FILE)}
    archive = b"".join(raw(name) for name in many) + END

    assert archive_faults(many) == (f"fler än {MOST_FILES} filer",)
    assert archive_faults(large) == ("tillsammans större än 256 MB",)  # type: ignore[arg-type]
    with pytest.raises(Rejected) as caught:
        unarchived(archive, "kallor.tar")
    assert [each.found for each in caught.value.problems] == [f"fler än {MOST_FILES} filer"]


# --- the folder ------------------------------------------------------------------------------------------------------


def in_place(name: str, make: Callable[[Path], object]) -> Callable[[Path], object]:
    """Something stands where a file of the folder was."""

    def act(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        make(folder / name)

    return act


def hole(size: int) -> Callable[[Path], object]:
    """A file of a size that takes no room."""

    def make(path: Path) -> None:
        path.touch()
        os.truncate(path, size)

    return make


def linked(folder: Path) -> None:
    """The folder stands elsewhere, and a link to it in its place."""
    folder.rename(folder.with_name("annan"))
    folder.symlink_to("annan")


def bound(path: Path) -> None:
    """A socket; its address has room for a short path alone."""
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


@contextlib.contextmanager
def traced() -> Iterator[list[int]]:
    """The most memory that was taken within, in bytes, once it is left."""
    most: list[int] = []
    tracemalloc.start()
    try:
        yield most
    finally:
        most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()


FOLDERS: Mapping[str, tuple[Callable[[Path], object], str]] = {
    "the manifest a link": (in_place("manifest.json", lambda path: path.symlink_to("/etc/passwd")), "en länk"),
    "the manifest a pipe": (in_place("manifest.json", os.mkfifo), "ett rör i stället för en fil"),
    "the manifest a folder": (in_place("manifest.json", Path.mkdir), "en mapp i stället för en fil"),
    "the manifest of 3 GB": (in_place("manifest.json", hole(3 << 30)), "större än 8 MB"),
    "the archive a link": (in_place("kallor.tar", lambda path: path.symlink_to("/dev/zero")), "en länk i stället"),
    "the archive a pipe": (in_place("kallor.tar", os.mkfifo), "ett rör i stället för en fil"),
    "the archive of 3 GB": (in_place("kallor.tar", hole(3 << 30)), "större än 256 MB"),
    "the archive gone": (in_place("kallor.tar", lambda _: None), "kallor.tar saknas i den publicerade mappen"),
    "a paper a link": (in_place("rapport.pdf", lambda path: path.symlink_to("/etc/passwd")), "en länk i stället"),
    "a paper a link to itself": (in_place("rapport.pdf", lambda path: path.symlink_to(path.name)), "en länk i stället"),
    "a paper a pipe": (in_place("rapport.pdf", os.mkfifo), "ett rör i stället för en fil"),
    "a paper a socket": (in_place("rapport.pdf", bound), "en sockel i stället för en fil"),
    "a paper of 3 GB": (in_place("rapport.pdf", hole(3 << 30)), "större än 256 MB"),
    "a paper gone": (in_place("rapport.pdf", lambda _: None), "rapport.pdf saknas i den publicerade mappen"),
    "a pipe more": (in_place("mer", os.mkfifo), "mer ligger där men är inte publicerad"),
    "a link to a folder more": (in_place("mer", lambda path: path.symlink_to("/etc")), "mer ligger där men är inte"),
    "a name that moves the terminal": (in_place("\x1b[2J", Path.touch), "\\x1b[2J ligger där men är inte publicerad"),
    "the folder a link": (linked, "en länk"),
}  # fmt: skip


@pytest.fixture
def _rebuilt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The version is built anew as it was: a file more or less in a folder does not hinder that."""
    files = {"rapport.pdf": b"%PDF"}
    monkeypatch.setattr("generator.versions.verification._rebuilt", lambda *_: files)


@pytest.mark.usefixtures("_rebuilt")
@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_no_plain_file_is_not_read(tmp_path: Path, name: str) -> None:
    """Nothing is waited for, followed or read without end: what stands there instead is told."""
    change, said = FOLDERS[name]
    archive = archived(SOURCES)
    change(placed(tmp_path, as_json(manifest_of(archive)), archive))
    with traced() as most:
        told = refused(tmp_path, "verify", "2023-t1")

    assert "fel T803" in told
    assert said in told
    assert most[0] < 20_000_000


@pytest.mark.usefixtures("_rebuilt")
def test_a_marked_edition_that_is_a_link_is_told(tmp_path: Path) -> None:
    """The folder of the marked edition is looked at as the version's own."""
    archive = archived(SOURCES)
    folder = placed(tmp_path, as_json(manifest_of(archive)), archive, marked={"rapport.pdf": sha256(b"%PDF")})
    folder.with_name("v1-andringsmarkerad").symlink_to("v1")

    told = refused(tmp_path, "verify", "2023-t1")

    assert f"fel T803 · {FOLDER}-andringsmarkerad" in told
    assert "Hittade: en länk" in told


@pytest.mark.usefixtures("_rebuilt")
def test_many_large_files_are_not_all_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of a folder have a bound together too: what is beyond it is not read."""
    monkeypatch.setattr("generator.versions.published_files.MOST_FOLDER", 3 * MEBIBYTE)
    archive = archived(SOURCES)
    files = {f"{number}.pdf": sha256(b"\0" * MEBIBYTE) for number in range(5)}
    folder = placed(tmp_path, as_json(manifest_of(archive)), archive, outputs=files)
    for name in files:
        hole(MEBIBYTE)(folder / name)

    told = refused(tmp_path, "verify", "2023-t1")

    assert "Hela den publicerade mappen läses inte." in told
    assert "Hittade: mer än 3 MB" in told


@pytest.mark.usefixtures("_rebuilt")
def test_a_flood_of_files_is_told_in_short(tmp_path: Path) -> None:
    """Twenty files that are not published are named, in whichever folders, and that there are more."""
    archive = archived(SOURCES)
    folder = placed(tmp_path, as_json(manifest_of(archive)), archive)
    for number in range(30):
        (folder / "mer").mkdir(exist_ok=True)
        (folder / "mer" / str(number)).touch()

    told = refused(tmp_path, "verify", "2023-t1")

    assert told.count("mer/") == 40
    assert "Fler filer ligger där" in told


# --- the ways in -----------------------------------------------------------------------------------------------------

WAYS: Mapping[str, tuple[str, ...]] = {
    "verify a folder": ("verify", FOLDER),
    "verify a period": ("verify", "2023-t1"),
    "restore": ("verify", "2023-t1", "--restore-history"),
    "publish": ("publish", "2023-t1", "--date", "2023-05-20", "--stage", "utsänd"),
    "correct": ("correct", "2023-t1", "--reason", "Fel", "--date", "2023-05-20", "--yes"),
    "correct by looking": ("correct", "2023-t1", "--reason", "Fel", "--date", "2023-05-20", "--dry-run"),
    "diff": ("diff", "2023-t1@v1", "2023-t1"),
    "diff a folder": ("diff", FOLDER, "nu"),
}
DAMAGES: Mapping[str, tuple[Callable[[Json], bytes], bytes, str]] = {
    "the manifest": (changed(källor=None, datum="i dag"), archived(SOURCES), "källor: tomt"),
    "the archive": (as_json, named("../x"), "leder ut ur mappen"),
    "both": (as_json, named("content/mer"), "står inte bland manifestets källor"),
}


# A history is made of manifests alone.
@pytest.mark.parametrize(
    ("way", "damage"), [(way, each) for way in WAYS for each in DAMAGES if way != "restore" or each == "the manifest"]
)
def test_every_way_in_is_the_same(tmp_path: Path, way: str, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever command comes to a published folder, it refuses what is wrong with it, whatever the history says."""
    change, archive, said = DAMAGES[damage]
    monkeypatch.undo()
    placed(tmp_path, change(manifest_of(archive)), archive)

    told = refused(tmp_path, *WAYS[way])

    assert "fel T805" in told
    assert said in told
    assert not list(tmp_path.parent.rglob("x"))


def test_a_folder_of_another_version_is_not_taken_for_this(tmp_path: Path) -> None:
    """A version that was put in the place of another is told, also by what believes the manifest."""
    archive = archived(SOURCES)
    folder = placed(tmp_path, as_json(manifest_of(archive)), archive)
    folder.rename(folder.with_name("v2"))
    placed_again = json.loads((folder.with_name("v2") / "manifest.json").read_bytes())
    folder.mkdir()
    for name in ("manifest.json", "kallor.tar"):
        (folder / name).write_bytes((folder.with_name("v2") / name).read_bytes())

    told = refused(tmp_path, "verify", "2023-t1", "--restore-history")
    differed = refused(tmp_path, "diff", "2023-t1@v2", "2023-t1")

    assert placed_again["version"] == "1"
    assert f"manifestet är för {PERIOD} v1" in told
    assert f"manifestet är för {PERIOD} v1" in differed


def test_a_manifest_that_is_not_the_recorded_one_builds_nothing(tmp_path: Path) -> None:
    """Who changed the manifest and the archive together is found by the history."""
    archive = archived(SOURCES)
    folder = placed(tmp_path, as_json(manifest_of(archive)), archive)
    other = archived({**SOURCES, "content/mer.yaml": b"x: 1\n"})
    manifest = manifest_of(other)
    manifest["källor"]["content/mer.yaml"] = sha256(b"x: 1\n")
    (folder / "kallor.tar").write_bytes(other)
    (folder / "manifest.json").write_bytes(as_json(manifest))

    told = refused(tmp_path, "verify", "2023-t1")

    assert "manifest.json är ändrad sedan den publicerades" in told
    assert "kallor.tar är ändrad sedan den publicerades" in told
    assert "ett annat manifest än det som publicerades" in told


@pytest.mark.parametrize("words", [("verify", FOLDER), ("diff", "2023-t1@v1", "2023-t1")])
def test_an_archive_of_the_same_files_is_not_the_published_one(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Every byte of an archive counts, also those that say nothing of a file."""
    archive = archived(SOURCES)
    folder = placed(tmp_path, as_json(manifest_of(archive)), archive)
    (folder / "kallor.tar").write_bytes(archive + END)

    assert "Arkivet med källor är inte det som publicerades." in refused(tmp_path, *words)


# --- histories, lone files and journals ------------------------------------------------------------------------------

HISTORIES: Mapping[str, tuple[Callable[[Path], object], str]] = {
    "a pipe": (os.mkfifo, "ett rör i stället för en fil"),
    "a folder": (Path.mkdir, "en mapp i stället för en fil"),
    "3 GB": (hole(3 << 30), "större än 8 MB"),
    "nothing": (Path.touch, "Filen är tom"),
    "deep": (lambda path: path.write_text("versioner: " + "[" * 5000), "indraget i fler nivåer"),
    "sources null": (lambda path: path.write_text(of_history(filer=None)), "filer: text i stället för nycklar"),
    "a file that leads out": (
        lambda path: path.write_text(of_history(filer={"../x": "ab" * 32})),
        "filer: namnet ”../x” leder ut ur mappen",
    ),
    "a digest that is none": (lambda path: path.write_text(of_history(filer={"x": "ab"})), NO_DIGEST),
    "a key that is unknown": (lambda path: path.write_text(of_history(mer="x")), "okänd nyckel ”mer”"),
    "a day that is none": (lambda path: path.write_text(of_history(datum="2023-02-30")), "datum: 2023-02-30"),
}


def of_history(**more: object) -> str:
    """A history of one record."""
    written = {"version": "1", "datum": "2023-05-10", "skede": "utsänd", **more}
    lines = [f"{key}: {'' if value is None else json.dumps(value)}" for key, value in written.items()]
    return "versioner:\n  - " + "\n    ".join(lines) + "\n"


@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    """A history is read as strictly as a manifest: what is wrong is told, and the way out."""
    make, said = HISTORIES[name]
    archive = archived(SOURCES)
    placed(tmp_path, as_json(manifest_of(archive)), archive)
    (tmp_path / HISTORY).unlink()
    make(tmp_path / HISTORY)

    told = refused(tmp_path, "verify", "2023-t1")

    assert "fel T802" in told
    assert said in told
    assert "--restore-history" in told


@pytest.mark.parametrize(("make", "said"), [(hole(3 << 30), "större än 256 MB"), (Path.touch, "T803")])
def test_a_lone_file_is_read_piece_by_piece(tmp_path: Path, make: Callable[[Path], object], said: str) -> None:
    """A file that is larger than any that is published is not looked up."""
    archive = archived(SOURCES)
    placed(tmp_path, as_json(manifest_of(archive)), archive)
    make(tmp_path / "hittad.pdf")

    assert said in refused(tmp_path, "verify", "hittad.pdf")


@pytest.fixture
def undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project with a decided change of a file that is not carried out, and a file beside the project."""
    project = tmp_path / "project"
    (project / "content").mkdir(parents=True)
    (project / "content/a.yaml").write_bytes(b"a: 1\n")
    (tmp_path / "min.txt").write_bytes(b"a: 1\n")
    change = Transaction(edits={"content/a.yaml": FileEdit(b"a: 1\n", b"a: 2\n")})
    with project_lock(project, "correct"), monkeypatch.context() as patch:
        patch.setattr("generator.project.transaction._ended", lambda _: "")
        carry_out(project, change)
    yield project
    assert (tmp_path / "min.txt").read_bytes() == b"a: 1\n"


JOURNALS: Mapping[str, Callable[[Json], object]] = {
    "a file outside": lambda journal: {**journal, "filer": {"1": "../min.txt"}},
    "a file in the root": lambda journal: {**journal, "filer": {"1": "/min.txt"}},
    "a folder outside": lambda journal: {**journal, "mappar": {"1": "../mapp"}},
    "a new folder outside": lambda journal: {**journal, "nya": ["../mapp"]},
    "a file from outside": lambda journal: {**journal, "filer": {"../../../min": "content/a.yaml"}},
    "through a link": lambda journal: {**journal, "filer": {"1": "lank/min.txt"}},
    "its own folder": lambda journal: {**journal, "filer": {"1": "output/.publicering.klar/journal.json"}},
    "a list": lambda _: [],
    "a number": lambda journal: {**journal, "filer": {"1": 1}},
}


@pytest.mark.parametrize("name", JOURNALS)
def test_a_project_of_others_finishes_nothing_outside_itself(undone: Path, name: str) -> None:
    """A half-done publication that comes with a project is not carried out where it leads elsewhere."""
    (undone / "lank").symlink_to("..")
    journal = undone / DECIDED / "journal.json"
    journal.write_text(json.dumps(JOURNALS[name](json.loads(journal.read_bytes()))))
    before = state(undone)

    with pytest.raises(UsageError, match="går inte att läsa, eller leder ut ur projektet"):
        finish_interrupted(undone, pytest.fail)

    assert state(undone) == before


def test_one_that_leads_nowhere_else_is_finished(undone: Path) -> None:
    """What a killed command of this project has left is carried out as before."""
    notes: list[str] = []

    finish_interrupted(undone, notes.append)

    assert (undone / "content/a.yaml").read_bytes() == b"a: 2\n"
    assert len(notes) == 1


@pytest.mark.parametrize(("bound", "said"), [("MOST_FILE", "tal.csv blir större än"), ("MOST_RECORD", "manifest.json")])
def test_what_is_too_large_to_be_read_back_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, said: str
) -> None:
    """A version is within the bounds that it is read in, or is not published."""
    monkeypatch.setattr(publication, bound, 0)
    files = {"manifest.json": b"{}"} if bound == "MOST_RECORD" else {"tal.csv": b"x"}
    planned = publication.PlannedVersion(PERIOD, RELEASE, files, {}, SOURCES, ())
    monkeypatch.setattr(publication, "snapshot", lambda *_: SOURCES)

    with pytest.raises(UsageError, match=said):
        publication.publish_versions(tmp_path, [planned])

    assert not list(tmp_path.iterdir())


def test_what_cannot_be_read_back_is_not_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source by a name that no archive may have is told before anything is built."""
    monkeypatch.undo()
    made = Project(tmp_path)
    for path, words in CONTENT.items():
        made.write(path, words)
    monkeypatch.setattr(publication, "snapshot", lambda *_: {**SOURCES, f"{HERE}/a:b.png": b"x"})

    run = made.run("publish", "2023-t1", "--date", "2023-05-20", "--stage", "utsänd")

    assert run.code == 2
    assert f"namnet ”{HERE}/a:b.png” har tecken som inte får stå i ett filnamn" in run.err
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("data", [b"", b"\0\1\0\0" + b"\xff" * 20, b"wOF2" + b"\xff" * 60, b"wOFF" + b"\0" * 60])
def test_a_font_that_is_none_has_no_version(data: bytes) -> None:
    """What the fonts of an archive say of themselves is not known where they are broken, in whichever way."""
    assert font_versions({"templates/x/fonts/x.woff2": data}) == {"templates/x/fonts/x.woff2": "okänd"}
