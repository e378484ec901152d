"""The files of one project: paths in → bytes, texts and trees out, and a problem for each that cannot be had.

Nothing outside the project's folder and the built-in templates is read, whatever a link or a path in the content says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from generator.content import Block, Text
from generator.problems import Problem, Where, nearest_hint
from generator.project.plain_text import composed, decode, hidden
from generator.project.yaml_reader import read_yaml

YAML_NAMES = frozenset((".yaml", ".yml"))
# What has been published of a period: a record in its folder, and no content.
HISTORY = "historik.yaml"
# Folders of municipalities, boards, periods and profiles: letters that every computer writes alike.
FOLDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")


@dataclass(slots=True)
class ProjectFiles:
    """The reading of one project: where it may read, what it has read, and what was wrong with it.

    Paths are relative to the project, or absolute inside the built-in templates.
    """

    root: Path
    built_in: Path
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def label(self, path: Path) -> str:
        """What a path is called in problems."""
        full = self.root / path
        if full.is_relative_to(self.root):
            return full.relative_to(self.root).as_posix()
        return "inbyggt/" + full.relative_to(self.built_in).as_posix()

    def exists(self, path: Path) -> bool:
        """Whether there is such a file."""
        return (self.root / path).is_file()

    def data(self, path: Path, asked: Where | None = None) -> bytes | None:
        """The bytes of a file, or None and a problem; `asked` is the place that names it."""
        file = self.label(path)
        full = self.root / path
        if not full.is_file():
            self.missing(path, asked)
            return None
        if not self.inside(path, asked):
            return None
        try:
            return full.read_bytes()
        except OSError as error:
            hint = "Se efter att du har rätt att läsa filen och att den inte är låst av ett annat program."
            found = error.strerror or ""
            self.problems.append(
                Problem("T001", asked or Where(file), "Filen går inte att öppna.", found=found, hint=hint)
            )
            return None

    def inside(self, path: Path, asked: Where | None = None) -> bool:
        """Whether a file really lies where it may be read; if not, a problem."""
        real = (self.root / path).resolve()
        if real.is_relative_to(self.root) or real.is_relative_to(self.built_in):
            return True
        file = self.label(path)
        message = "Filen är en länk till en plats utanför projektet."
        hint = "Lägg en kopia av filen i mappen i stället för länken."
        self.problems.append(Problem("T017", asked or Where(file), message, "en fil i projektets mapp", file, hint))
        return False

    def missing(self, path: Path, asked: Where | None) -> None:
        """Report a file that is not there, with the names of those that are."""
        full = self.root / path
        folder = full.parent
        beside = sorted(each.name for each in folder.iterdir() if each.is_file()) if folder.is_dir() else []
        file = self.label(path)
        self.problems.append(
            Problem(
                "T001",
                asked or Where(file),
                f"Filen {file} finns inte.",
                expected=f"en fil som heter {full.name}",
                hint=nearest_hint(full.name, [name for name in beside if Path(name).suffix == full.suffix]),
            )
        )

    def text(self, path: Path, asked: Where | None = None) -> str | None:
        """The text of a file, or None and a problem."""
        data = self.data(path, asked)
        if data is None:
            return None
        file = self.label(path)
        text, problems = decode(data, file)
        self.problems += problems
        if text is not None:
            self.lines[file] = tuple(text.split("\n"))
        return text

    def yaml(self, path: Path) -> Block:
        """The tree of a YAML file; an empty block, and problems, where there is none."""
        text = self.text(path)
        file = self.label(path)
        if text is None:
            return Block((), Where(file))
        block, problems = read_yaml(text, file)
        self.problems += problems
        return Block((), Where(file)) if block is None else block

    def prose(self, path: Path) -> Text:
        """The text of a Markdown file."""
        text = self.text(path)
        file = self.label(path)
        if text is None:
            return Text("", Where(file))
        self.problems += hidden(text, file)
        if not text.strip():
            self.problems.append(
                Problem("T003", Where(file), "Filen är tom.", hint="Skriv texten eller ta bort filen.")
            )
        return Text(composed(text), Where(file, 1, 1), "literal")
