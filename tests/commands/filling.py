"""A project with keys that are left open → the same with each of them answered, where `tertial check` says.

A period rolled forward is answered with what the old one said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from tests.commands.conftest import Project

# What somebody who knows nothing but the key would write after it.
ANSWERS: Mapping[str, str] = {
    "kommun": "Storköpings kommun",
    "nämnd": "Socialnämnden",
    "bestämd_form": "socialnämnden",
    "instans": "socialnämnden",
    "daterad": "2025-05-09",
    "sammanträde": "2025-05-20",
    "diarienummer": "SOCN 2025/41",
    "enhet": "mnkr",
    "typ": "staplar",
    "tabell": "ekonomi",
    "kolumner": "\n{indent}  - utfall: Utfall\n{indent}  - budget: Budget\n{indent}  - avvikelse: Avvikelse\n"
    "{indent}    formel: utfall - budget\n{indent}  - prognos: Prognos",
    "rader": "\n{indent}  - Barn:  -48,2 | -46,0 | -140,0\n{indent}  - Summa: -48,2 | -46,0 | -140,0\n"
    "{indent}    typ: summa",
    "underskrifter": "[controller]",
    "punkter": "\n{indent}  - godkänna {{{{ dokument.rapport.titel }}}}.",
}
PROSE = "|\n{indent}  En text om det som ska stå här."


def problems(project: Project) -> list[dict[str, object]]:
    """What `tertial check` finds."""
    found = json.loads(project.run("check", "--format", "json").out)
    assert isinstance(found, list)
    return found


def fill_in(project: Project, answers: Mapping[str, str]) -> list[str]:
    """Answers every problem of a key left unfilled, at its line, until there is none; the keys in their order."""
    asked: list[str] = []
    while found := [each for each in problems(project) if each["code"] == "T108"]:
        # From below, so that what is written moves no place that is still to come.
        for each in sorted(found, key=lambda each: -int(str(each["line"]))):
            file, line = str(each["file"]), int(str(each["line"]))
            lines = project.read(file).split("\n")
            match = re.fullmatch(r"(?P<indent> *)(?:- )?(?P<key>\w+):", lines[line - 1].rstrip())
            assert match is not None, f"{file}:{line} names no key that is left open: {lines[line - 1]!r}"
            asked.append(match["key"])
            answer = PROSE if file.endswith("texter.yaml") else answers.get(match["key"], "Ord")
            lines[line - 1] = f"{lines[line - 1].rstrip()} {answer.format(indent=match['indent'])}"
            project.write(file, "\n".join(lines))
    return asked


# A row of a table: a list's item with its cells, on its own line and those that go on.
_ROW = re.compile(r"^(?P<head> +- (?:\"[^\"\n]*\"|[^:\n]+)):(?P<cells>[^\n]*(?:\n {9,}(?!\w+:)[^\n]*)*)", re.MULTILINE)
_LEFT = re.compile(r"(?P<key>\s*(?:- )?(?P<name>\w+)):\s*(?:\?\?[^#]*)?(?:#.*förra perioden: (?P<before>.*))?")


def fill_as_before(project: Project, before: str, after: str, answers: Mapping[str, str]) -> None:
    """The paths of an old period and of the one rolled forward from it: what is open is written as it was, where told.

    `answers` are what is written after keys of which nothing is told; other texts are one sentence.
    """
    for path in sorted((project.folder / "content" / after).glob("*.yaml")):
        old = project.folder / "content" / before / path.name
        if path.name != "forra_periodens_text.yaml" and old.exists():
            text = _cells_as_before(old.read_text(encoding="utf-8"), path.read_text(encoding="utf-8"))
            path.write_text(text, encoding="utf-8")
    for each in json.loads(project.run("check", after, "--format", "json").out):
        if each["code"] == "T108":
            lines = project.read(each["file"]).split("\n")
            match = _LEFT.fullmatch(lines[each["line"] - 1])
            assert match is not None, f"{each['file']}:{each['line']} is no key that is left open"
            told = match["before"] or answers.get(match["name"], "Här står periodens egen text.")
            lines[each["line"] - 1] = f"{match['key']}: {told}"
            project.write(each["file"], "\n".join(lines))


def _cells_as_before(old: str, new: str) -> str:
    """Rows are the same where their labels are, the first with the first and so on."""
    known: dict[str, list[str]] = {}
    for match in _ROW.finditer(old):
        known.setdefault(match["head"], []).append(match["cells"])

    def filled(match: re.Match[str]) -> str:
        before = known.get(match["head"], [" 1"])
        row = before.pop(0) if len(before) > 1 else before[0]
        # What was cited from a period that is not there now is any figure.
        was = [" 1" if cell.strip().startswith("=") else cell for cell in row.split("|")]
        if "??" not in match["cells"]:
            return match[0]
        was += [" 1"] * match["cells"].count("|")
        cells = [was[at] if "??" in cell else cell for at, cell in enumerate(match["cells"].split("|"))]
        return f"{match['head']}:{'|'.join(cells)}"

    return _ROW.sub(filled, new)
