"""The profile that a municipality names → the files of its house style as read, the base's first."""

from __future__ import annotations

from pathlib import Path

from generator.content.source import Block, HouseSource, Text
from generator.problems import Problem, nearest_hint
from generator.project.project_files import FOLDER_NAME, YAML_NAMES, ProjectFiles

_BASE, _PROFILE = "base", "profil.yaml"


def read_house_files(project: ProjectFiles, municipality: Block) -> HouseSource:
    """The profile that the municipality names, base first; the base alone where the name is missing or unknown."""
    roots = tuple(dict.fromkeys((project.root / "templates", project.built_in)))
    bases = [root / _BASE for root in reversed(roots) if project.exists(root / _BASE / _PROFILE)]
    if not bases:
        project.missing(roots[-1] / _BASE / _PROFILE, None)
    name = _house_name(project, municipality, roots)
    own = [root / name for root in roots if name and name != _BASE and project.exists(root / name / _PROFILE)][:1]
    folders = (*bases, *own)
    outlines = [path for folder in folders for path in _sorted_yaml(folder / "mallar")]
    return HouseSource(
        id=name or _BASE,
        profiles=tuple(project.yaml(folder / _PROFILE) for folder in folders),
        outlines=tuple(project.yaml(path) for path in outlines),
        folders=tuple(str(folder) for folder in reversed(folders)),
    )


def _house_name(project: ProjectFiles, municipality: Block, roots: tuple[Path, ...]) -> str:
    known = {path.parent.name for root in roots for path in root.glob(f"*/{_PROFILE}")}
    name = municipality.get(Text("profil"))
    if not isinstance(name, Text) or name.missing:
        if municipality:
            where = municipality.where if name is None else name.where
            message = "Kommunen säger inte vilken profil den har."
            project.problems.append(Problem("T102", where, message, "profil: NAMN", hint=nearest_hint("", known)))
        return ""
    if name not in known or not FOLDER_NAME.match(name):
        message = f"Det finns ingen profil som heter ”{name}”."
        hint = nearest_hint(name, known)
        project.problems.append(Problem("T116", name.where, message, "en mapp i templates/", str(name), hint))
        return ""
    return str(name)


def _sorted_yaml(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("[!.]*") if path.suffix.lower() in YAML_NAMES)
