"""Expressions worked out: units, rounding, missing values, and what a citation prints."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.figures import Ledger, Quantity, Scope, added, converted, exactly, settled, subtracted
from generator.figures.quantity import Mismatch, divided, multiplied, negated, stated
from generator.problems import Rejected
from tests.figures.resolving import content_of, ledger_of, printed, problems_of, refusal, text_of

CONTENT = """
tal:
  resultat: -48,4 mnkr
  lön: 12 500 tkr
  bidrag: 2 409 905 kr
  noll: 0,0 mnkr
  nära_noll: -0,04 mnkr
  många: 1 215
  några: 3
  ärenden: 1 077
  andel: 44 %
  förra_andelen: 37,5 %
  tjänster: 12,5 årsarbetare
  skillnad: 3 procentenheter
  miljarder: 1,5 mdkr
tabeller:
  avvikelser:
    enhet: mnkr
    decimaler: 1
    talformat: avvikelse
    kolumner:
      - utfall: Utfall
      - prognos: Prognos
      - uppgift: Uppgift
        typ: text
    rader:
      - Vuxna: 3,3 | _ | {{ några }} enheter
      - Äldre: – | .. | okänt
enheter:
  - id: vuxen
    rubrik: Vuxen {{ några }}
    utfall: 2,1
    budget: 3,5
    status: Klar
    datum: 2023-03-09
    granne: äldre
    riktning: upp
  - id: äldre
    rubrik: Äldre
    budget: 2,0
