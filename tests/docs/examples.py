"""The manual's pages → their fenced examples, and the folder that each of them is tried in.

An example's first line says how it is tried, after its language:

- nothing: the content of one more file of the report that `docs/handbok/skriv-en-rapport.md` ends with
- `fil=PATH`: that file, from the period's folder (from the project's, where it begins with content/ or templates/)
- `del=KIND`: a part, which `PARTS` says the rest of
- `fel=T106`: it must give that problem, and no other
- `bredvid`: it lies beside the other examples under the same heading
- `strikt`: it is checked strictly, with what is silent by default
- `bygg`: it is built and not only checked; `profil`: the municipality has a profile of its own, to hold the file
- `kodning=cp1252`: the file's encoding; `arbetsbok=FILE blad=SHEET`: the cells, set apart by semicolons, of a workbook;
  `=B2-C2⇒3` is a formula with the value that is saved with it
- `utskrift`: what the command before it says; `hjälp=COMMAND`: what that command's help says

⟨U+2028⟩ stands for the character of that number.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from openpyxl import Workbook

from tests import sheets

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TUTORIAL = DOCS / "handbok" / "skriv-en-rapport.md"
PERIOD = "storkoping/socialnamnden/2024-t1"
FOLDER = f"content/{PERIOD}/"

_FENCE = re.compile(r"(?P<fence>`{3,})(?P<language>[\w-]*)(?P<marks>[^`]*)")
_HEADING = re.compile(r"(#{1,6}) +(.*?) *$")
_CHARACTER = re.compile("⟨U\\+([0-9A-F]{4,6})⟩")

_PERIOD_YAML = """\
period: 2024-t1
rubrik: Tertial 1 2024
från: 2024-01-01
till: 2024-04-30
dokument:
  tertialrapport:
    mall: rapport
    titel: Tertialrapport 1 2024
"""
_OWN_SECTIONS = "    egna_avsnitt:\n      - efter: ekonomi\n        avsnitt:\n"
_ONE_SECTION = "          - rubrik: Exempel\n            innehåll:\n"
# What surrounds a part: the file it stands in, what comes before it, and how far it is indented.
PARTS: Mapping[str, tuple[str, str, int]] = {
    "tabell": ("exempel.yaml", "tabeller:\n  exempel:\n", 4),
    "period": ("period.yaml", _PERIOD_YAML.partition("dokument:")[0], 0),
    "dokument": ("period.yaml", _PERIOD_YAML.partition("    mall:")[0], 4),
    "avsnitt": ("period.yaml", _PERIOD_YAML + _OWN_SECTIONS, 10),
    "innehåll": ("period.yaml", _PERIOD_YAML + _OWN_SECTIONS + _ONE_SECTION, 14),
    "profil": ("templates/storkoping/profil.yaml", "", 0),
    "mall": ("templates/storkoping/mallar/exempel.yaml", "", 0),
}
IN_PROFILE = ("profil", "mall")
PROFILE = {
    "content/storkoping/kommun.yaml": b"kommun: Stork\xc3\xb6pings kommun\nprofil: storkoping\n",
    "templates/storkoping/profil.yaml": "namn: Storköping\n".encode(),
}


@dataclass(frozen=True, eq=False)
class Example:
    """A fenced block: where it stands, its language, what its first line says beside it, and its text."""

    page: Path
    line: int
    heading: str
    language: str
    marks: Mapping[str, str]
    text: str

    def __str__(self) -> str:
        """The page and line, as a test is named by it."""
        return f"{self.page.relative_to(ROOT).as_posix()}:{self.line}"

    @property
    def fault(self) -> str:
        """The code that it must give, or nothing."""
        return self.marks.get("fel", "")

    @property
    def is_content(self) -> bool:
        """Whether it is content to be tried on its own."""
        asked = {"fel", "del", "fil"} & set(self.marks)
        return (self.language == "yaml" or bool(asked)) and "bredvid" not in self.marks

    def files(self) -> dict[str, bytes]:
        """Path in the project → content, of the files that the example is."""
        text = _CHARACTER.sub(lambda match: chr(int(match[1], 16)), self.text)
        if "arbetsbok" in self.marks:
            return {in_period(self.marks["arbetsbok"]): workbook(text, self.marks.get("blad", "Blad1"))}
        name, before, indent = PARTS.get(self.marks.get("del", ""), (self.marks.get("fil", "exempel.yaml"), "", 0))
        lines = (f"{' ' * indent}{line}" if line else "" for line in text.split("\n"))
        data = (before + "\n".join(lines)).encode(self.marks.get("kodning", "utf-8"))
        return {in_period(name): data}


def in_period(name: str) -> str:
    """A file's name → its path in the project."""
    return name if name.startswith(("content/", "templates/")) else FOLDER + name


def workbook(text: str, sheet: str) -> bytes:
    """Lines of cells, set apart by semicolons → a workbook with them; numbers as numbers, formulas mostly without."""
    if "⇒" in text:
        return sheets.workbook(
            {sheet: [[_cell(cell) for cell in line.split(";")] for line in text.strip().split("\n")]}
        )
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    for line in text.strip().split("\n"):
        page.append([int(cell) if cell.isdecimal() else cell for cell in line.split(";")])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(cell: str) -> sheets.Cell:
    formula, _, value = cell.partition("⇒")
    if value:
        return sheets.Formula(formula, float(value.replace(",", ".")))
    return float(cell.replace(",", ".")) if re.fullmatch(r"-?\d+(,\d+)?", cell) else cell or None


@cache
def examples(page: Path) -> tuple[Example, ...]:
    """A page of Markdown → its fenced blocks, in order."""
    return tuple(_examples(page))


def _examples(page: Path) -> Iterator[Example]:
    heading, fence, begun = "", "", None
    taken: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").split("\n"), 1):
        if begun is not None:
            if line.strip() == fence:
                first, language, marks = begun
                yield Example(page, first, heading, language, marks, "\n".join([*taken, ""]))
                begun, taken = None, []
            else:
                taken.append(line)
        elif match := _FENCE.fullmatch(line):
            words = (word.partition("=") for word in match["marks"].split())
            fence, begun = match["fence"], (number, match["language"], {key: value for key, _, value in words})
        elif match := _HEADING.fullmatch(line):
            heading = match[2]


def pages() -> tuple[Path, ...]:
    """Every page of the documentation, the README first."""
    return (ROOT / "README.md", *sorted(DOCS.rglob("*.md")))


def all_examples() -> tuple[Example, ...]:
    """The examples of every page."""
    return tuple(example for page in pages() for example in examples(page))


@cache
def report() -> Mapping[str, bytes]:
    """The files of the report that the tutorial ends with: the last that it says of each."""
    found: dict[str, bytes] = {}
    for example in examples(TUTORIAL):
        if "fil" in example.marks:
            found.update(example.files())
    return MappingProxyType(found)


def project_of(example: Example, beside: Iterable[Example]) -> dict[str, bytes]:
    """An example, and all others → the files of the project that it is tried in."""
    files = dict(report())
    if "profil" in example.marks or example.marks.get("del") in IN_PROFILE:
        files.update(PROFILE)
    for other in beside:
        if "bredvid" in other.marks and (other.page, other.heading) == (example.page, example.heading):
            files.update(other.files())
    own = example.files()
    if any(name.endswith("sammanfattning.md") for name in own):
        files.pop(f"{FOLDER}sammanfattning.md", None)
    elif example.language == "yaml" and re.search(r"^  sammanfattning:", example.text, re.MULTILINE):
        files.pop(f"{FOLDER}sammanfattning.md")
    return files | own


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Writes files into a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
