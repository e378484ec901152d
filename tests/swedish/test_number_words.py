"""Numbers in Swedish prose: which are quantities, how much they may stand for, and which are none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.swedish import NumberFormat, format_quantity, number_words


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("ett underskott på -2 mnkr", "-2", "mnkr"),
        ("uppgår till plus 13,7 mnkr", "13.7", "mnkr"),
        ("minus 4,5 miljoner kronor", "-4.5", "mnkr"),
        ("prognosen är - 20 mnkr", "-20", "mnkr"),
        ("kostade 1 804,9 tusen kronor", "1804.9", "tkr"),
        ("hela 12 361 anmälningar", "12361", None),
        ("dygnen var 15% fler", "15", "%"),
        ("en minskning med 2,5 procentenheter", "-2.5", "procentenheter"),
        ("under kvartalet 61 placeringar", "61", None),
        ("första kvartalet 2023 fanns 123,1 placeringar", "123.1", None),
        ("mer än hälften av mötena", "50", "%"),
        ("de två enheterna", "2", None),
    ],
)
def test_a_quantity_is_read_with_its_unit(text: str, value: str, unit: str | None) -> None:
    """Signs, words of sign, blanks, units in full and in short, words for numbers."""
    (mention,) = number_words(text)

    assert (abs(mention.value), mention.unit) == (abs(Decimal(value)), unit)
    assert text[mention.start : mention.end].strip() == text[mention.start : mention.end]


@pytest.mark.parametrize(
    "text",
    [
        "enligt 9 § LSS och 4 kap. 1 § SoL",
        "barn 0–20 år, över 18 år och 13-17-åringar",
        "den 15 februari till 31 maj 2023",
        "2023-04-30, 202408 och 2020–2023",
        "dnr SOCN 2023/41 och KFKS 2020/53",
        "Agenda 2030 och mål 5, fokusområde 3",
        "tertial 1, kvartal 2, Q1 och bilaga 2 och 3",
        "avsnitt 3.2.4 och sidan 8",
        "ring 08-718 80 00 eller 070-123 45 67",
        "nätverket R12, covid-19 och lagrum 5:1",
        "den 1:a och den 3:e",
        "www.exempel.se/2023 eller info2@exempel.se",
    ],
)
def test_what_is_no_quantity_is_passed_over(text: str) -> None:
    """Law, ages, dates, registers, goals, parts of years and documents, telephones, names and addresses."""
    assert [text[each.start : each.end] for each in number_words(text)] == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("118 mnkr", "117.5", "118.5"),
        ("2,1 mnkr", "2.05", "2.15"),
        ("drygt 5 000 dygn", "5000", "6000"),
        ("knappt 50 procent", "40", "50"),
        ("cirka 70 ungdomar", "65", "75"),
        ("15–20 procent", "14.5", "20.5"),
    ],
)
def test_precision_and_hedges_say_what_it_may_stand_for(text: str, low: str, high: str) -> None:
    """Half a unit of the last digit; a hedge rounds at the last digit that is not zero."""
    (mention,) = number_words(text)

    assert (mention.low, mention.high) == (Decimal(low), Decimal(high))


def test_a_unit_is_shared_with_the_number_before() -> None:
    """Both of "2 respektive 1 miljon kronor" are of money, and lean on each other."""
    one, other = number_words("ett överskott på 2 respektive 1 miljon kronor")

    assert (one.unit, one.shared, other.unit, other.shared) == ("mnkr", True, "mnkr", True)


@given(
    value=st.decimals(min_value=-99999, max_value=99999, places=1),
    unit=st.sampled_from(["kr", "tkr", "mnkr", "%", "miljoner kronor", "procent"]),
    hard=st.booleans(),
)
def test_a_printed_figure_is_read_back(value: Decimal, unit: str, hard: bool) -> None:  # noqa: FBT001 - drawn
    """Whatever the report prints in prose is read as the value that it printed."""
    text = format_quantity(value, unit, NumberFormat(), 1)
    printed = text if hard else text.replace("\u00a0", " ")

    (mention,) = number_words(f"Nettokostnaden uppgår till {printed}.")

    assert mention.value == value
    assert mention.low <= abs(value) <= mention.high


def test_an_endless_number_is_no_quantity() -> None:
    """What has more digits than any amount is read as no number, and costs no more than its length."""
    assert [mention.value for mention in number_words(f"Det kostade {'9' * 5000} kr och 12 kr.")] == [12]
