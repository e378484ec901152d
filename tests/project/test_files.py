"""The disk: whole sets of files or none, nothing left behind, and refusals in words."""

from __future__ import annotations

import errno
import os
import signal
from pathlib import Path

import pytest

from generator.problems import UsageError
from generator.project import find_periods, remove_files, sha256, write_files

OLD, NEW = (
    {"rapport.html": b"gammal", "rapport.pdf": b"%PDF gammal"},
    {"rapport.html": b"ny", "rapport.pdf": b"%PDF ny"},
)


def held(folder: Path) -> dict[str, bytes]:
    """All that a folder holds, hidden files too."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def break_disk(monkeypatch: pytest.MonkeyPatch, method: str, error: int, after: int) -> None:
    """From now on the call of a method of Path that is number `after` is refused with `error`."""
    real = getattr(Path, method)
    calls = iter(range(1, 1000))

    def call(path: Path, *args: object) -> object:
        if next(calls) == after:
            raise OSError(error, "refused")
        return real(path, *args)

    monkeypatch.setattr(Path, method, call)


def test_files_are_published_in_a_folder_that_is_made(tmp_path: Path) -> None:
    """The files stand in the folder, and nothing else does."""
    folder = tmp_path / "output" / "ort" / "namnden"

    assert write_files(folder, NEW) == (folder / "rapport.html", folder / "rapport.pdf")
    assert held(folder) == NEW


def test_published_files_replace_those_of_before_and_touch_no_others(tmp_path: Path) -> None:
    """A second publishing leaves no trace of the first, and lets other documents be."""
    write_files(tmp_path, OLD | {"annan.html": b"annan"})
    write_files(tmp_path, NEW)

    assert held(tmp_path) == NEW | {"annan.html": b"annan"}


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EIO])
@pytest.mark.parametrize(("method", "after"), [("write_bytes", 1), ("write_bytes", 2), ("replace", 1), ("replace", 2)])
@pytest.mark.parametrize("before", [OLD, {}, {"rapport.pdf": b"%PDF gammal"}])
def test_a_refusing_disk_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int, method: str, after: int, before: dict[str, bytes]
) -> None:
    """Whichever step fails, the folder holds what it held before and no temporary file."""
    write_files(tmp_path, before)
    break_disk(monkeypatch, method, error, after)

    with pytest.raises(UsageError) as caught:
        write_files(tmp_path, NEW)
    monkeypatch.undo()

    assert str(caught.value).startswith(f"Det går inte att skriva i {tmp_path / list(NEW)[after - 1]}: ")

    assert held(tmp_path) == before


def test_a_disk_without_hard_links_does_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a second name cannot be had, the bytes of before are kept in a copy."""
    write_files(tmp_path, OLD)
    break_disk(monkeypatch, "hardlink_to", errno.EPERM, 1)
    break_disk(monkeypatch, "replace", errno.EIO, 2)

    with pytest.raises(UsageError):
        write_files(tmp_path, NEW)
    monkeypatch.undo()

    assert held(tmp_path) == OLD


@pytest.mark.parametrize(
    ("error", "reason"),
    [(errno.ENOSPC, "disken är full"), (errno.EROFS, "skrivskyddad"), (errno.EACCES, "inte rätt till det")],
)
def test_the_refusal_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int, reason: str) -> None:
    """A full disk, a read-only one and a missing right are told apart."""
    break_disk(monkeypatch, "write_bytes", error, 1)

    with pytest.raises(UsageError, match=reason):
        write_files(tmp_path, NEW)


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    """Output that cannot have its folder says so, and the file is let be."""
    (tmp_path / "output").write_bytes(b"en fil")

    with pytest.raises(UsageError, match="output/ort: en fil står där en mapp ska vara"):
        write_files(tmp_path / "output" / "ort", NEW)

    assert (tmp_path / "output").read_bytes() == b"en fil"


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    """A folder with the name of the output is not replaced, and the other files are not either."""
    (tmp_path / "rapport.pdf").mkdir()

    with pytest.raises(UsageError, match=r"rapport\.pdf: en mapp står där en fil ska vara"):
        write_files(tmp_path, NEW)

    assert [path.name for path in tmp_path.iterdir()] == ["rapport.pdf"]


def test_removed_files_are_gone_and_others_stay(tmp_path: Path) -> None:
    """What a failing report left from last time is removed; what is not there is no fault."""
    write_files(tmp_path, OLD | {"annan.html": b"annan"})
    remove_files(tmp_path, ["rapport.html", "rapport.pdf", "rapport.csv"])
    remove_files(tmp_path / "finns_inte", ["rapport.html"])

    assert held(tmp_path) == {"annan.html": b"annan"}


def test_periods_are_found_by_their_file_and_in_order(tmp_path: Path) -> None:
    """A period is a folder three levels down with a period.yaml; hidden folders are none."""
    for name in (
        "b/n/2024/period.yaml",
        "a/n/2023-t1/period.yaml",
        "a/n/2022/tal.yaml",
        "a/kommun.yaml",
        "a/.n/1/period.yaml",
    ):
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("period: x\n", encoding="utf-8")

    assert find_periods(tmp_path) == ("a/n/2023-t1", "b/n/2024")
    assert find_periods(tmp_path / "finns_inte") == ()


def test_the_digest_is_sha256() -> None:
    """The digest of nothing is the one that FIPS 180-4's examples give."""
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked and killed")
def test_what_a_killed_process_left_is_taken_away(tmp_path: Path) -> None:
    """The files that a killed process had beside its goal go with the next publishing; those of a living one stay."""
    child = os.fork()
    if child == 0:
        (tmp_path / f".rapport.pdf.{os.getpid()}.ny").write_bytes(b"half")
        (tmp_path / f".rapport.pdf.{os.getpid()}.gammal").write_bytes(b"gammal")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    mine = {f".rapport.pdf.{os.getppid()}.ny": b"en annans", ".rapport.pdf.x.ny": b"min"}
    for name, data in mine.items():
        (tmp_path / name).write_bytes(data)

    write_files(tmp_path, NEW)

    assert held(tmp_path) == {**NEW, **mine}
