"""The manifest of a published folder: which period and version it is, and the digests of its files and sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from generator.document import Release
from generator.problems import Problem, Rejected, Where
from generator.project import MOST_RECORD, Untrusted, path_fault, read_file, read_json, sha256, shown
from generator.versions.published_files import COPY, folder_problems, reading
from generator.versions.record import BrokenRecord, kind_of, read_release

MANIFEST = "manifest.json"
_LEVELS = 3
_MOST_FAULTS = 20


def read_manifest(folder: Path) -> tuple[str, Release]:
    """Return the period of a published folder, and its release with inputs, tools and the manifest's own digest.

    Raises Rejected: T803 where it is missing or no plain file, T805 with all that is wrong in it; UsageError where the
    disk refuses.
    """
    path = folder / MANIFEST
    if problems := tuple(folder_problems(folder)):
        raise Rejected(problems)
    with reading(path):
        data = read_file(path, MOST_RECORD)
    try:
        period, release = _read(data)
    except BrokenRecord as error:
        raise broken_manifest(folder, error.faults) from error
    return period, replace(release, outputs={**release.outputs, MANIFEST: sha256(data)})


def broken_manifest(folder: Path, faults: Sequence[str]) -> Rejected:
    """Return the error, T805, of a manifest that is not to be believed: all its faults, or the first of many."""
    told = list(faults[:_MOST_FAULTS])
    if len(faults) > len(told):
        told.append(f"och {len(faults) - len(told)} fel till")
    where, message = Where((folder / MANIFEST).as_posix()), "Manifestet går inte att läsa."
    return Rejected(Problem("T805", where, message, "det som Tertial skrev", each, COPY) for each in told)


def _read(data: bytes) -> tuple[str, Release]:
    try:
        value, doubled = read_json(data)
    except Untrusted as error:
        raise BrokenRecord([str(error)]) from error
    faults = list(doubled)
    record = dict(value) if isinstance(value, Mapping) else value
    period = record.pop("period", "") if isinstance(record, dict) else ""
    if not isinstance(period, str):
        faults.append(f"period: {kind_of(period)} i stället för text")
    elif period.count("/") != _LEVELS - 1 or path_fault(period):
        faults.append(f"period: {shown(period) or 'saknas'}")
    try:
        release = read_release(record)
    except BrokenRecord as error:
        faults += error.faults
    if faults:
        raise BrokenRecord(faults)
    return str(period), release
