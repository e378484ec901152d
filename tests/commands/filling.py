"""A project with keys that are left open → the same with each of them answered, where `tertial check` says."""

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
