"""Dates, prose, names and words in Swedish."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from time import perf_counter

import pytest
from babel.dates import format_date as babel_date
from babel.lists import format_list
from hypothesis import given
from hypothesis import strategies as st

from generator.swedish import (
    MONTHS,
    NotADate,
    format_date,
    format_interval,
    hard_spaces,
    identifier,
    join_words,
    parse_date,
    sort_key,
    words_for,
)


def test_months_are_twelve_in_order_and_in_lower_case() -> None:
    """The names from januari to december, as the calendar has them."""
    names = "januari februari mars april maj juni juli augusti september oktober november december"

    assert tuple(names.split()) == MONTHS


@given(st.dates(min_value=date(1000, 1, 1)))
def test_dates_agree_with_babel_and_are_read_back(day: date) -> None:
    """The long date is CLDR's with a hard space between day and month; the ISO date is read back."""
    long = format_date(day)

    assert long.replace("\u00a0", " ") == babel_date(day, "long", locale="sv_SE")
    assert long.index("\u00a0") == len(str(day.day))
    assert parse_date(format_date(day, "iso")) == day


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("9 maj 2023", "här 2023-05-09"),
        ("den 9\u00a0Maj 2023", "här 2023-05-09"),
        ("20230509", "skriv år-månad-dag."),
        ("2023-W01-1", "skriv år-månad-dag."),
        ("2023-5-9", "skriv år-månad-dag."),
        ("2023-02-29", "februari 2023 har 28 dagar"),
        ("2023-04-00", "april 2023 har 30 dagar"),
        ("2023-13-01", "ingen månad 13"),
        ("0000-01-01", "inget år 0000"),
        ("", "skriv år-månad-dag."),
    ],
)
def test_what_is_no_date_is_refused(text: str, hint: str) -> None:
    """Only year-month-day of a real day is a date; the refusal says in Swedish what to write."""
    with pytest.raises(NotADate) as caught:
        parse_date(text)

    assert hint in caught.value.hint
    assert "2023-05-09" in caught.value.expected


@pytest.mark.parametrize(
    ("start", "end", "style", "text"),
    [
        ("2023-01-01", "2023-04-30", "months", "januari\u2013april 2023"),
        ("2023-01-01", "2023-01-31", "months", "januari 2023"),
        ("2025-01-01", "2025-12-31", "months", "januari\u2013december 2025"),
        ("2024-02-01", "2024-02-29", "months", "februari 2024"),
        ("2024-02-01", "2024-02-28", "months", "1\u201328\u00a0februari 2024"),
        ("2025-01-01", "2026-03-31", "months", "januari 2025\u2013mars 2026"),
        ("2025-01-01", "2026-01-31", "months", "januari 2025\u2013januari 2026"),
        ("2025-01-01", "2025-06-30", "days", "1\u00a0januari\u201330\u00a0juni 2025"),
        ("2025-01-15", "2025-06-30", "months", "15\u00a0januari\u201330\u00a0juni 2025"),
        ("2025-12-15", "2026-01-14", "months", "15\u00a0december 2025\u201314\u00a0januari 2026"),
        ("2023-05-09", "2023-05-09", "months", "9\u00a0maj 2023"),
        ("2023-01-01", "2023-04-30", "iso", "2023-01-01\u20132023-04-30"),
    ],
)
def test_interval_prints_exactly_so(start: str, end: str, style: str, text: str) -> None:
    """A period is its months or its days, with an en dash without blanks, and says once what both ends share."""
    chosen = {"months": "months", "days": "days", "iso": "iso"}[style]

    assert format_interval(parse_date(start), parse_date(end), chosen) == text  # type: ignore[arg-type]


def test_interval_that_ends_before_it_begins_is_refused() -> None:
    """A period cannot run backwards."""
    with pytest.raises(ValueError, match="slutar före"):
        format_interval(date(2023, 5, 1), date(2023, 4, 30))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "noll"),
        (1, "ett"),
        (12, "tolv"),
        (13, "13"),
        (1200, "1\u00a0200"),
        (-1, "\u22121"),
        ("3.0", "tre"),
        ("2.5", "2,5"),
    ],
)
def test_small_numbers_are_words(value: int | str, text: str) -> None:
    """Whole numbers up to twelve are words, all others digits."""
    assert words_for(Decimal(value)) == text


def test_one_has_two_genders() -> None:
    """1 is "ett" before a neuter noun and "en" before a common one; no other number changes."""
    assert [words_for(number, common_gender=True) for number in (1, 2)] == ["en", "två"]


