"""Columns of states, legends and charts of the content → marks, words and colours of the document."""

from __future__ import annotations

from decimal import Decimal

import pytest

from generator.document import ChartBlock, Remark, StatusMark, TableBlock, column_widths, words
from tests.compose.composing import PROFILE, blocks_of, document_of, indented, text_of

TABLE = """
tabeller:
  t:
    {more}
    kolumner:
      - läge: Läge
        typ: status
        skala: ljus
        visa: {view}
      - igen: Igen
        typ: status
        skala: ljus
    rader:
      - A: Grön | Gul
      - B: Röd | Grön
"""
RECORDS = "insatser:\n  - namn: A\n    ljus: Grön\n"
GREEN = ("bock", "grön", "Enligt plan")
OUTLINE = "avsnitt:\n  - rubrik: A\n    innehåll:\n"
VIEWS = ["symbol och ord", "ord", "symbol"]


def composed(text: str, *places: str, profile: str = PROFILE) -> list[object]:
    """The content, and what a section shows, in → the blocks that are printed."""
    return list(blocks_of(document_of(text, OUTLINE + "".join(f"      - {place}\n" for place in places), profile)))


def table_of(blocks: list[object]) -> TableBlock:
    """The one table among the blocks."""
    (table,) = (each for each in blocks if isinstance(each, TableBlock))
    return table


def mark(run: object) -> tuple[str, str, str, str]:
    """A mark in → its symbol, colour, word and how it is shown."""
    assert isinstance(run, StatusMark)
    return run.symbol, run.colour, run.text, run.shown


@pytest.mark.parametrize("view", VIEWS)
def test_a_column_shows_mark_word_or_both(view: str) -> None:
    """The word is in the document whatever is shown, and another column of the scale has its own way."""
    table = table_of(composed(TABLE.format(view=view, more="rubrik: T"), "tabell: t"))
    _, first, second = table.groups[0][0].cells

    assert [cell.kind for cell in table.head[0]] == ["text", "status", "status"]  # a head stands above its marks
    assert mark(first.text[0]) == (*GREEN, view)
    assert mark(second.text[0])[3] == "symbol och ord"


