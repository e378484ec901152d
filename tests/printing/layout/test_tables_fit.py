"""Plain statements and tables of indicators with long Swedish words are laid out: nothing sticks out of its cell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.pipeline import lay_out_document
from tests.compose.composing import PROFILE, content_and_document, source_of

LABELS = (
    "Personalkostnader inklusive arbetsgivaravgifter",
    "Generella statsbidrag och kommunalekonomisk utjämning",
    "Folkhälsomyndighetsrapporteringssystemet",
)
FIGURES = ("−1 234 567", "−14 898 804", "2 409 905")


def balance(years: int) -> str:
    """A balance sheet of the municipality and its group."""
    columns = [
        f"      - {group}:\n" + "".join(f"          - {mark}{year}: 2024-12-31\n" for year in range(years))
        for group, mark in (("Kommunen", "k"), ("Kommunkoncernens sammanställda räkenskaper", "m"))
    ]
    rows = "".join(
        f"      - {label}: {' | '.join([figure] * 2 * years)}\n" for label, figure in zip(LABELS, FIGURES, strict=True)
    )
    return f"    enhet: tkr\n    kolumner:\n{''.join(columns)}    rader:\n{rows}"


def indicators(years: int) -> str:
    """Indicators with outcomes and a state in words."""
    columns = "".join(f"      - k{year}: Utfall kvinnor\n" for year in range(years))
    rows = "".join(
        f"      - {label}: {' | '.join(['12,5 %'] * years)} | {state}\n"
        for label, state in zip(LABELS, ("Grön", "Gul", "Röd"), strict=True)
    )
    state = "      - läge: Måluppfyllelse\n        typ: status\n        skala: ljus\n"
    return f"    kolumner:\n{columns}{state}    rader:\n{rows}"


def heads(count: int, kind: str = "tal", cell: str = "−12 345") -> str:
    """Columns with long headings."""
    columns = "".join(f"      - k{number}: {LABELS[number % 3]}\n        typ: {kind}\n" for number in range(count))
    return f"    kolumner:\n{columns}    rader:\n" + "".join(
        f"      - {each}: {' | '.join([cell] * count)}\n" for each in LABELS
    )


STATES = PROFILE.replace("ord: Enligt plan", "ord: Delvis uppnått under perioden")
SINGLE = """\
    kolumner:
      - Samverkansöverenskommelserna:
          - a: A
      - Årsredovisningslagsenliga:
          - b: B
    rader:
      - Lån: 1 | 2
"""
TABLES = {
    "balance": balance(4),
    "indicators": indicators(9),
    "groups of one": SINGLE,
    "heads": heads(8),
    "many heads": heads(12),
    "texts": heads(8, "text", "Samverkansöverenskommelser"),
}


@pytest.mark.parametrize(
    ("name", "orientation"),
    [*((name, "stående") for name in TABLES), ("many heads", "liggande"), ("texts", "liggande")],
)
def test_a_table_of_long_words_fits(name: str, orientation: str) -> None:
    """Group headings count, labels and heads are divided, states wrap; on A4 whichever way it is turned."""
    outline = f"avsnitt:\n  - rubrik: A\n    sidriktning: {orientation}\n    innehåll:\n      - tabell: t\n"
    _, document = content_and_document(source_of(f"tabeller:\n  t:\n{TABLES[name]}", outline, STATES))
    look = replace(document.look, folders=("templates/base",))

    assert lay_out_document(replace(document, look=look))[1] == ()
