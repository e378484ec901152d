"""Numbers and units in Swedish: exact text out, exact values back."""

from __future__ import annotations

import inspect
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from generator.swedish import (
    UNITS,
    Ambiguous,
    NotANumber,
    NumberFormat,
    ReadNumber,
    convert,
    format_number,
    format_quantity,
    kronor_per,
    parse_labelled,
    parse_number,
    plain_quantity,
    rounded,
    rounded_sign,
)
from generator.swedish import numbers as swedish
from generator.swedish.numbers import IncompatibleUnits

AS_WRITTEN = NumberFormat()
ONE = NumberFormat(decimals=1)
WHOLE = NumberFormat(decimals=0)

# value, format, the text with every code point that is not ASCII spelt out
TEXTS = [
    ("0", AS_WRITTEN, "0"),
    ("-48.4", AS_WRITTEN, "\u221248,4"),
    ("1804.9", AS_WRITTEN, "1\u00a0804,9"),
    ("900", AS_WRITTEN, "900"),
    ("1000", AS_WRITTEN, "1\u00a0000"),
    ("12345678", AS_WRITTEN, "12\u00a0345\u00a0678"),
    ("-1234567.50", AS_WRITTEN, "\u22121\u00a0234\u00a0567,50"),
    ("123456.1", AS_WRITTEN, "123\u00a0456,1"),
    ("1E+4", AS_WRITTEN, "10\u00a0000"),
    ("0.285", NumberFormat(decimals=2), "0,29"),
    ("12.25", ONE, "12,3"),
    ("0.5", WHOLE, "1"),
    ("2.5", WHOLE, "3"),
    ("-2.5", WHOLE, "\u22123"),
    ("-655.5", WHOLE, "\u2212656"),
    ("999.95", ONE, "1\u00a0000,0"),
    ("-0.4", WHOLE, "0"),
    ("-0.04", ONE, "0,0"),
    ("-0.04", ONE.replace(plus=True), "0,0"),
    ("-0", AS_WRITTEN, "0"),
    ("0.04", ONE.replace(plus=True), "0,0"),
    ("3.2", ONE.replace(plus=True), "+3,2"),
    ("0", WHOLE.replace(plus=True), "0"),
    ("3.0", ONE, "3,0"),
    ("3.0", ONE.replace(at_most=True), "3"),
    ("3.04", ONE.replace(at_most=True), "3"),
    ("3.14", ONE.replace(at_most=True), "3,1"),
    ("100", ONE.replace(at_most=True), "100"),
    ("1.50", AS_WRITTEN.replace(at_most=True), "1,5"),
    ("-494.7", ONE.replace(minus="- "), "-\u00a0494,7"),
    ("-494.7", ONE.replace(minus="-"), "-494,7"),
    ("-494.7", ONE.replace(minus="–"), "\u2013494,7"),
    ("-494.7", ONE.replace(minus="minus "), "minus\u00a0494,7"),
    ("12345.6", ONE.replace(thousands="."), "12.345,6"),
    ("1234567", WHOLE.replace(thousands=""), "1234567"),
    ("1234567", WHOLE.replace(thousands=" "), "1\u00a0234\u00a0567"),
    ("0", ONE, "0,0"),
    ("0.0", ONE.replace(zero="0"), "0"),
    ("0", ONE.replace(zero=""), ""),
    ("0", ONE.replace(zero="–"), "\u2013"),
    ("0", ONE.replace(zero="+/- 0"), "+/-\u00a00"),
    ("0.04", ONE.replace(zero="–"), "0,0"),
]


@pytest.mark.parametrize(("value", "fmt", "text"), TEXTS)
def test_number_prints_exactly_so(value: str, fmt: NumberFormat, text: str) -> None:
    """Each value prints as these code points and no others: true minus, hard spaces, comma, rounded half away."""
    amount = Decimal(value)
    written = max(0, -int(amount.as_tuple().exponent))

    assert format_number(amount, fmt, written) == text


