"""The ledger: what becomes of tables, single figures and records, how they are named, and all that is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.compose import explain
from generator.content import Decimals
from generator.document import Use
from generator.figures import Carried, Computed, Ledger, StatedOrigin
from generator.figures.resolve import in_order
from generator.problems import Problem, Rejected
from tests.figures.resolving import content_of, ledger_of, problems_of, text_of

ECONOMY = """
tabeller:
  ekonomi:
    enhet: mnkr
    decimaler: 1
    kolumner:
      - Utfall:
          - intäkter: Intäkter
          - kostnader: Kostnader
          - netto: Netto
            formel: intäkter + kostnader
      - Budget:
          - netto: Netto
      - avvikelse: Avvikelse
        formel: utfall.netto - budget.netto
        plustecken: ja
      - andel: Andel
        enhet: "%"
        decimaler: 0
        formel: utfall.netto / budget.netto
    rader:
      - Barn: 3,2 | -66,1 | -60,9
      - Vuxna: 4,6 | -26,0 | -24,8
        id: vuxna
      - Summa:
        typ: summa
"""


@pytest.fixture(scope="module", name="economy")
def _economy() -> Ledger:
    """A table with groups, formulas and a computed sum row."""
    return ledger_of(ECONOMY)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ekonomi.barn.intäkter", "3.2"),
        ("ekonomi.barn.utfall.intäkter", "3.2"),
        ("ekonomi.barn.utfall.netto", "-62.9"),
        ("ekonomi.barn.budget.netto", "-60.9"),
        ("ekonomi.barn.avvikelse", "-2.0"),
        ("ekonomi.summa.intäkter", "7.8"),
        ("ekonomi.summa.kostnader", "-92.1"),
        ("ekonomi.summa.utfall.netto", "-84.3"),
        ("ekonomi.summa.budget.netto", "-85.7"),
        ("ekonomi.summa.avvikelse", "1.4"),
    ],
)
def test_a_table_is_computed_by_its_columns_and_sums(economy: Ledger, name: str, value: str) -> None:
    """Formulas look in their own group and row first; a sum row left empty is computed, and a formula wins over it."""
    (figure,) = economy.names[name]

    assert economy.figures[figure].value == Decimal(value)


def test_per_cent_is_not_summed(economy: Ledger) -> None:
    """The sum row of a column of shares is its formula over the sums."""
    share = economy.figures["ekonomi.summa.andel"]

    assert share.value is not None
    assert round(share.value, 3) == Decimal("98.366")
    assert (share.unit, text_of(economy, "ekonomi.summa.andel")) == ("%", "98 %")


def test_a_group_is_named_only_where_it_must_be(economy: Ledger) -> None:
    """The canonical id has the group where two groups have the column; without it such a name is ambiguous."""
    assert "ekonomi.barn.intäkter" in economy.figures
    assert "ekonomi.barn.utfall.intäkter" not in economy.figures
    assert economy.names["ekonomi.barn.netto"] == ("ekonomi.barn.utfall.netto", "ekonomi.barn.budget.netto")
    with pytest.raises(Rejected) as caught:
        text_of(economy, "ekonomi.barn.netto")
    (problem,) = caught.value.problems
    assert problem.code == "T211"
    assert "ekonomi.barn.utfall.netto, ekonomi.barn.budget.netto" in problem.hint


def test_a_cell_knows_its_figure(economy: Ledger) -> None:
    """Tables and charts ask by row and column."""
    assert economy.cell("ekonomi", 0, 2).id == "ekonomi.barn.utfall.netto"
    assert economy.cell("ekonomi", 2, 4).value == Decimal("1.4")
    assert economy.cell("ekonomi", 2, 4).plus
    with pytest.raises(KeyError):
        economy.cell("ekonomi", 3, 0)


def test_a_figure_knows_where_it_comes_from(economy: Ledger) -> None:
    """Stated at its cell; computed by a formula at its place, from the figures in it."""
    stated, computed = economy.figures["ekonomi.barn.intäkter"], economy.figures["ekonomi.barn.avvikelse"]
    total = economy.figures["ekonomi.summa.intäkter"]

    assert isinstance(stated.origin, StatedOrigin)
    assert (stated.where.line, stated.where.column) == (22, 15)
    assert isinstance(computed.origin, Computed)
    assert computed.origin.formula == "utfall.netto - budget.netto"
    assert computed.origin.terms == ("ekonomi.barn.utfall.netto", "ekonomi.barn.budget.netto")
    assert isinstance(total.origin, Computed)
    assert total.origin.formula == "ekonomi.barn.intäkter + ekonomi.vuxna.intäkter"


ROWS = """
tabeller:
  t:
    enhet: tkr
    kolumner:
      - a: A
      - b: B
        summera: nej
    rader:
      - Intäkter:
        typ: mellanrubrik
        id: intäkter
        summera: [ett, två]
        formel: ett + två
      - Ett: 10 | 1
      - Två: 20 | 2
      - Varav två: 5 | 1
        typ: varav
      - Del:
        typ: delsumma
        id: del
      - Tre: 30 | 3
      - "Avgår: fyra": 4 | 4
        id: fyra
        typ: avgår
      - Del två:
        typ: delsumma
        id: del_två
      - Antal: 7 | 7
        enhet: "%"
        id: andel
      - Allt:
        typ: resultat
        id: allt
      - Valda:
        typ: summa
        id: valda
        summera: [tre, -ett]
      - Kvot:
        formel: allt / valda
        enhet: "%"
        decimaler: 1