@pytest.mark.parametrize("shown_as", ["tabell", "lista", "rutor", "formulär"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_field_of_records_shows_mark_word_or_both(shown_as: str, view: str) -> None:
    """In a table and in every other form."""
    place = f"insatser: alla\n        visa: {shown_as}\n        fält:\n          - fält: ljus\n            visa: {view}"
    (block, *_) = (each for each in composed(RECORDS, place) if hasattr(each, "groups") or hasattr(each, "rows")
                   or hasattr(each, "items"))  # fmt: skip

    assert f"shown='{view}'" in repr(block)
    assert "text='Enligt plan'" in repr(block)


def test_a_cell_of_several_fields_shows_its_states_as_it_says() -> None:
    """`visa` holds for each state in the cell."""
    place = "insatser: alla\n        fält:\n          - innehåll: [namn, ljus]\n            visa: ord"

    assert "shown='ord'" in repr(table_of(composed(RECORDS, place)))


def test_a_state_without_a_symbol_keeps_its_word() -> None:
    """A disc of a colour alone would say nothing to who does not see colours."""
    profile = PROFILE.replace("    Röd:\n      symbol: kryss\n", "    Röd:\n      färg: grön\n")
    table = table_of(composed(TABLE.format(view="symbol", more="rubrik: T"), "tabell: t", profile=profile))

    assert mark(table.groups[0][1].cells[1].text[0])[2:] == ("Röd", "symbol och ord")


def test_columns_of_marks_are_narrow() -> None:
    """The word that is not shown takes no room, and neither does the mark."""
    widths = [
        Decimal(column_widths(table_of(composed(TABLE.format(view=view, more="rubrik: T"), "tabell: t"))).least[:-2])
        for view in ("symbol", "ord", "symbol och ord")
    ]

    assert widths == sorted(set(widths))


def legend(blocks: list[object]) -> list[str]:
    """The blocks in → the words of the notes under the table."""
    return [text_of(note.text) for note in table_of(blocks).notes]


ALL = "Teckenförklaring: Enligt plan, Gul, Röd"


def test_marks_that_stand_alone_are_explained_below_their_table() -> None:
    """All states of the scale in its order, once; what shows its words needs no legend."""
    assert legend(composed(TABLE.format(view="symbol", more="anmärkning: Slut"), "tabell: t")) == [ALL, "Slut"]
    assert legend(composed(TABLE.format(view="ord", more="rubrik: T"), "tabell: t")) == []


def test_marks_of_records_are_explained_below_their_table() -> None:
    """As those of a table; a scale that the column itself names is the one that is explained."""
    place = "insatser: alla\n        fält:\n          - namn\n          - fält: ljus\n            visa: symbol"
    second = place.replace("fält: ljus", "fält: ljus\n            skala: ljus")

    assert legend(composed(RECORDS, place)) == legend(composed(RECORDS, second)) == [ALL]
    assert legend(composed(RECORDS, place.replace("symbol", "ord"))) == []


def test_a_table_may_ask_for_its_legend() -> None:
    """`teckenförklaring` with a scale's name prints the marks with their words, and not the name."""
    table = table_of(composed(TABLE.format(view="ord", more="teckenförklaring: ljus"), "tabell: t"))
    (note,) = table.notes

    assert text_of(note.text) == ALL
    assert [mark(run)[0] for run in note.text if isinstance(run, StatusMark)] == ["bock", "halv", "kryss"]
    assert table.head[0][0].note == ()


def test_a_document_may_place_a_legend_of_its_own() -> None:
    """It stands where the outline says, and the tables do not repeat it; one that asks for it has it still."""
    text = TABLE.format(view="symbol", more="rubrik: T")
    blocks = composed(text, "tabell: t", "teckenförklaring: ljus")
    (remark,) = (each for each in blocks if isinstance(each, Remark))

    assert (words(remark.text), remark.kind) == (ALL, "teckenförklaring")
    assert legend(blocks) == []
    asked = composed(text.replace("rubrik: T", "teckenförklaring: ljus"), "tabell: t", "teckenförklaring: ljus")
    assert legend(asked) == [ALL]


def test_the_house_says_what_a_legend_is_called() -> None:
    """A fixed word like any other."""
    blocks = composed("", "teckenförklaring: ljus", profile=PROFILE + "ledtexter:\n  teckenförklaring: Symboler\n")

    assert [words(each.text) for each in blocks if isinstance(each, Remark)] == ["Symboler: Enligt plan, Gul, Röd"]


# --- charts --------------------------------------------------------------------------------------------------------

COLOURED = PROFILE.replace("    Gul:\n", "    Gul:\n      färg: gul\n").replace(
    "    Röd:\n", "    Röd:\n      färg: röd\n"
).replace("färger:\n", 'färger:\n  gul: "#946200"\n  röd: "#b3372c"\n')  # fmt: skip


def colours(labels: list[str], kind: str = "staplar", series: str = "rader", profile: str = COLOURED) -> set[str]:
    """The labels of a table's rows in → each bar, line, point and label of the chart, with series and state."""
    rows = "\n".join(f"- {label}: {number}" for number, label in enumerate(labels, 3))
    table = f"tabeller:\n  t:\n    enhet: antal\n    kolumner:\n      - antal: Antal\n    rader:\n{indented(rows, 6)}\n"
    chart = f"diagram:\n  d:\n    tabell: t\n    typ: {kind}\n    serier: {series}\n    alternativtext: Ord.\n"
    (block,) = (each for each in composed(table + chart, "diagram: d", profile=profile) if isinstance(each, ChartBlock))
    drawing = block.drawing
    shapes = {f"{each.kind} {each.series} {each.state}" for each in drawing.bars}
    shapes |= {f"{each.kind} {each.series} {each.state}" for each in drawing.paths}
    shapes |= {f"text {each.series} {each.state}" for each in drawing.texts if each.series}
    return {each.strip() for each in shapes}


@pytest.mark.parametrize(
    ("kind", "series", "expected"),
    [
        ("staplar", "rader", {"bar 1 grön", "bar 2 gul", "swatch 1 grön", "swatch 2 gul"}),
        ("staplade staplar", "rader", {"bar 1 grön", "bar 2 gul", "swatch 1 grön", "swatch 2 gul"}
         | {"text 1 grön", "text 2 gul"}),
        ("liggande staplar", "kolumner", {"bar 1 grön", "bar 1 gul"}),
        ("staplade staplar", "kolumner", {"bar 1 grön", "bar 1 gul", "text 1 grön", "text 1 gul"}),
        ("linje", "rader", {"point 1 grön", "point 2 gul", "line 1 grön", "line 2 gul"}),
        ("linje", "kolumner", {"line 1", "point 1"}),
    ],
)  # fmt: skip
def test_states_have_their_colours_in_charts(kind: str, series: str, expected: set[str]) -> None:
    """Whether they are series or categories, by their keys or their printed words; a line over states is no state."""
    assert colours(["Enligt plan", "Gul"], kind, series) == expected
    assert colours(["Grön", "Gul"], kind, series) == expected


@pytest.mark.parametrize("labels", [["Grön", "Blå"], ["Grön"], ["Hem", "Skola"]])
def test_what_is_not_all_states_has_the_colours_of_series(labels: list[str]) -> None:
    """A word beside them, or one word alone, says that they are no states."""
    assert not any("grön" in each for each in colours(labels))


def test_words_of_several_scales_have_a_colour_where_these_agree() -> None:
    """Else a chart would say by a colour what nobody has said."""
    other = "  andra:\n    Gul:\n      färg: {}\n    Röd:\n      färg: röd\nuppföljningstyper:\n"

    agreeing, differing = (
        colours(["Gul", "Röd"], profile=COLOURED.replace("statusskalor:\n", "statusskalor:\n" + other.format(colour)
                                                         .removesuffix("uppföljningstyper:\n")))
        for colour in ("gul", "grön")
    )  # fmt: skip

    assert "bar 1 gul" in agreeing
    assert differing == {"bar 1", "bar 2", "swatch 1", "swatch 2"}


def test_a_state_without_a_colour_leaves_its_chart_as_it_is() -> None:
    """Half a chart in the colours of states would mislead."""
    assert not any("grön" in each for each in colours(["Grön", "Gul"], profile=PROFILE))