"""

EARLIER = {
    "2022-t3": "enheter:\n  - id: vuxen\n    rubrik: Vuxen\n    utfall: 1,5\n",
    "2022": "tal:\n  resultat: -40,1 mnkr\n  trasig: = finns_inte\n",
}


@pytest.fixture(scope="module", name="ledger")
def _ledger() -> Ledger:
    """The figures that the cases cite."""
    return ledger_of(CONTENT, EARLIER)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        # as the figure is
        ("resultat", "−48,4 mnkr"),
        ("många", "1 215"),
        ("andel", "44 %"),
        ("tjänster", "12,5 årsarbetare"),
        ("avvikelser.vuxna.utfall", "3,3 mnkr"),
        ("noll", "0,0 mnkr"),
        ("nära_noll", "−0,04 mnkr"),
        # signs and units
        ("avvikelser.vuxna.utfall | plustecken", "+3,3 mnkr"),
        ("resultat | plustecken", "−48,4 mnkr"),
        ("noll | plustecken", "0,0 mnkr"),
        ("resultat | utan_tecken", "48,4 mnkr"),
        ("resultat | utan_enhet", "−48,4"),
        ("resultat | utan_tecken | miljoner_kronor", "48,4 miljoner kronor"),
        ("resultat | miljoner_kronor | utan_tecken", "48,4 miljoner kronor"),
        ("resultat | tkr", "−48 400 tkr"),
        ("resultat | kronor", "−48 400 000 kronor"),
        ("resultat | mdkr", "0,0 mdkr"),
        ("resultat | mdkr | decimaler(3)", "−0,048 mdkr"),
        ("resultat | decimaler(3) | mdkr", "−0,048 mdkr"),
        ("lön | mnkr", "12,5 mnkr"),
        ("bidrag | mnkr", "2,4 mnkr"),
        ("bidrag | tkr", "2 409,9 tkr"),
        ("bidrag | kronor", "2 409 905 kronor"),
        ("bidrag | decimaler(2)", "2 409 905,00 kr"),
        ("miljarder | mnkr", "1 500 mnkr"),
        ("resultat | decimaler(0)", "−48 mnkr"),
        ("resultat | decimaler(2)", "−48,40 mnkr"),
        ("andel | procent", "44 procent"),
        ("andel - förra_andelen", "6,5 %"),
        ("(andel - förra_andelen) | procentenheter", "6,5 procentenheter"),
        ("andel - skillnad", "41 %"),
        # arithmetic
        ("resultat + lön", "−35,9 mnkr"),
        ("lön + resultat", "−35 900 tkr"),
        ("resultat - resultat", "0,0 mnkr"),
        ("-resultat", "48,4 mnkr"),
        ("resultat * 2", "−96,8 mnkr"),
        ("resultat / 2", "−24,2 mnkr"),
        ("många + 1", "1 216"),
        ("resultat * andel", "−21,3 mnkr"),
        ("andel * resultat", "−21,3 mnkr"),
        ("andel * 2", "88 %"),
        ("många * andel", "535"),
        ("andel * andel", "19 %"),
        ("lön / några", "4 167 tkr"),
        ("(många - ärenden) / ärenden", "0,13"),
        ("((många - ärenden) / ärenden) | procent", "13 procent"),
        ("((många - ärenden) / ärenden) | decimaler(1) | procent", "12,8 procent"),
        ("(många / ärenden - 1) | procent", "13 procent"),
        ("(lön / resultat) | procent | decimaler(1)", "−25,8 procent"),
        ("1 / 3 * 3 | decimaler(3)", None),
        ("(1 / 3 * 3) | decimaler(3)", "1,000"),
        ("5", "5"),
        ('"ord"', "ord"),
        # words
        ('resultat | ordval(positiv: "upp", negativ: "ner", noll: "still")', "ner"),
        ('noll | ordval(positiv: "upp", negativ: "ner", noll: "still")', "still"),
        ('nära_noll | decimaler(1) | ordval(positiv: "upp", negativ: "ner", noll: "still")', "still"),
        ("resultat | överskott_underskott", "underskott"),
        ("lön | överskott_underskott", "överskott"),
        ("noll | överskott_underskott", "nollresultat"),
        ("(andel - förra_andelen) | ökning_minskning", "ökning"),
        ("(förra_andelen - andel) | ökning_minskning", "minskning"),
        ("noll | ökning_minskning", "oförändrat"),
        ("några | med_bokstäver", "tre"),
        ("många | med_bokstäver", "1 215"),
        ("resultat | utan_tecken | decimaler(0) | med_bokstäver", "48"),
        ('resultat | plustecken | inom("(", ")")', "(−48,4 mnkr)"),
        ('resultat | överskott_underskott | inom("ett ", "!")', "ett underskott!"),
        # missing
        ('avvikelser.vuxna.prognos | inom("(", ")")', ""),
        ('avvikelser.äldre.prognos | plustecken | inom("(", ")")', ""),
        ('avvikelser.äldre.utfall | mnkr | inom("(", ")")', ""),
        ('enheter.äldre.utfall | inom("(", ")")', ""),
        ("avvikelser.vuxna.utfall + avvikelser.äldre.utfall", "3,3 mnkr"),
        ("avvikelser.vuxna.utfall - avvikelser.äldre.utfall", "3,3 mnkr"),
        ("avvikelser.äldre.utfall - avvikelser.vuxna.utfall", "−3,3 mnkr"),
        ('(avvikelser.vuxna.utfall * avvikelser.äldre.utfall) | inom("(", ")")', ""),
        # records and sums of them
        ("enheter.vuxen.avvikelse", "−1,4 mnkr"),
        ("enheter.vuxen.andel", "60 %"),
        ("enheter.vuxen.status", "Genomförd"),
        ("enheter.vuxen.datum", "9 mars 2023"),
        ("enheter.vuxen.rubrik", "Vuxen 3"),
        ("enheter.vuxen.granne.rubrik", "Äldre"),
        ("enheter.vuxen.granne", "äldre"),
        ("summa(enheter.budget)", "5,5 mnkr"),
        ("summa(enheter.utfall) / 2", "1,1 mnkr"),
        ("avvikelser.vuxna.uppgift", "3 enheter"),
        # facts and other periods
        ("period.år", "2023"),
        ("period.år - 1", "2022"),
        ("period.år - 2019", "4"),
        ("period.tertial", "1"),
        ("period.månad", "april"),
        ("period.till", "30 april 2023"),
        ("period.intervall", "januari–april 2023"),
        ("nämnd.bestämd_form", "socialnämnden"),
        ("kommun.namn", "Storköpings kommun"),
        ("föregående_bokslut.resultat", "−40,1 mnkr"),
        ('period("2022").resultat', "−40,1 mnkr"),
        ("resultat - föregående_bokslut.resultat", "−8,3 mnkr"),
        ("föregående_bokslut.period.år", "2023"),
    ],
)
def test_what_a_citation_prints(ledger: Ledger, expression: str, text: str | None) -> None:
    """A citation is worked out exactly and printed as the house and its filters say."""
    if text is None:
        with pytest.raises(Rejected):
            text_of(ledger, expression)
    else:
        assert text_of(ledger, expression) == text


@pytest.mark.parametrize(
    ("expression", "code", "column", "told"),
    [
        ("resultatet", "T201", 1, "resultat"),
        ("avvikelser.vuxnna.utfall", "T201", 12, "vuxna"),
        ("avvikelser.vuxna.utfal", "T201", 18, "utfall"),
        ("resultat + avvikelser.vuxna.utfal", "T201", 29, "utfall"),
        ("avvikelser.vuxna", "T201", 1, "utfall"),
        ("vuxna.utfall", "T201", 1, "avvikelser.vuxna.utfall"),
        ("föregående_bokslut.resultatt", "T201", 20, "resultat"),
        ("föregående_bokslut", "T201", 1, "period"),
        ("samma_period_föregående_år.resultat", "T201", 1, "period.yaml"),
        ('period("2021").resultat', "T201", 1, "2022"),
        ("period.veckodag", "T201", 8, "veckodag"),
        ("period.kvartal", "T201", 8, "kvartal"),
        ("post.utfall", "T201", 1, "för_varje"),
        ("enheter.vuxen.utfal", "T201", 15, "utfall"),
        ("summa(enheter.x)", "T201", 1, "utfall"),
        ("summa(enhet.utfall)", "T201", 1, "enheter"),
        ("resultat + andel", "T205", 12, "mnkr och %"),
        ("resultat + 1", "T205", 12, "utan enhet"),
        ("resultat * lön", "T205", 12, "multipliceras"),
        ("andel / resultat", "T205", 9, "delas"),
        ("tjänster + resultat", "T205", 12, "årsarbetare"),
        ("resultat | procent", "T205", 12, "procent"),
        ("många | procent", "T205", 9, "procent"),
        ("många | mnkr", "T205", 9, "mnkr"),
        ("period.år * 2", "T205", 1, "år"),
        ("resultat / noll", "T206", 12, "noll"),
        ("avvikelser.vuxna.prognos", "T207", 1, "inom"),
        ("resultat + avvikelser.vuxna.prognos", "T207", 1, "inom"),
        ("enheter.äldre.kommentar", "T207", 1, "saknar"),
        ("föregående_bokslut.trasig", "T207", 1, "finns_inte"),
        ("enheter.vuxen.rubrik | mnkr", "T208", 24, "tal"),
        ("enheter.vuxen.rubrik + 1", "T209", 1, "tal"),
    ],
)
def test_a_fault_is_told_where_it_is(ledger: Ledger, expression: str, code: str, column: int, told: str) -> None:
    """Unknown names, units that do not meet, zero below the line and missing values are told at their column."""
    problem = refusal(ledger, expression)

    assert (problem.code, problem.where.column) == (code, column)
    assert told in f"{problem.message} {problem.expected} {problem.found} {problem.hint}"


def test_the_record_is_post(ledger: Ledger) -> None:
    """Within a record's section `post` is that record, and the same record a period earlier may be missing."""
    content = content_of(CONTENT, EARLIER)
    adult, elderly = (Scope(post=record) for record in content.period.records["enheter"])

    assert text_of(ledger, "post.utfall | plustecken", adult) == "+2,1 mnkr"
    assert text_of(ledger, "post.rubrik", adult) == "Vuxen 3"
    assert text_of(ledger, "post.granne.budget", adult) == "2,0 mnkr"
    assert text_of(ledger, 'post.föregående.utfall | plustecken | inom("(t3 ", ")")', adult) == "(t3 +1,5 mnkr)"
    assert text_of(ledger, 'post.föregående.utfall | plustecken | inom("(t3 ", ")")', elderly) == ""
    named = 'post.föregående.utfall | plustecken | inom("(" ~ föregående_period.period.id ~ " ", ")")'
    assert text_of(ledger, named, adult) == "(2023-t1 +1,5 mnkr)"
    assert text_of(ledger, named, elderly) == ""
    assert printed(ledger, "post.utfall", adult).figure == "enheter.vuxen.utfall"
    assert printed(ledger, "post.föregående.utfall", adult).figure == "föregående_period.enheter.vuxen.utfall"
    assert refusal(ledger, "post.utfal", adult).code == "T201"
    assert refusal(ledger, "post.utfal", adult).where.column == 6
    assert refusal(ledger, "post.föregående.utfal", adult).where.column == 17
    assert refusal(ledger, "post.föregående.utfall", elderly).code == "T207"