"""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("t.del.a", "30"),
        ("t.del_två.a", "26"),
        ("t.allt.a", "56"),
        ("t.valda.a", "20"),
        ("t.kvot.a", "280"),
        ("t.allt.b", None),
    ],
)
def test_sums_are_of_the_rows_they_are_of(name: str, value: str | None) -> None:
    """A subtotal sums since the last, a total all; of which is not added, less is subtracted, shares are left out."""
    assert ledger_of(ROWS).figures[name].value == (None if value is None else Decimal(value))


def test_single_figures_and_cells_are_stated_once() -> None:
    """A figure that is computed, carried or repeated has the value of where it comes from, and says so."""
    earlier = {"2022": "tal:\n  lön: 12,0 mnkr\n"}
    ledger = ledger_of(
        """
        tal:
          lön: = föregående_bokslut.lön
          dubbel: = lön * 2
          andel:
            värde: = t.a.x / t.b.x
            enhet: "%"
          tunga:
            värde: = t.a.x
            enhet: tkr
            läge: preliminär
        tabeller:
          t:
            enhet: mnkr
            kolumner:
              - x: X
              - y: Y
            rader:
              - A: 1,5 | = -x
              - B: 3,0 | = lön + b.x
              - C: = t.a.y | _
        """,
        earlier,
    )
    values = {name: figure.value for name, figure in ledger.figures.items()}

    assert values["lön"] == 12
    assert ledger.figures["lön"].origin == Carried("föregående_bokslut", "lön", ledger.figures["lön"].where)
    assert (values["dubbel"], ledger.figures["dubbel"].unit) == (Decimal(24), "mnkr")
    assert (values["andel"], ledger.figures["andel"].unit) == (Decimal(50), "%")
    assert (values["tunga"], ledger.figures["tunga"].unit) == (Decimal(1500), "tkr")
    assert ledger.figures["tunga"].status == "preliminär"
    assert [values[f"t.{name}"] for name in ("a.y", "b.y", "c.x", "c.y")] == [
        Decimal("-1.5"),
        Decimal(15),
        Decimal("-1.5"),
        None,
    ]


def test_labelled_values_are_cited_by_label() -> None:
    """Several figures in a cell have a name each; without the label the author is asked which."""
    ledger = ledger_of(
        """
        tabeller:
          t:
            kolumner:
              - helår: Helår
            rader:
              - A: 44 % Perioden ; 39 % Helår
              - B: 40 %
        """
    )

    assert text_of(ledger, "t.a.helår.perioden") == "44 %"
    assert text_of(ledger, "t.a.helår.helår") == "39 %"
    assert text_of(ledger, "t.b.helår") == "40 %"
    assert ledger.cell("t", 0, 0, 1).value == 39
    with pytest.raises(Rejected) as caught:
        text_of(ledger, "t.a.helår")
    assert [problem.code for problem in caught.value.problems] == ["T211"]


def test_blank_leaves_a_formula_of_a_column_blank() -> None:
    """Where a column's formula meets a blank cell its own is blank; “..” is passed on, and “–” counts as nothing."""
    ledger = ledger_of(
        """
        tabeller:
          t:
            enhet: mnkr
            kolumner:
              - a: A
              - b: B
              - c: C
                formel: a - b
            rader:
              - Ett: 3,0 | _
              - Två: 3,0 | ..
              - Tre: 3,0 | –
              - Fyra: – | –
              - Allt:
                typ: summa
        """
    )
    found = [ledger.cell("t", row, 2) for row in range(5)]

    assert [(figure.value, figure.sign) for figure in found] == [
        (None, ""),
        (None, ".."),
        (Decimal("3.0"), ""),
        (None, "–"),
        (None, ".."),
    ]
    assert ledger.figures["t.allt.a"].value == 9


