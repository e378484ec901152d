"""The files of one project as bytes, texts or trees; never from outside the project and the built-in templates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from generator.content import Block, Text
from generator.problems import BUILT_IN, Problem, Where, nearest_hint
from generator.project.plain_text import composed, decode, hidden
from generator.project.yaml_reader import read_yaml

YAML_NAMES = frozenset((".yaml", ".yml"))
# The record of what has been published of a period; it is no content.
HISTORY = "historik.yaml"
# The settings of a house style.
PROFILE = "profil.yaml"
# The name of a folder of a municipality, board, period or profile: letters that every computer writes alike.
FOLDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")


@dataclass(slots=True)
class ProjectFiles:
    """Reads files, and keeps the lines that it has read and the problems that it has met.

    Paths are relative to the project, or absolute inside the built-in templates.
    """

    root: Path
    built_in: Path
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def report(
        self, code: str, where: Where, message: str, expected: str = "", found: str = "", hint: str = ""
    ) -> None:
        """Add a problem."""
        self.problems.append(Problem(code, where, message, expected, found, hint))

    def label(self, path: Path) -> str:
        """Return the name of a path in problems."""
        full = self.root / path
        if full.is_relative_to(self.root):
            return full.relative_to(self.root).as_posix()
        return BUILT_IN + full.relative_to(self.built_in).as_posix()

    @property
    def template_roots(self) -> tuple[Path, ...]:
        """The folders that hold house styles: the project's own before the built-in ones."""
        return tuple(dict.fromkeys((self.root / "templates", self.built_in)))

    def profile_names(self) -> set[str]:
        """Return the names of the house styles."""
        return {path.parent.name for root in self.template_roots for path in root.glob(f"*/{PROFILE}")}

    def exists(self, path: Path) -> bool:
        """Whether the file exists."""
        return (self.root / path).is_file()

    def data(self, path: Path, named_at: Where | None = None, *, most: int = -1) -> bytes | None:
        """Return the bytes of a file, or None and report why.

        `named_at` is the place in the content that names it; of a file of more than `most` bytes, only those are read.
        """
        full, file = self.root / path, self.label(path)
        where = named_at or Where(file)
        if not full.is_file():
            self.report_missing(path, where)
            return None
        real = full.resolve()
        if not real.is_relative_to(self.root) and not real.is_relative_to(self.built_in):
            hint = "Lägg en kopia av filen i mappen i stället för länken."
            message = "Filen är en länk till en plats utanför projektet."
            self.report("T017", where, message, "en fil i projektets mapp", file, hint)
            return None
        try:
            with full.open("rb") as opened:
                return opened.read(most)
        except OSError as error:
            hint = "Se efter att du har rätt att läsa filen och att den inte är låst av ett annat program."
            self.report("T001", where, "Filen går inte att öppna.", found=error.strerror or "", hint=hint)
            return None

    def report_missing(self, path: Path, where: Where | None = None) -> None:
        """Report a file that does not exist, with the nearest name of those beside it."""
        full, file = self.root / path, self.label(path)
        files = (each for each in sorted(full.parent.glob("*")) if each.suffix == full.suffix and each.is_file())
        hint = nearest_hint(full.name, [each.name for each in files])
        expected = f"en fil som heter {full.name}"
        self.report("T001", where or Where(file), f"Filen {file} finns inte.", expected, hint=hint)

    def text(self, path: Path) -> str | None:
        """Return the text of a file, or None and report why."""
        data = self.data(path)
        if data is None:
            return None
        file = self.label(path)
        text, problems = decode(data, file)
        self.problems += problems
        if text is not None:
            self.lines[file] = tuple(text.split("\n"))
        return text

    def yaml(self, path: Path) -> Block:
        """Return the tree of a YAML file, empty where it cannot be read."""
        text, file, block = self.text(path), self.label(path), None
        if text is not None:
            block, problems = read_yaml(text, file)
            self.problems += problems
        return Block((), Where(file)) if block is None else block

    def prose(self, path: Path) -> Text:
        """Return the text of a Markdown file, empty where it cannot be read."""
        text, file = self.text(path), self.label(path)
        if text is None:
            return Text("", Where(file))
        self.problems += hidden(text, file)
        if not text.strip():
            self.report("T003", Where(file), "Filen är tom.", hint="Skriv texten eller ta bort filen.")
        return Text(composed(text), Where(file, 1, 1), "literal")