@pytest.mark.parametrize(
    ("expression", "figure", "value"),
    [
        ("resultat", "resultat", "-48.4"),
        ("resultat | utan_tecken | tkr", "resultat", "-48400"),
        ("bidrag | mnkr", "bidrag", "2.4"),
        ("resultat + lön", "resultat + lön", "-35.9"),
        ("resultat | överskott_underskott", "resultat", "-48.4"),
        ("föregående_bokslut.resultat", "föregående_bokslut.resultat", "-40.1"),
        ("period.år", "", None),
        ("enheter.vuxen.rubrik", "", None),
    ],
)
def test_what_is_printed_knows_its_figure(ledger: Ledger, expression: str, figure: str, value: str | None) -> None:
    """Each printed figure has its id, or the computation, and the number that the reader sees."""
    shown = printed(ledger, expression)

    assert shown.figure == figure
    assert shown.value == (None if value is None else Decimal(value))


def test_a_text_that_cites_itself_is_refused() -> None:
    """A heading cannot be part of itself."""
    with pytest.raises(Rejected) as caught:
        ledger_of("enheter:\n  - id: a\n    rubrik: x {{ post.rubrik }}\n")

    assert {problem.code for problem in caught.value.problems} == {"T203"}


# --- the algebra -----------------------------------------------------------------------------------------------------