def only(text: str) -> Problem:
    """The one problem of a period."""
    found = problems_of(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "told"),
    [
        ("tal:\n  a: = b\n  b: = c\n  c: = a + 1", "T203", 2, 8, "a → b → c → a"),
        ("tal:\n  a: = a", "T203", 2, 8, "sig självt"),
        ("tal:\n  a: = okänd * 2", "T201", 2, 8, "okänd"),
        ("tal:\n  a: 1\n  b: = 2 * aa", "T201", 3, 12, "”a”"),
        ("tal:\n  a: = 1 +", "T202", 2, 11, "tar slut"),
        ("tal:\n  a: 1 mnkr\n  b: 2 %\n  c: = a + b", "T205", 4, 12, "mnkr och %"),
        ("tal:\n  a: 0\n  b: = 1 / a", "T206", 3, 12, "noll"),
        ("tal:\n  a: 1 mnkr\n  b: \n    värde: = a * 2\n    enhet: '%'", "T205", 4, 14, "%"),
        ("tal:\n  a: 1\n  b: = a | plustecken", "T208", 3, 12, "plustecken"),
        ("texter:\n  t: |\n    ett\n    två {{ tre.fyra }}", "T201", 4, 12, "tre"),
        ('texter:\n  t: "x {{ tre }}"', "T201", 2, 12, "tre"),
        ("texter:\n  t: x {{ tre }}", "T201", 2, 11, "tre"),
        ("texter:\n  t: |\n    {% if a %}", "T209", 3, 5, "{%"),
    ],
)
def test_faults_of_figures_are_told_where_they_stand(text: str, code: str, line: int, column: int, told: str) -> None:
    """Rings, unknown names, units and unreadable expressions have the line and column of the fault."""
    problem = only(text)

    assert (problem.code, problem.where.line, problem.where.column) == (code, line, column)
    assert told in f"{problem.message} {problem.found} {problem.hint}"


def test_one_fault_is_told_once() -> None:
    """What hangs on a figure that cannot be worked out is not reported again, nor are citations of it."""
    text = "tal:\n  a: = okänd\n  b: = a + 1\n  c: = b\ntexter:\n  t: |\n    {{ a }} {{ c | plustecken }}\n"

    assert [problem.code for problem in problems_of(text)] == ["T201"]


@pytest.mark.parametrize("formula", ["-t.x.a", "t.x.a + t.y.a", "t.x.a / 2"])
def test_of_nothing_there_is_nothing(formula: str) -> None:
    """A sum or a change of sign of what is not there is not there either, and no fault; “..” is not known."""
    table = "tabeller:\n  t:\n    kolumner:\n      - a: A\n    rader:\n      - X: –\n      - Y: –\n"
    cell = f"      - Z: = {formula}\n"

    figure = ledger_of(table + cell).figures["t.z.a"]

    assert (figure.value, figure.sign) == (None, "–")
    assert [each.code for each in problems_of(table.replace("–", "..") + cell)] == ["T207"]


def test_a_column_formula_tells_a_fault_once() -> None:
    """A formula for many rows is one text of the author's."""
    problem = only(
        "tabeller:\n  t:\n    kolumner:\n      - a: A\n      - b: B\n        formel: aa * 2\n"
        "    rader:\n      - X: 1\n      - Y: 2\n"
    )

    assert (problem.code, problem.where.line, problem.where.column) == ("T201", 6, 17)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("b: = a", Decimals(1)),
        ("b: = -a", None),
        ("b:\n    värde: = a\n    decimaler: 2", Decimals(2)),
        ("b:\n    värde: = a\n    enhet: mnkr", None),
    ],
)
def test_a_figure_that_only_cites_is_printed_with_as_many_decimals(entry: str, expected: Decimals | None) -> None:
    """Unless it says so itself, has another unit or is computed."""
    period = f"tal:\n  c: 1400 tkr\n  a:\n    värde: = c / 3\n    enhet: tkr\n    decimaler: 1\n  {entry}\n"

    assert ledger_of(period).figures["b"].shown == expected


