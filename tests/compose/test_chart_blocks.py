"""A chart of the content, its table and the ledger → the chart block."""

from __future__ import annotations

import pytest

from generator.document import ChartBlock
from generator.problems import Rejected
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

    assert all(word in words for word in ("Hem", "Inst", "Kv 1", "Kv 2 2025"))
    # What is part of another row is not stacked upon it.
    assert ("varav LVU" in words) == (kind != "staplade staplar")
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


MONEY = """
tabeller:
  t:
    rubrik: Utfall
    enhet: mnkr
    decimaler: 1
    fotnoter:
      a: En not.
    kolumner:
      - utfall: Utfall [a]
      - budget: Budget
      - andel: Andel
        enhet: "%"
    rader:
      - Barn [a]: 4,0 | 5,0 | 40 %
      - Vuxna: 6,0 | 5,5 | 60 %
      - Allt: 10,0 | 10,5 | 100 %
      - Summa: 10,0 | 10,5 | 100 %
        typ: summa
        summera: [barn, vuxna]
"""


def bars(block: ChartBlock) -> list[tuple[int, float]]:
    """The series and the height of each bar that is no mark of the legend."""
    return [(bar.series, float(bar.height)) for bar in block.drawing.bars if bar.kind == "bar"]


def faults(entry: str, table: str = MONEY) -> list[tuple[str, str]]:
    """Code and hint of what is wrong with a chart."""
    with pytest.raises(Rejected) as rejected:
        chart(entry, table)
    return [(problem.code, problem.hint) for problem in rejected.value.problems]


def test_a_chart_chooses_rows_and_columns_in_its_own_order() -> None:
    """A sum may be drawn where it is named."""
    block = chart("typ: staplar\nrader: [summa, barn]\nkolumner: [budget]\nalternativtext: Ord.", MONEY)
    (first, whole), (second, part) = bars(block)

    assert (first, second) == (1, 2)
    assert whole / part == pytest.approx(2.1, abs=0.01)


@pytest.mark.parametrize(
    ("entry", "code", "hint"),
    [
        ("rader: [barnen]\nkolumner: [utfall]", "T301", "”barn”"),
        ("kolumner: [utfal]", "T301", "”utfall”"),
        ("kolumner: [utfall, andel]", "T205", "samma enhet"),
    ],
)
def test_what_cannot_be_drawn_is_told_with_the_way_out(entry: str, code: str, hint: str) -> None:
    """A name that the table lacks, and two units on one axis."""
    ((found, way),) = faults(f"typ: staplar\n{entry}\nalternativtext: Ord.")

    assert found == code
    assert hint in way


def test_more_series_than_can_be_told_apart_are_refused() -> None:
    """Eight are drawn, nine are not."""
    rows = "".join(f"      - Rad {number}: 1 | 2 | a\n" for number in range(9))
    table = TABLE.partition("    rader:")[0] + "    rader:\n" + rows

    assert [code for code, _ in faults("typ: linje\nalternativtext: Ord.", table)] == ["T103"]
    assert drawn(chart("typ: linje\nserier: kolumner\nalternativtext: Ord.", table))
    eight = "rader: [" + ", ".join(f"rad_{number}" for number in range(8)) + "]"
    assert drawn(chart(f"typ: linje\n{eight}\nalternativtext: Ord.", table))


def test_marks_of_notes_are_not_printed_in_a_chart() -> None:
    """They lead nowhere there."""
    words = drawn(chart("typ: staplar\nkolumner: [utfall, budget]\nalternativtext: Ord.", MONEY))

    assert "Barn" in words
    assert "[a]" not in words


def test_a_total_is_not_stacked_on_its_parts_but_printed_above_them() -> None:
    """It is known by its figures, whatever it is called."""
    block = chart("typ: staplade staplar\nkolumner: [utfall, budget]\nalternativtext: Ord.", MONEY)
    labels = [text.text for text in block.drawing.texts if text.kind == "label"]

    assert {series for series, _ in bars(block)} == {1, 2}
    assert {"10,0", "10,5"} <= set(labels)


def test_shares_of_a_stack_are_per_cent_of_the_whole() -> None:
    """Each column is as high as the other, and labels say the share."""
    entry = "typ: staplade andelar\nrader: [barn, vuxna]\nkolumner: [utfall, budget]\nalternativtext: Ord."
    block = chart(entry, MONEY)
    heights = [height for _, height in bars(block)]
    labels = [text.text for text in block.drawing.texts if text.kind == "label"]

    assert heights[0] + heights[1] == pytest.approx(heights[2] + heights[3], abs=0.05)
    assert labels == ["40", "60", "48", "52"]
    assert [code for code, _ in faults(entry, MONEY.replace("4,0 |", "-4,0 |"))] == ["T103"]


def test_a_waterfall_draws_one_column_down_to_its_sums() -> None:
    """Rows are steps, and a sum stands on zero; two columns are one too many."""
    rows = "    rader:\n      - Budget: 10,0 | 1 | 1 %\n      - Barn: -2,0 | 1 | 1 %\n"
    rows += "      - Utfall: 8,0 | 1 | 1 %\n        typ: summa\n"
    table = MONEY.partition("    rader:")[0] + rows
    block = chart("typ: vattenfall\nkolumner: [utfall]\nalternativtext: Ord.", table)

    assert [series for series, _ in bars(block)] == [1, 3, 1]
    assert [code for code, _ in faults("typ: vattenfall\nkolumner: [utfall, budget]\nalternativtext: Ord.", table)] == [
        "T103"
    ]


def test_the_whole_of_what_is_not_known_is_not_known() -> None:
    """A stack has no total, and no shares, where a part is not available; nothing is no part."""
    table = MONEY.replace("4,0 | 5,0", ".. | 5,0").replace(
        "10,0 | 10,5 | 100 %\n        typ", ".. | 10,5 | 100 %\n        typ"
    )
    chosen = "rader: [barn, vuxna]\nkolumner: [utfall, budget]\nalternativtext: Ord."
    stack = chart(f"typ: staplade staplar\n{chosen}", table)
    shares = chart(f"typ: staplade andelar\n{chosen}", table)
    nothing = chart(f"typ: staplade staplar\n{chosen}", table.replace("..", "–"))

    assert [text.text for text in stack.drawing.texts if text.kind == "label"] == ["6,0", "5,0", "5,5", "10,5"]
    assert [text.text for text in shares.drawing.texts if text.kind == "label"] == ["48", "52"]
    assert "6,0" in [text.text for text in nothing.drawing.texts if text.kind == "label"][1:]
