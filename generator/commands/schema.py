"""A project, and periods or house styles of it → JSON Schema files, with which an editor completes and checks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.commands.voice import ExitCode, Voice
from generator.content import Profile, Text, json_schemas, merged, read_model
from generator.problems import UsageError, nearest_hint, refuse
from generator.project import ProjectFiles, built_in_templates, choose_periods, find_periods, write_files

FOLDER = Path(".tertial", "schema")
BASE = "base"


def schema(project: Path, words: Sequence[str], out: Path | None, voice: Voice) -> ExitCode:
    """Writes the schemas of the house styles that the words mean: profiles by name, periods as elsewhere.

    Without words those of the project's municipalities. They are written to `out`, or where the first line of content
    files looks for them. Raises UsageError for a word that means nothing, Rejected for a profile that cannot be read.
    """
    reading = ProjectFiles(project.resolve(), built_in_templates().resolve())
    names = tuple(dict.fromkeys(_houses(reading, words))) or (BASE,)
    profiles = [_profile(reading, name) for name in names]
    refuse(reading.problems)
    made = {
        f"{name}.json": (json.dumps(each, ensure_ascii=False, indent=1) + "\n").encode()
        for name, each in json_schemas(profiles).items()
    }
    for path in write_files(project / FOLDER if out is None else out, made):
        voice.result(path.as_posix())
    return ExitCode.FINE


def _houses(reading: ProjectFiles, words: Sequence[str]) -> Iterator[str]:
    """The names of the profiles that words mean; without words, of all municipalities of the content."""
    known = reading.profile_names()
    if not words:
        for path in sorted(reading.root.glob("content/*/kommun.yaml")):
            yield from _house_of(reading, path.parent.name, known)
    for word in words:
        if word in known:
            yield word
            continue
        try:
            periods = choose_periods([word], find_periods(reading.root))
        except UsageError as error:
            hint = nearest_hint(word, known)
            raise UsageError(f"{error} Det finns inte heller någon profil som heter så. {hint}".rstrip()) from error
        for period in periods:
            yield from _house_of(reading, period.split("/")[0], known)


def _house_of(reading: ProjectFiles, municipality: str, known: set[str]) -> Iterator[str]:
    """The profile that a municipality names; none where its file does not say, which `tertial check` tells."""
    name = reading.yaml(Path("content", municipality, "kommun.yaml")).get(Text("profil"))
    if isinstance(name, Text) and name in known:
        yield str(name)


def _profile(reading: ProjectFiles, name: str) -> Profile:
    """A profile laid over the base's, as a report has it."""
    roots = reading.template_roots[::-1]
    paths = [root / each / "profil.yaml" for each in dict.fromkeys((BASE, name)) for root in roots]
    own = [path for path in paths if reading.exists(path)]
    return read_model(Profile, merged(tuple(reading.yaml(path) for path in own)), reading.problems) or Profile()