def test_a_row_that_hides_the_figure_it_would_cite_is_named() -> None:
    """In a table the row of that name comes first: the way out is another id."""
    problem = only(
        "tabeller:\n  t:\n    kolumner:\n      - a: A\n    rader:\n      - Soliditet: = soliditet\n"
        "tal:\n  soliditet: 40\n"
    )

    assert (problem.code, problem.where.line) == ("T203", 6)
    assert "”soliditet” raden eller kolumnen själv" in problem.hint


def test_a_ring_of_several_hides_nothing() -> None:
    """Rows that cite each other do so by their names: one of them is to be written."""
    problem = only(
        "tabeller:\n  t:\n    kolumner:\n      - a: A\n    rader:\n      - X: = y\n      - Y: = x\n"
        "tal:\n  x: 40\n  y: 41\n"
    )

    assert problem.hint == "Skriv ett av talen i stället för att räkna ut det."


def test_a_formula_for_one_figure_needs_its_figures() -> None:
    """A sum that somebody wrote for one figure is not blank in silence."""
    table = "tabeller:\n  t:\n    kolumner:\n      - a: A\n    rader:\n      - X: _\n"

    assert [problem.code for problem in problems_of(table + "tal:\n  b: = t.x.a + 1\n")] == ["T207"]
    assert problems_of(table + "tal:\n  b: = t.x.a\n") == ()


def test_all_places_that_cite_are_looked_through() -> None:
    """Titles, headings, labels, cells, notes, alternative texts and fields are read before anything is composed."""
    content = """
    tabeller:
      t:
        rubrik: "{{ fel_1 }}"
        radrubrik: "{{ fel_2 }}"
        anmärkning: "{{ fel_3 }}"
        teckenförklaring: "{{ fel_4 }}"
        kolumner:
          - Grupp {{ fel_5 }}:
              - a: "{{ fel_6 }}"
                typ: text
              - b: B
        rader:
          - "Rad {{ fel_7 }}": x {{ fel_8 }} | 1
        fotnoter:
          n: "{{ fel_9 }}"
    diagram:
      d:
        typ: staplar
        tabell: t
        rubrik: "{{ fel_10 }}"
        alternativtext: "{{ fel_11 }}"
    texter:
      sammanfattning: "{{ fel_12 }}"
      om_enheten: "{{ post.fel_13 }}"
      löst: "{{ fel_14 }}"
    enheter:
      - id: ett
        rubrik: Ett
        kommentar: "{{ fel_15 }}"
    """
    found = problems_of(content, documents=True)

    assert {problem.code for problem in found} == {"T201"}
    assert sorted(int(problem.found.rpartition("_")[2]) for problem in found) == list(range(1, 16))


def test_sections_and_documents_are_cited() -> None:
    """Numbers of sections are known by the document that they stand in."""
    ledger = ledger_of("texter:\n  sammanfattning: Se {{ avsnitt.enheter.nummer }}.\n", documents=True)

    assert text_of(ledger, "dokument.rapport.avsnitt.enheter.nummer") == "2"
    assert text_of(ledger, "dokument.rapport.titel") == "Rapport"
    assert [
        problem.code
        for problem in problems_of("texter:\n  sammanfattning: '{{ avsnitt.enhet.nummer }}'\n", documents=True)
    ] == ["T201"]


def test_a_text_is_cited_with_each_record_it_is_shown_for() -> None:
    """A text in a section per record is worked out for every record."""
    text = "texter:\n  om_enheten: '{{ post.utfall }}'\nenheter:\n  - id: a\n    rubrik: A\n    utfall: 1,0\n"
    text += "  - id: b\n    rubrik: B\n"

    assert [problem.code for problem in problems_of(text, documents=True)] == ["T207"]


def test_a_record_is_computed_by_its_type() -> None:
    """A field's formula fills what nobody wrote, chosen by another field where the type says so."""
    text = """
    enheter:
      grupp_ett:
        - id: a
          rubrik: A
          utfall: 8,0
          budget: 10,0
          riktning: upp
        - id: b
          rubrik: B
          utfall: 8,0
          budget: 10,0
          riktning: ner
        - id: c
          rubrik: C
          utfall: 1,0
    """
    ledger = ledger_of(text)
    shares = [ledger.field("enheter", name, "andel") for name in "abc"]

    assert [share.value if share else None for share in shares] == [80, 125, None]
    assert text_of(ledger, "enheter.a.avvikelse") == "−2,0 mnkr"
    assert ledger.field("enheter", "c", "budget") is None
    assert text_of(ledger, "enheter.a.grupp") == "grupp_ett"
    assert ledger.sum_of("enheter", "utfall").value == 17
    assert ledger.sum_of("enheter", "utfall").unit == "mnkr"
    assert ledger_of("enheter: []").sum_of("enheter", "utfall").value == 0


