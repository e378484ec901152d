"""Signs that no font has are told where they are written, and those that one has are printed."""

from __future__ import annotations

import json

from tests.commands.conftest import DOCUMENTS, HERE, PERIOD, MakeProject

OUTLINE = "mall: rapport\navsnitt:\n  - rubrik: Läget\n    innehåll:\n      - text: laget\n"
FILES = {
    "templates/storkoping/mallar/rapport.yaml": OUTLINE,
    f"{HERE}/period.yaml": PERIOD + DOCUMENTS,
}
PRINTED = "Váhčir: 12 ton CO₂ på 40 m², ≤ 5 ≥ 4 ± 2 ≈ 3 → 4, 3 ‰ ✓ Ž ŋ đ Ł ☐ och c\u030c.\n"


def test_a_sign_is_told_at_its_place_once(project: MakeProject) -> None:
    """Each sign is told once a text, at line and column, also where it is not the first of its line."""
    made = project({**FILES, f"{HERE}/laget.md": "Allt är bra.\n\nVi är 🙂 och 🙂 på 漢.\n"})

    found = json.loads(made.run("check", "--format", "json").out)

    assert [(each["code"], each["line"], each["column"], each["found"]) for each in found] == [
        ("T402", 3, 7, "🙂 (U+1F642)"),
        ("T402", 3, 18, "漢 (U+6F22)"),
    ]


def test_usual_signs_and_names_are_printed(project: MakeProject) -> None:
    """Units, comparisons, arrows and Sámi names build, and the web page has fonts for them only then."""
    made = project({**FILES, f"{HERE}/laget.md": PRINTED})
    page = "output/storkoping/socialnamnden/2023-t1/rapport.html"

    assert made.run("check").code == 0
    run = made.run("build")
    assert run.code == 0, run.err
    assert '@font-face { font-family: "Source Serif 4 Extra"' in made.read(page)

    made.write(f"{HERE}/laget.md", "Allt är bra.\n")
    made.run("build", "--format", "html")
    assert '@font-face { font-family: "Source Serif 4 Extra"' not in made.read(page)