AMOUNTS = st.decimals(-(10**9), 10**9, places=2, allow_nan=False, allow_infinity=False)
MONEY = st.sampled_from(["kr", "tkr", "mnkr", "mdkr", "miljoner kronor"])


def rounded(value: Decimal, unit: str = "mnkr") -> Quantity:
    """A value as stated with the decimals that it is written with."""
    return stated(value, unit, 2)


@given(AMOUNTS, AMOUNTS, MONEY, MONEY)
def test_sums_are_exact_in_any_units(left: Decimal, right: Decimal, unit: str, other: str) -> None:
    """Money of two units adds up exactly, in the left one's unit, whichever stands first."""
    total, turned = added(exactly(left, unit), exactly(right, other)), added(exactly(right, other), exactly(left, unit))

    assert (total.unit, turned.unit) == (unit, other)
    assert converted(turned, unit).value == total.value
    assert subtracted(total, exactly(right, other)).value == left


@given(AMOUNTS, AMOUNTS.filter(bool))
def test_a_quotient_times_its_divisor_is_the_dividend(left: Decimal, right: Decimal) -> None:
    """Repeating fractions leave no trace: what is divided and multiplied back is what it was."""
    quotient = divided(exactly(left, "mnkr"), exactly(right, "mnkr"))

    assert quotient.ratio
    assert settled(multiplied(quotient, exactly(right, "mnkr"))).value == left


