"""A seed → a mutant: a base project with a few mutations, and what is asked of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath

from tests.robust.bases import PUBLISHED, RECEIVED, Base, Entry, Files, Special, bases
from tests.robust.draw import Draw
from tests.robust.mutations import NAMES, mutated

_MOST_MUTATIONS = 3
_IN_PLACE_OF = tuple(map(Special, ("folder", "pipe", "link finns-inte", "link .", "link ..", "link /etc/hostname")))
_READS = {RECEIVED: {"verify"}, PUBLISHED: {"verify", "diff", "correct", "publish"}}
_TEXTS = frozenset((".yaml", ".md", ".csv", ".css", ".html", ".svg"))


@dataclass(frozen=True)
class Mutant:
    """A project with faults, and the command that it is given to."""

    seed: int
    base: str
    words: tuple[str, ...]
    changed: tuple[str, ...]
    files: Files


def mutant_of(seed: int) -> Mutant:
    """The mutant of a seed: the same on every machine."""
    draw = Draw(seed)
    name = "published" if draw.chance(22) else "written"
    base = bases()[name]
    files: dict[str, Entry] = dict(base.files)
    changed = []
    for _ in range(draw.below(_MOST_MUTATIONS) + 1):
        path = draw.one_of([each for each in _mutable(base) if each in files] or list(files))
        entry = files[path]
        changed.append(path)
        if draw.chance(6):
            _replace_file(files, path, draw)
        elif isinstance(entry, bytes):
            files[path] = mutated(path, entry, draw)
    if draw.chance(70):
        _sign(files)
    return Mutant(seed, name, draw.one_of(_concerned(base, changed)), tuple(changed), files)


def _concerned(base: Base, changed: Sequence[str]) -> Sequence[tuple[str, ...]]:
    """The commands that read a file which was changed, where some of them read no other."""
    for folder in (RECEIVED, PUBLISHED):
        if any(path.startswith(folder) for path in changed):
            return [
                words
                for words in base.commands
                if words[0] in _READS[folder] and (folder in words or folder == PUBLISHED)
            ]
    return [words for words in base.commands if RECEIVED not in words]


def _mutable(base: Base) -> list[str]:
    """The files by the weight of their kind: what is written by hand often, fonts and papers seldom."""
    published = {path for path in base.files if path.startswith(("output/", RECEIVED))}
    texts = [path for path in base.files if PurePosixPath(path).suffix in _TEXTS and path not in published]
    packed = [path for path in base.files if path.endswith((".xlsx", "manifest.json", "kallor.tar", "historik.yaml"))]
    return [*base.files, *texts * 3, *packed * (6 if published else 3)]


def _replace_file(files: dict[str, Entry], path: str, draw: Draw) -> None:
    """Takes a file away, gives it another name, doubles it, or puts in its place what is no file."""
    entry, how = files.pop(path), draw.below(4)
    other = str(PurePosixPath(path).with_name(draw.one_of(NAMES)))
    if how == 1:
        files[other] = entry
    elif how == 2:
        files[path] = files[other] = entry
    elif how == 3:
        files[path] = draw.one_of(_IN_PLACE_OF)


def _sign(files: dict[str, Entry]) -> None:
    """Let the manifest of the received folder say the digests of what it holds: who made it could do so."""
    manifest = files.get(f"{RECEIVED}/manifest.json")
    try:
        data = json.loads(manifest) if isinstance(manifest, bytes) else None
        papers = data["filer"] if isinstance(data, dict) else None
    except (ValueError, KeyError, RecursionError):
        return
    if data is None or not isinstance(papers, Mapping):
        return
    digests = {
        name: sha256(entry).hexdigest()
        for name in papers
        if isinstance(entry := files.get(f"{RECEIVED}/{name}"), bytes)
    }
    signed = json.dumps({**data, "filer": {**papers, **digests}}, ensure_ascii=False, indent=2)
    if digests != papers:
        files[f"{RECEIVED}/manifest.json"] = signed.encode("utf-8", "surrogatepass")