def test_faults_of_an_earlier_period_are_told_where_it_is_cited() -> None:
    """Last year's report is not mended by this one: only a figure that is asked for can stand in the way."""
    earlier = {"2022": "tal:\n  hel: 1\n  trasig: = okänd\ntexter:\n  t: '{{ okänd }}'\n"}

    assert problems_of("tal:\n  a: = föregående_bokslut.hel\n", earlier) == ()
    assert [each.code for each in problems_of("tal:\n  a: = föregående_bokslut.trasig\n", earlier)] == ["T207"]


def test_a_long_chain_of_formulas_is_followed() -> None:
    """Hundreds of figures, each computed from the one before, are no strain."""
    lines = ["tal:", "  a0: 1", *(f"  a{number}: = a{number - 1} + 1" for number in range(1, 1500))]
    ledger = ledger_of("\n".join(reversed(lines[1:])).join(("tal:\n", "\n")))

    assert ledger.figures["a1499"].value == 1500


def test_the_ledger_is_the_same_whatever_the_order() -> None:
    """Figures come in the order of the content, not in that of their computing."""
    ledger = ledger_of("tal:\n  b: = a\n  a: 1\n  c: 2\n")

    assert list(ledger.figures) == ["b", "a", "c"]
    assert ledger == ledger_of("tal:\n  b: = a\n  a: 1\n  c: 2\n")


def test_a_figure_is_explained() -> None:
    """The explanation has value, unit, formula, what it is made of down to what is stated, and where it is printed."""
    content = "tal:\n  a: 1,5 mnkr\n  b: = a + föregående_bokslut.c\n  d: = b * 2\n"
    ledger = ledger_of(content, {"2022": "tal:\n  c: 2,0 mnkr\n"})
    uses = [Use(name, "rapport", "s", "body", "3,5 mnkr") for name in ("b", "a", "d - b")]
    explained = explain(ledger, uses, "b")

    assert (explained.value, explained.unit, explained.text) == (Decimal("3.5"), "mnkr", "3,5\u00a0mnkr")
    assert (explained.origin, explained.formula) == ("uträknat", "a + föregående_bokslut.c")
    assert [(step.name, step.depth) for step in explained.steps] == [("a", 1), ("föregående_bokslut.c", 1)]
    assert explained.used_by == ("d",)
    assert [use.figure for use in explained.uses] == ["b", "d - b"]
    assert [(step.name, step.depth) for step in explain(ledger, (), "d").steps] == [
        ("b", 1),
        ("a", 2),
        ("föregående_bokslut.c", 2),
    ]
    with pytest.raises(Rejected):
        explain(ledger, (), "period.år")


GRAPHS = st.dictionaries(st.integers(0, 12).map(str), st.lists(st.integers(0, 14).map(str), max_size=3), max_size=13)


@given(GRAPHS)
def test_an_order_puts_every_figure_after_its_own(needs: dict[str, list[str]]) -> None:
    """Each figure is computed after those it needs; what is left out is, or needs, a ring, and each ring is one."""
    order, rings = in_order(needs)
    place = {name: at for at, name in enumerate(order)}

    assert len(place) == len(order)
    for name in order:
        assert all(place[need] < place[name] for need in needs[name] if need in needs)
    assert bool(rings) == (len(order) < len(needs))
    for ring in rings:
        assert all(after in needs[name] for name, after in zip(ring, (*ring[1:], ring[0]), strict=True))
        assert not set(ring) & set(order)


def test_a_table_needs_no_documents() -> None:
    """A period with figures only is resolved like any other."""
    assert content_of("tal:\n  a: 1").documents == ()
    assert ledger_of("tal:\n  a: 1").figures["a"].value == 1


def test_a_bound_that_is_wider_than_any_amount_is_no_bound() -> None:
    """A quotient by almost nothing, squared again and again, is computed, and says no more of its rounding."""
    chain = "".join(f"  c{step + 1}: = c{step} * c{step} / 400\n" for step in range(30))
    ledger = ledger_of(f"tal:\n  a: 1,0\n  b: = a - 0.949\n  c0: = a / b\n{chain}")
    last = ledger.figures["c30"].quantity

    assert last is not None
    assert not last.high.is_finite()