QUANTITIES = [
    ("-48.4", "mnkr", AS_WRITTEN, "\u221248,4\u00a0mnkr"),
    ("2.2", "mkr", AS_WRITTEN, "2,2\u00a0mkr"),
    ("44", "%", AS_WRITTEN, "44\u00a0%"),
    ("44", "%", AS_WRITTEN.replace(percent_space=False), "44%"),
    ("665", None, AS_WRITTEN, "665"),
    ("1665", "antal", AS_WRITTEN, "1\u00a0665"),
    ("12", "årsarbetare", AS_WRITTEN, "12\u00a0årsarbetare"),
    ("0.5", "miljoner kronor", AS_WRITTEN, "0,5\u00a0miljoner kronor"),
    ("1", "miljoner kronor", AS_WRITTEN, "1\u00a0miljon kronor"),
    ("1.0", "miljoner kronor", AS_WRITTEN, "1,0\u00a0miljoner kronor"),
    ("-1", "miljarder kronor", AS_WRITTEN.replace(minus="- "), "-\u00a01\u00a0miljard kronor"),
    ("1", "procentenheter", AS_WRITTEN.replace(plus=True), "+1\u00a0procentenhet"),
    ("11", "kronor", AS_WRITTEN, "11\u00a0kronor"),
    ("0", "mnkr", ONE.replace(zero="–"), "\u2013"),
    ("0", "mnkr", ONE.replace(zero=""), ""),
    ("0", "mnkr", ONE.replace(zero="0"), "0\u00a0mnkr"),
]


@pytest.mark.parametrize(("value", "unit", "fmt", "text"), QUANTITIES)
def test_quantity_prints_exactly_so(value: str, unit: str | None, fmt: NumberFormat, text: str) -> None:
    """A unit stands after a hard space, is in the singular after 1, and is left out where nothing is counted."""
    amount = Decimal(value)

    assert format_quantity(amount, unit, fmt, max(0, -int(amount.as_tuple().exponent))) == text


def test_quantity_in_a_message_has_plain_spaces() -> None:
    """A hard space in a message would be shown as a fault."""
    assert plain_quantity(Decimal("-1804.90"), "tkr", 2) == "\u22121 804,90 tkr"
    assert plain_quantity(Decimal("1804.90"), "tkr", 2, plus=True, at_most=True) == "+1 804,9 tkr"
    assert plain_quantity(None, "antal", 0) == "0"


READ = [
    ("-48,4", "-48.4", 1, None),
    ("\u221248,4", "-48.4", 1, None),
    ("\u2013 48,4", "-48.4", 1, None),
    ("- 494,7", "-494.7", 1, None),
    ("minus 48,4", "-48.4", 1, None),
    ("+9,2", "9.2", 1, None),
    ("+/- 0", "0", 0, None),
    ("1 804,9", "1804.9", 1, None),
    ("1\u00a0804,9", "1804.9", 1, None),
    ("1\u202f804,9", "1804.9", 1, None),
    ("1\u2009804,9", "1804.9", 1, None),
    ("  4 328 ", "4328", 0, None),
    ("-48.4", "-48.4", 1, None),
    ("1234.56", "1234.56", 2, None),
    ("1 804.9", "1804.9", 1, None),
    ("0.125", "0.125", 3, None),
    ("12,345", "12.345", 3, None),
    ("1.234.567", "1234567", 0, None),
    ("1.234,5", "1234.5", 1, None),
    ("338,0", "338.0", 1, None),
    ("2,2 mnkr", "2.2", 1, "mnkr"),
    ("2,2 Mnkr", "2.2", 1, "mnkr"),
    ("12tkr", "12", 0, "tkr"),
    ("50 %", "50", 0, "%"),
    ("0,6%", "0.6", 1, "%"),
    ("1 miljon kronor", "1", 0, "miljoner kronor"),
    ("665 familjer", "665", 0, "familjer"),
    ("1 200 kr/invånare", "1200", 0, "kr/invånare"),
    ("4,1 placeringar per 1 000 invånare", "4.1", 1, "placeringar per 1 000 invånare"),
]


@pytest.mark.parametrize(("text", "value", "decimals", "unit"), READ)
def test_number_is_read(text: str, value: str, decimals: int, unit: str | None) -> None:
    """Each way of writing a number gives its exact value, with as many decimals as were written."""
    number = parse_number(text)

    assert number == ReadNumber(Decimal(value), decimals, unit)
    assert str(number.value) == value


