"""A chart of the content, its table and the ledger → the chart block."""

from __future__ import annotations

import pytest

from generator.document import ChartBlock
from tests.compose.composing import blocks_of, document_of, indented, printed_cells, text_of

TABLE = """
tabeller:
  t:
    rubrik: Placeringar
    enhet: antal
    kolumner:
      - k1: Kv 1
      - k2: "Kv 2 {{ period.år }}"
      - namn: Namn
        typ: text
    rader:
      - Hem: 1 204 | 2 | a
      - Inst: 3 | _ | b
      - varav LVU: 1 | 1 | c
        typ: varav
      - Summa:
        typ: summa
"""
OUTLINE = "avsnitt:\n  - rubrik: Diagram\n    innehåll:\n      - diagram: d\n"


def chart(entry: str, table: str = TABLE) -> ChartBlock:
    """What is said of a chart in → the block."""
    text = f"{table}diagram:\n  d:\n    tabell: t\n{indented(entry, 4)}\n"
    (block,) = (each for each in blocks_of(document_of(text, OUTLINE)) if isinstance(each, ChartBlock))
    return block


def drawn(block: ChartBlock) -> str:
    """All the words in a drawing."""
    return " ".join(str(part) for part in (block.drawing,)).replace("\\xa0", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("kind", ["staplar", "staplade staplar", "liggande staplar", "linje"])
def test_a_chart_draws_rows_of_its_table(kind: str) -> None:
    """Rows are series, columns of figures categories; sums and texts are not drawn."""
    words = drawn(chart(f"typ: {kind}\nalternativtext: Ord."))

    assert all(word in words for word in ("Hem", "Inst", "varav LVU", "Kv 1", "Kv 2 2025"))
    assert not any(word in words for word in ("Summa", "Namn"))


def test_a_chart_can_have_columns_as_series() -> None:
    """With `serier: kolumner` the rows are the categories; the drawing is another."""
    turned = chart("typ: staplar\nserier: kolumner\nalternativtext: Ord.")

    assert drawn(turned) != drawn(chart("typ: staplar\nalternativtext: Ord."))


def test_a_chart_has_title_and_words() -> None:
    """The chart's own heading, or its table's; the alternative text cites, and is plain words."""
    own = chart('typ: linje\nrubrik: "Läget {{ period.år }}"\nalternativtext: "Högst {{ t.hem.k1 }} hem."')

    assert text_of(own.title) == "Läget 2025"
    assert own.alternative.replace("\u00a0", " ") == "Högst 1 204 hem."
    assert text_of(chart("typ: linje\nalternativtext: Ord.").title) == "Placeringar"


def test_a_figure_in_an_alternative_text_is_used_there() -> None:
    """The use of a figure in an alternative text says so, and has no element that could be looked for."""
    text = (
        f'{TABLE}diagram:\n  d:\n    tabell: t\n    typ: linje\n    alternativtext: "Högst {{{{ t.hem.k1 }}}} hem."\n'
    )
    uses = [use for use in document_of(text, OUTLINE).uses if use.slot == "alternative text"]

    assert [use.figure for use in uses] == ["t.hem.k1"]


def test_a_chart_shows_its_table_where_it_is_asked_to() -> None:
    """`visa_tabell` sets the whole table under the drawing."""
    with_table = chart("typ: linje\nalternativtext: Ord.\nvisa_tabell: ja").table

    assert with_table is not None
    assert printed_cells(with_table)[-1] == ["Summa", "1 207", "2", ""]
    assert chart("typ: linje\nalternativtext: Ord.").table is None


def test_blanks_leave_gaps() -> None:
    """A row of blanks is drawn as a series with nothing in it."""
    table = TABLE.replace("1 204 | 2 | a", "_ | .. | a")

    assert "Hem" in drawn(chart("typ: linje\nalternativtext: Ord.", table))