@pytest.mark.parametrize("words", [[], ["a"], ["a", "b"], ["a", "b", "c"]])
def test_words_are_joined_as_babel_does(words: list[str]) -> None:
    """A list is joined as CLDR has it: commas, and "och" before the last."""
    assert join_words(words) == format_list(words, locale="sv_SE")


@pytest.mark.parametrize(
    "text",
    [
        "44~%, 12,3~mnkr, 500~kr och 5~tkr",
        "12,3~miljoner kronor och 1~miljard kronor",
        "3~procent blev 2~procentenheter",
        "§~109, §§~3 och 4, 9~§ samt 11~kap. 16~§",
        "den 5 i månaden, den~5~februari 2025, 5~februari",
        "tabell~3, Diagram~2, bilaga~1, nr~4, s.~12, kl.~13.15",
        "dnr~SOCN 2023/41",
        "1~804,9 och 12~345~678~kr",
        "resultatet~– som väntat~– är gott",
        "under 2023 400 barn och 1 80 4",
        "12 krukor, 3 stolar, 4 kapitel",
        "januari–mars och 2025–2028",
        'koden `1 2 kr` och {{ a.b | inom("nr 5 kr", "") }}',
        "se https://a.se/5 kr i www.b.se/§ 109",
        "åren 1 234 567 8",
        "stable 3 och planr 4",
    ],
)
def test_hard_spaces_stand_where_a_line_must_not_end(text: str) -> None:
    """The plain spaces marked ~ become hard, and no others; code, addresses and citations are left alone."""
    assert hard_spaces(text.replace("~", " ")) == text.replace("~", "\u00a0")


WORDS = ["den", "maj", "mars", "nr", "dnr", "Tabell", "bilaga", "kl.", "s.", "§", "§§", "och"]
NUMBERS = ["1", "12", "345", "678,9", "2023", "%", "kr", "mnkr", "kap.", "st"]
SIGNS = ["–", "-", "(", ").", "\n", "\u00a0", "https://a.se/x", "www.b.se", "`5 kr`", "`", "{{ a }}"]
PIECES = st.sampled_from(WORDS + NUMBERS + SIGNS)


@given(st.lists(PIECES | st.text(max_size=3)).map(" ".join))
def test_hard_spaces_twice_is_once(text: str) -> None:
    """A second pass changes nothing, and a pass changes nothing but plain spaces into hard ones."""
    once = hard_spaces(text)

    assert hard_spaces(once) == once
    assert once.replace("\u00a0", " ") == text.replace("\u00a0", " ")


@pytest.mark.parametrize("text", ["a" * 50_000, "{{" * 20_000, "`" * 20_001, "1 234 " * 8_000, "www." * 10_000])
def test_hard_spaces_take_time_in_proportion(text: str) -> None:
    """A long odd text is done at once: no pattern tries every start against every end."""
    began = perf_counter()
    hard_spaces(text)

    assert perf_counter() - began < 1


def test_names_sort_as_in_swedish() -> None:
    """The order is that of ICU's sv_SE: å ä ö last, w after v, ü as y, é as e, letter case without effect."""
    ordered = ["anna", "Bo", "Edén", "Édith", "vilja", "Wall", "Über", "Yngve", "zeta"]
    ordered += ["Åbo", "Ängelholm", "Ærø", "Öland", "Ørsta"]
    mixed = sorted(ordered)

    assert mixed != ordered
    assert sorted(mixed, key=sort_key) == ordered


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Barn och unga 0–20 år", "barn_och_unga_0_20_år"),
        ("2023", "k2023"),
        ("Summa:", "summa"),
        ("Utfall, netto (mnkr)", "utfall_netto_mnkr"),
        ("Försörjnings\u00adstöd", "försörjningsstöd"),
        ("A\u030angstro\u0308m", "ångström"),
        ("Café Über Ærø", "cafe_uber_aero"),
        ("Ǣ", "ae"),
        ("m²", "m2"),
        ("  Hårt\u00a0mellanslag ", "hårt_mellanslag"),
        ("–", ""),
        ("", ""),
    ],
)
def test_label_becomes_identifier(label: str, name: str) -> None:
    """A label is its letters and digits in lower case, å ä ö kept, joined by underscores."""
    assert identifier(label) == name


@given(st.text() | st.text("aåÄö é_-1 2\u0301\u030aßﬁ½", max_size=12))
def test_identifier_is_one_and_stays(label: str) -> None:
    """What comes out is empty or an identifier, the same for both Unicode spellings, and its own identifier."""
    name = identifier(label)

    assert not name or name.isidentifier()
    assert identifier(name) == name
    assert identifier(unicodedata.normalize("NFD", label)) == identifier(unicodedata.normalize("NFC", label))
