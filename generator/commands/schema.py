"""`tertial schema`: JSON Schema files, with which an editor completes and checks the content."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.commands.options import SchemaCommand
from generator.commands.terminal import Terminal
from generator.content import Profile, Text, json_schemas, merged, read_model
from generator.problems import UsageError, nearest_hint, refuse
from generator.project import ProjectFiles, built_in_templates, choose_periods, find_periods, write_files

FOLDER = Path(".tertial", "schema")
BASE = "base"


def schema(command: SchemaCommand, terminal: Terminal) -> None:
    """Write the schemas of the profiles named, or of the periods' municipalities, or of all municipalities.

    Raises UsageError for a word that means nothing, Rejected for a profile that cannot be read.
    """
    reading = ProjectFiles(command.project.resolve(), built_in_templates().resolve())
    names = tuple(dict.fromkeys(_profile_names(reading, command.words or ()))) or (BASE,)
    profiles = [_profile(reading, name) for name in names]
    refuse(reading.problems)
    files = {
        f"{name}.json": (json.dumps(each, ensure_ascii=False, indent=1) + "\n").encode()
        for name, each in json_schemas(profiles).items()
    }
    terminal.result(*map(Path.as_posix, write_files(command.out or command.project / FOLDER, files)))


def _profile_names(reading: ProjectFiles, words: Sequence[str]) -> Iterator[str]:
    profiles = reading.profile_names()
    if not words:
        for path in sorted(reading.root.glob("content/*/kommun.yaml")):
            yield from _profile_of(reading, path.parent.name, profiles)
    for word in words:
        if word in profiles:
            yield word
            continue
        try:
            periods = choose_periods([word], find_periods(reading.root))
        except UsageError as error:
            hint = nearest_hint(word, profiles)
            raise UsageError(f"{error} Det finns inte heller någon profil som heter så. {hint}".rstrip()) from error
        for period in periods:
            yield from _profile_of(reading, period.split("/")[0], profiles)


def _profile_of(reading: ProjectFiles, municipality: str, profiles: set[str]) -> Iterator[str]:
    """Nothing where the municipality names no profile, which `tertial check` reports."""
    name = reading.yaml(Path("content", municipality, "kommun.yaml")).get(Text("profil"))
    if isinstance(name, Text) and name in profiles:
        yield str(name)


def _profile(reading: ProjectFiles, name: str) -> Profile:
    roots = reading.template_roots[::-1]
    paths = [root / each / "profil.yaml" for each in dict.fromkeys((BASE, name)) for root in roots]
    own = [path for path in paths if reading.exists(path)]
    return read_model(Profile, merged(tuple(reading.yaml(path) for path in own)), reading.problems) or Profile()
