"""The files of one project as bytes, texts or trees; never from outside the project and the built-in templates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from generator.content import Block, Text, same_name
from generator.problems import BUILT_IN, Problems, Where, nearest_hint
from generator.project.plain_text import composed, decode, hidden
from generator.project.trees import Disk, Tree
from generator.project.yaml_reader import read_yaml

YAML_NAMES = frozenset((".yaml", ".yml"))
# The record of what has been published of a period; it is no content.
HISTORY = "historik.yaml"
# The settings of a house style.
PROFILE = "profil.yaml"


@dataclass(slots=True)
class ProjectFiles:
    """Reads files, and keeps the lines that it has read and the problems that it has met.

    Paths are relative to the project, or absolute inside the built-in templates.
    """

    root: Path
    built_in: Path
    problems: Problems = field(default_factory=Problems)
    lines: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tree: Tree = field(default_factory=Disk)
    _alike: dict[Path, Mapping[str, Sequence[str]]] = field(default_factory=dict)

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
        folders = (root / name for root in self.template_roots for name in self.names(root))
        return {folder.name for folder in folders if self.exists(folder / PROFILE)}

    def names(self, folder: Path) -> list[str]:
        """Return the names in a folder, in order; none where it cannot be opened."""
        try:
            return self.tree.names(self.root / folder)
        except OSError:
            return []

    def periods_in(self, folder: Path) -> set[str]:
        """Return the names of the periods in a board's folder."""
        return {name for name in self.names(folder) if self.exists(folder / name / "period.yaml")}

    def listed(self, folder: Path) -> list[Path]:
        """Return what stands in a folder, by name; nothing, and a problem, where the folder cannot be opened."""
        try:
            return [folder / name for name in self.tree.names(self.root / folder)]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            hint = "Se efter att du har rätt att öppna mappen."
            where, message = Where(self.label(folder)), "Mappen går inte att öppna."
            self.problems.add("T001", where, message, expected="en mapp", found=error.strerror or "", hint=hint)
            return []

    def named_alike(self, path: Path) -> Sequence[Path]:
        """Return what another computer takes for a path, itself included; a folder is listed once for all in it."""
        folder = path.parent
        if folder not in self._alike:
            self._alike[folder] = _alike(tuple(each.name for each in self.listed(folder)))
        return [folder / name for name in self._alike[folder].get(same_name(path.name), ())]

    def below(self, folder: Path) -> Iterator[Path]:
        """Yield the files below a folder, but for what is hidden or behind a link."""
        for path in self.listed(folder):
            full = self.root / path
            is_folder = self.tree.is_folder(full)
            if is_folder and not self.tree.is_link(full) and not path.name.startswith((".", "__")):
                yield from self.below(path)
            elif not is_folder:
                yield path

    def exists(self, path: Path) -> bool:
        """Whether something has the name, even if it turns out to be no file."""
        return self.tree.exists(self.root / path)

    def data(self, path: Path, named_at: Where | None = None, *, most: int = -1) -> bytes | None:
        """Return the bytes of a file, or None and report why.

        `named_at` is the place in the content that names it; of a file of more than `most` bytes, only those are read.
        """
        full, file = self.root / path, self.label(path)
        where = named_at or Where(file)
        if found := self.tree.fault(full):
            self._report_no_file(path, where, found)
            return None
        real = self.tree.real(full)
        if not real.is_relative_to(self.root) and not real.is_relative_to(self.built_in):
            hint = "Lägg en kopia av filen i mappen i stället för länken."
            message = "Filen är en länk till en plats utanför projektet."
            self.problems.add("T017", where, message, expected="en fil i projektets mapp", found=file, hint=hint)
            return None
        try:
            return self.tree.data(full, most)
        except OSError as error:
            hint = "Se efter att du har rätt att läsa filen och att den inte är låst av ett annat program."
            self.problems.add("T001", where, "Filen går inte att öppna.", found=error.strerror or "", hint=hint)
            return None

    def _report_no_file(self, path: Path, where: Where, found: str) -> None:
        if not self.exists(path):
            self.report_missing(path, where)
            return
        hint = "Lägg dit själva filen, eller ta bort det som står där."
        self.problems.add("T001", where, f"{self.label(path)} är ingen fil.", expected="en fil", found=found, hint=hint)

    def report_missing(self, path: Path, where: Where | None = None) -> None:
        """Report a file that does not exist, with the nearest name of those beside it."""
        full, file = self.root / path, self.label(path)
        names = (name for name in self.names(full.parent) if Path(name).suffix == full.suffix)
        hint = nearest_hint(full.name, [name for name in names if not self.tree.fault(full.with_name(name))])
        expected = f"en fil som heter {full.name}"
        self.problems.add("T001", where or Where(file), f"Filen {file} finns inte.", expected=expected, hint=hint)

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
            self.problems.add("T003", Where(file), "Filen är tom.", hint="Skriv texten eller ta bort filen.")
        return Text(composed(text), Where(file, 1, 1), "literal")


# The periods of a board stand in one folder, and each asks for it.
@lru_cache(maxsize=16)
def _alike(names: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    """Return names by what another computer takes them for."""
    alike: dict[str, list[str]] = defaultdict(list)
    for name in names:
        alike[same_name(name)].append(name)
    return alike
