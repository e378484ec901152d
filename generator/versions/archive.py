"""The archive of a version's sources: a tar file, the same bytes for the same files; sorted, without dates and owners.

One that others made is read header by header, since `tarfile` follows every extension of the format: nothing is
unpacked, and no byte of a file is copied, before every header has been found to be one that is written here.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from generator.problems import Problem, Rejected, Where
from generator.project import MEBIBYTE, MOST_FILE, Untrusted, path_faults, shown

Files = Mapping[str, bytes]
# Far beyond real use, which is some hundred files and a few mebibytes.
MOST_FILES = 20_000

_BLOCK = tarfile.BLOCKSIZE
_MOST_EXTENSION = 4096  # bytes; it holds a path
_MOST_FAULTS = 20
_PATH_ALONE = re.compile(rb"([0-9]{1,4}) path=([^\n\0]+)\n")
_PACKED = {
    b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd", b"PK\x03\x04": "zip",
}  # fmt: skip
_KINDS = {
    tarfile.LNKTYPE: "en hård länk",
    tarfile.SYMTYPE: "en länk",
    tarfile.CHRTYPE: "en enhet",
    tarfile.BLKTYPE: "en enhet",
    tarfile.DIRTYPE: "en mapp",
    tarfile.FIFOTYPE: "ett rör",
    tarfile.GNUTYPE_SPARSE: "en gles fil",
    tarfile.GNUTYPE_LONGNAME: "ett tillägg",
    tarfile.XHDTYPE: "ett tillägg",
    tarfile.XGLTYPE: "ett tillägg",
}
_PLAIN = frozenset((tarfile.REGTYPE, tarfile.AREGTYPE))


def archived(files: Files) -> bytes:
    """Return a tar archive of files by path."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in sorted(files.items()):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def archive_faults(files: Files) -> tuple[str, ...]:
    """Return why files could not be read back from an archive, in Swedish: names, and how many and large they are."""
    faults = list(path_faults(files))
    if len(files) > MOST_FILES:
        faults.append(f"fler än {MOST_FILES} filer")
    # With a header for each, and one for a long name.
    if sum(len(data) + 4 * _BLOCK for data in files.values()) > MOST_FILE:
        faults.append(f"tillsammans större än {MOST_FILE // MEBIBYTE} MB")
    return tuple(faults)


def unarchived(data: bytes, name: str, *, of_git: bool = False) -> dict[str, bytes]:
    """Return the files of an archive by path; `name` is what messages call it. Raises Rejected, T805: all faults.

    An archive of git, which the user's own git has just made, has folders too, and as many files as there are.
    """
    members: list[_Member] = []
    faults: list[str] = []
    try:
        members.extend(islice(_members(data, of_git=of_git), None if of_git else MOST_FILES + 1))
    except Untrusted as error:
        faults.append(str(error))
    if len(members) > MOST_FILES and not of_git:
        faults.append(f"fler än {MOST_FILES} filer")
    faults += [f"”{shown(each.name)}” är {each.fault}, ingen fil" for each in members if each.fault]
    faults += path_faults(each.name for each in members)
    if not members and not faults:
        faults.append("ett arkiv utan filer")
    if faults:
        raise broken_archive(name, faults)
    return {each.name: data[each.start : each.start + each.size] for each in members}


def broken_archive(name: str, faults: Sequence[str]) -> Rejected:
    """Return the error, T805, of an archive that is not to be read: all its faults, or the first of many."""
    hint = "Hämta mappen ur en säkerhetskopia; de andra filerna i den är orörda."
    message = "Arkivet med källor går inte att läsa."
    told = list(faults[:_MOST_FAULTS])
    if len(faults) > len(told):
        told.append(f"och {len(faults) - len(told)} fel till")
    return Rejected(Problem("T805", Where(name), message, "ett helt tar-arkiv", each, hint) for each in told)


@dataclass(frozen=True, slots=True)
class _Member:
    """A file of an archive, as a slice; `fault` is what it is where it is none."""

    name: str
    start: int
    size: int
    fault: str = ""


def _members(data: bytes, *, of_git: bool) -> Iterator[_Member]:
    """Yield the files that headers tell of. Raises Untrusted where what follows cannot be told."""
    at, path = 0, ""
    while (header := _header(data, at)) is not None:
        start = at + _BLOCK
        at = start + -(-header.size // _BLOCK) * _BLOCK
        if header.type == tarfile.XHDTYPE and not path:
            path = _extended_path(data[start : start + min(header.size, _MOST_EXTENSION + 1)])
        elif of_git and header.type in {tarfile.XGLTYPE, tarfile.DIRTYPE}:
            path = ""
        else:
            fault = "" if header.type in _PLAIN else _KINDS.get(header.type, "något okänt")
            yield _Member(path or header.name, start, header.size, fault)
            path = ""
    if path:
        raise Untrusted("ett namn utan fil i slutet")


def _header(data: bytes, at: int) -> tarfile.TarInfo | None:
    """Return the header at an offset, None at the end. Raises Untrusted for what is neither."""
    block = data[at : at + _BLOCK]
    if len(block) == _BLOCK and not block.strip(b"\0"):
        if data.count(0, at) != len(data) - at:
            raise Untrusted("mer efter arkivets slut")
        return None
    if at == 0 and (packed := [name for mark, name in _PACKED.items() if data.startswith(mark)]):
        raise Untrusted(f"packat med {packed[0]}")
    try:
        # As old archives have it too; names beside ASCII stand in an extension.
        header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError) as error:
        raise Untrusted("en avhuggen eller ändrad fil" if data else "en tom fil") from error
    if not 0 <= header.size <= len(data) - at - _BLOCK:
        raise Untrusted(f"”{shown(header.name)}” är större än arkivet: en avhuggen eller ändrad fil")
    return header


def _extended_path(extension: bytes) -> str:
    """Return the path of a PAX extension. Raises Untrusted for one that says anything else."""
    match = _PATH_ALONE.fullmatch(extension)
    if match is None or int(match[1]) != len(extension) or len(extension) > _MOST_EXTENSION:
        raise Untrusted("ett PAX-tillägg som säger annat än filens namn")
    try:
        return match[2].decode()
    except UnicodeDecodeError as error:
        raise Untrusted("ett namn som inte är UTF-8") from error