@given(AMOUNTS, AMOUNTS.filter(bool))
def test_a_ratio_into_per_cent_is_times_a_hundred(left: Decimal, right: Decimal) -> None:
    """The share in per cent is a hundred times the fraction, to far more digits than are ever shown."""
    share = converted(divided(exactly(left, "antal"), exactly(right, "antal")), "%")

    assert abs(Fraction(share.value) - 100 * Fraction(left) / Fraction(right)) < Fraction(1, 10**30)


@given(st.lists(AMOUNTS, min_size=2, max_size=3), st.data())
def test_the_interval_holds_every_true_result(values: list[Decimal], data: st.DataObject) -> None:
    """Whatever true values were rounded to the printed ones, the true result lies between the bounds."""
    half = Decimal("0.005")
    result = rounded(values[0])
    true = values[0] + data.draw(st.decimals(-half, half, places=6))
    for value in values[1:]:
        shift = data.draw(st.decimals(-half, half, places=6))
        step = data.draw(st.sampled_from(["+", "-", "*", "/"]))
        other, true_other = rounded(value, "antal"), value + shift
        if step in "+-":
            other = rounded(value)
            result = added(result, other) if step == "+" else subtracted(result, other)
            true = true + true_other if step == "+" else true - true_other
        elif step == "*":
            result, true = multiplied(result, other), true * true_other
        elif value and true_other:
            result, true = divided(result, other), true / true_other

    # The test itself computes with 28 digits.
    slack = max(abs(true), Decimal(1)) * Decimal("1e-20")

    assert result.low - slack <= true <= result.high + slack


@given(AMOUNTS, st.integers(0, 4))
def test_rounding_room_is_half_a_unit_of_the_last_digit(value: Decimal, decimals: int) -> None:
    """A printed figure stands for everything that rounds to it; kronor and counts without decimals for themselves."""
    quantity = stated(value, "mnkr", decimals)

    assert quantity.high - quantity.low == Decimal(10) ** -decimals
    assert negated(negated(quantity)) == quantity
    assert stated(Decimal(7), "antal", 0).low == stated(Decimal(7), "kr", 0).high == 7
    assert stated(Decimal(7), "antal", 1).low < 7
    assert stated(Decimal(7), "tkr", 0).low < 7
    assert stated(Decimal(7), "%", 0).low < 7


def test_money_takes_a_rate() -> None:
    """A cost by the number of days is a rate where its figure is declared to be one, and no other word."""
    rate = divided(exactly(Decimal(12), "tkr"), exactly(Decimal(5), "antal"))

    assert converted(rate, "kr per dygn").value == 2400
    with pytest.raises(Mismatch, match="årsarbetare"):
        converted(rate, "årsarbetare")
    assert converted(exactly(Decimal(3)), "årsarbetare").unit == "årsarbetare"


def test_a_product_with_a_hundred_is_no_ratio() -> None:
    """Who multiplies by a hundred and asks for per cent is stopped before it becomes ten thousand."""
    share = multiplied(divided(exactly(Decimal(1), "kr"), exactly(Decimal(4), "kr")), exactly(Decimal(100)))

    assert re.search(r"25", str(share.value))
    with pytest.raises(Mismatch):
        converted(share, "%")


# --- per cent and pure numbers, the length of a period ---------------------------------------------------------------

GROWTH = (
    "tal:\n  löner: 2,0 %\n  volym: 3,5 %\n  kostnad: 200 mnkr\n  antal: 3\n  andel:\n    värde: = {}\n    enhet: {}\n"
)