REFUSED = [
    ("", "ingenting"),
    ("–", "börjar inte"),
    ("Ja", "börjar inte"),
    (",5", "0,5"),
    ("12,", "sist, utan decimaler"),
    ("12.", "sist, utan decimaler"),
    ("48,4,5", "fler än ett decimalkomma"),
    ("1,234.5", "punkten står efter kommat"),
    ("12,3 4", "bland decimalerna"),
    ("1 80 4,9", "grupper om tre"),
    ("1  804", "grupper om tre"),
    ("0 804", "grupper om tre"),
    ("1.23.456", "grupper om tre"),
    ("12,3O", "bokstaven O står där siffran 0 väntas"),
    ("12,3 l", "bokstaven l står där siffran 1 väntas"),
    ("1l2", "bokstaven l står där siffran 1 väntas"),
    ("12familjer", "mellanslag ska stå mellan 12 och enheten"),
    ("50 % av budget", "kan inte stå efter 50"),
    ("2023-05-09", "kan inte stå efter 2023"),
    ("12–14", "kan inte stå efter 12"),
    ("+/- 3", "bara stå före noll"),
    ("1\u200b2", "U+200B"),
    ("\ufeff12", "U+FEFF"),
    ("٣", "börjar inte"),
    ("1e5", "Excel har kortat talet"),
    ("NaN", "börjar inte"),
    ("--5", "börjar inte"),
]


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_what_is_no_number_is_refused(text: str, why: str) -> None:
    """The refusal quotes what was written, says in Swedish what is wrong and shows how a number looks."""
    with pytest.raises(NotANumber) as caught:
        parse_number(text)

    assert why in caught.value.hint
    assert caught.value.text == text
    assert f"”{text}”" in str(caught.value)
    assert "−48,4 eller 1 804,9" in caught.value.expected


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("12.345", ("12 345", "12,345")),
        ("-12.345", ("−12 345", "−12,345")),
        ("1234.567", ("1 234 567", "1234,567")),
        ("1 234.567", ("1 234 567", "1 234,567")),
        ("2.500 mnkr", ("2 500", "2,500")),
    ],
)
def test_ambiguous_number_is_asked_about(text: str, readings: tuple[str, str]) -> None:
    """One point before three digits may be a group or a decimal sign: both are offered, and both can be read."""
    with pytest.raises(Ambiguous) as caught:
        parse_number(text)

    assert caught.value.readings == readings
    assert all(reading in str(caught.value) for reading in readings)
    assert parse_number(readings[0]).value == 1000 * parse_number(readings[1]).value


@pytest.mark.parametrize(
    ("text", "value", "unit", "label"),
    [
        ("44 % Perioden", "44", "%", "Perioden"),
        ("-3,2 miljoner kronor Helår", "-3.2", "miljoner kronor", "Helår"),
        ("12 mnkr", "12", "mnkr", ""),
        ("1 200 Kvinnor 2023", "1200", None, "Kvinnor 2023"),
        ("12", "12", None, ""),
    ],
)
def test_labelled_value_is_taken_apart(text: str, value: str, unit: str | None, label: str) -> None:
    """A labelled value is its number, its known unit and the label after them."""
    number, found = parse_labelled(text)

    assert (number.value, number.unit, found) == (Decimal(value), unit, label)


def test_label_must_stand_apart() -> None:
    """A letter typed among the digits does not become a label in silence."""
    with pytest.raises(NotANumber):
        parse_labelled("12,3O")


AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**16), max_value=10**16)
FORMATS = st.builds(
    NumberFormat,
    decimals=st.none() | st.integers(0, 4),
    at_most=st.booleans(),
    minus=st.sampled_from(["\u2212", "-", "\u2013", "- ", "\u2013 ", "minus "]),
    plus=st.booleans(),
    thousands=st.sampled_from(["\u00a0", "\u202f", ".", ""]),
    percent_space=st.booleans(),
    zero=st.sampled_from([None, "0", "+/- 0"]),
)
UNIT_WORDS = st.sampled_from([None, "antal", "familjer", *UNITS])


@given(AMOUNTS, FORMATS, st.integers(0, 6), UNIT_WORDS)
def test_printed_is_read_back(value: Decimal, fmt: NumberFormat, written: int, unit: str | None) -> None:
    """Whatever the format, the printed text is read back as the rounded value, or asked about with it as a reading."""
    text = format_quantity(value, unit, fmt, written)
    printed = rounded(value, fmt, written)
    readings = _readings(text)

    assert printed in {number.value for number in readings}
    assert len(readings) == 1 or fmt.thousands == "."
    assert len(readings) == 2 or convert(printed, unit, readings[0].unit) == printed