@pytest.mark.parametrize(
    ("expression", "unit", "value"),
    [
        ("(1 + löner) * (1 + volym) - 1", '"%"', "5.57"),
        ("(1 + löner) * (1 + volym) * (1 - löner) - 1", '"%"', "3.4586"),
        ("1 - löner", '"%"', "98"),
        ("löner - 1", '"%"', "-98"),
        ("kostnad * (1 + löner)", "mnkr", "204"),
        ("kostnad / (1 + löner) * (1 + löner)", "mnkr", "200"),
        ("kostnad / period.antal_månader * 12", "mnkr", "600"),
        ("kostnad * period.månadsnummer / period.antal_dagar", "mnkr", "6.666666666666666666666666666666666666667"),
    ],
)
def test_per_cent_meets_a_pure_number_as_a_ratio(expression: str, unit: str, value: str) -> None:
    """Growth is compounded at full precision; a period of four months and 120 days counts as pure numbers."""
    assert ledger_of(GROWTH.format(expression, unit)).figures["andel"].value == Decimal(value)


def test_a_compounded_growth_is_checked_with_its_rounding() -> None:
    """5,6 % is 2,0 % and 3,5 % together; 5,4 % is not, however they were rounded."""
    text = "tal:\n  a: 2,0 %\n  b: 3,5 %\n  c:\n    värde: {}\n    stäms_av_mot: (1 + a) * (1 + b) - 1\n"

    assert problems_of(text.format("5,6 %")) == ()
    assert [each.code for each in problems_of(text.format("5,4 %"))] == ["T204"]


def test_a_count_is_no_pure_number() -> None:
    """Three clients and two per cent do not meet."""
    with pytest.raises(Rejected):
        ledger_of(GROWTH.format("antal + löner", '"%"'))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("månadsnummer", "4"), ("antal_månader", "4"), ("antal_dagar", "120"), ("antal_månader | med_bokstäver", "fyra")],
)
def test_the_length_of_a_period_is_a_number(name: str, expected: str) -> None:
    """It can be cited, and written in letters."""
    assert text_of(ledger_of("tal: {}"), f"period.{name}") == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("- Anställda: 900 | 600\n        enhet: antal\n        decimaler: 0", "50,0 %"),
        ("- Kostnad: 12 | 16\n        enhet: kr", "−25,0 %"),
        ("- Soliditet: 45 % | 40 %\n        enhet: '%'\n        decimaler: 0", "13 %"),
        ("- Lån: 3,0 | 2,0", "50,0 %"),
    ],
)
def test_a_share_that_a_column_computes_is_one_in_rows_of_any_unit(row: str, expected: str) -> None:
    """The unit and the decimals of the row are those of its other figures; a row of per cent keeps its decimals."""
    text = (
        "tabeller:\n  t:\n    enhet: mnkr\n    decimaler: 1\n    kolumner:\n      - nu: Nu\n      - förra: Förra\n"
        "      - andel: Ändring\n        enhet: '%'\n        decimaler: 1\n        formel: (nu - förra) / förra\n"
        f"    rader:\n      {row}\n"
    )
    ledger = ledger_of(text)
    name = next(each for each in ledger.figures if each.endswith(".andel"))

    assert text_of(ledger, name) == expected


def test_what_is_computed_of_a_computed_figure_has_its_decimals() -> None:
    """A difference of two shares is said as closely as the table prints them."""
    text = (
        "tabeller:\n  t:\n    enhet: mnkr\n    decimaler_procent: 1\n"
        "    kolumner:\n      - nu: Nu\n      - förra: Förra\n    rader:\n"
        "      - Eget: 500,2 | 420,3\n      - Allt: 1000,1 | 851,2\n"
        "      - Soliditet:\n        enhet: '%'\n        formel: eget / allt\n"
    )

    assert text_of(ledger_of(text), "t.soliditet.nu - t.soliditet.förra") == "0,6 %"