def _readings(text: str) -> list[ReadNumber]:
    """What a text can mean: one number, or the two that the reader asks about."""
    try:
        return [parse_number(text)]
    except Ambiguous as question:
        return [parse_number(reading) for reading in question.readings]


@given(AMOUNTS, FORMATS, st.integers(0, 6))
def test_zero_never_has_a_sign(value: Decimal, fmt: NumberFormat, written: int) -> None:
    """A sign is printed only before a value that is not zero as displayed, and agrees with rounded_sign."""
    text = format_number(value / 10**14, fmt.replace(zero=None), written)
    sign = rounded_sign(value / 10**14, fmt, written)
    minus = fmt.minus.replace(" ", "\u00a0")

    assert text.startswith(minus) == (sign < 0)
    assert text.startswith("+") == (fmt.plus and sign > 0)
    assert any(digit in "123456789" for digit in text) == (sign != 0)


@given(AMOUNTS, st.integers(0, 5))
def test_rounding_is_half_away_from_zero(value: Decimal, places: int) -> None:
    """Rounding is that of ROUND_HALF_UP, and Babel under that context prints the same digits."""
    fmt = NumberFormat(decimals=places)
    expected = value.quantize(Decimal(1).scaleb(-places), context=Context(prec=50, rounding=ROUND_HALF_UP))
    pattern = "#,##0" + ("." + "0" * places if places else "")
    with localcontext(Context(prec=50, rounding=ROUND_HALF_UP)):
        digits = format_decimal(abs(expected), pattern, "sv_SE")

    assert rounded(value, fmt, 0) == expected
    assert format_number(value, fmt, 0).removeprefix("\u2212") == digits


def test_long_amounts_are_not_rounded() -> None:
    """The precision of the caller's decimal context does not reach what is printed or read."""
    text = "123\u00a0456\u00a0789\u00a0012\u00a0345\u00a0678\u00a0901\u00a0234\u00a0567\u00a0890,12"
    with localcontext(Context(prec=5)):
        number = parse_number("\u2212" + text)

        assert format_number(number.value, AS_WRITTEN, number.decimals) == "\u2212" + text
        assert convert(convert(number.value, "kr", "mdkr"), "mdkr", "kr") == number.value


@pytest.mark.parametrize(
    ("value", "source", "target", "text"),
    [
        ("2.2", "mnkr", "tkr", "2200"),
        ("2.25", "mnkr", "kr", "2250000"),
        ("2250000", "kr", "mnkr", "2.250000"),
        ("-48.4", "mnkr", "mkr", "-48.4"),
        ("1.5", "miljarder kronor", "miljoner kronor", "1500"),
        ("44", "%", "procent", "44"),
        ("7", None, "antal", "7"),
        ("7", "familjer", "familjer", "7"),
    ],
)
def test_conversion_is_exact(value: str, source: str | None, target: str | None, text: str) -> None:
    """Conversion moves the decimal point and nothing else; the decimals of the answer are those of its exponent."""
    assert str(convert(Decimal(value), source, target)) == text


@pytest.mark.parametrize(
    ("source", "target"),
    [("mnkr", "%"), ("%", "procentenheter"), ("mnkr", None), (None, "kr"), ("familjer", "antal"), ("familjer", "barn")],
)
def test_incompatible_units_are_refused(source: str | None, target: str | None) -> None:
    """No factor joins money, per cent, percentage points, counts and other units; the message names both."""
    with pytest.raises(IncompatibleUnits) as caught:
        convert(Decimal(1), source, target)

    assert (source or "antal") in str(caught.value)
    assert (target or "antal") in str(caught.value)


def test_scale_is_in_kronor() -> None:
    """Money has a scale in kronor, everything else has none."""
    words = ("kr", "tkr", "mnkr", "mkr", "Mkr", "mdkr", "%", "antal", "familjer", None)

    assert [kronor_per(word) for word in words] == [1, 10**3, 10**6, 10**6, 10**6, 10**9, None, None, None, None]


def test_replace_keeps_the_rest() -> None:
    """A changed format differs in what was changed and in nothing else; the first is untouched."""
    fmt = NumberFormat(decimals=1, minus="-", zero="–")

    assert fmt.replace(plus=True) == NumberFormat(decimals=1, minus="-", zero="–", plus=True)
    assert not fmt.plus


def test_no_binary_float_is_used() -> None:
    """No float is made anywhere in the module."""
    assert "float" not in inspect.getsource(swedish)
