"""Days, years and ids of a period move to the next in the form that they are written in."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.editing.next_days import days_in
from generator.editing.next_words import Move, moved_words, years_in
from generator.swedish import MONTHS, SHORT_MONTHS, identifier

YEAR = Move("2025", "2026", 2025, 1)
TERTIAL = Move("2023-t1", "2023-t2", 2023, 0)
MONTH = Move("2025-04", "2025-05", 2025, 0, "2025-03")
FORMS = (
    "{0:%Y-%m-%d}",
    "{0:%Y%m%d}",
    "{0:%y-%m-%d}",
    "{0:%y%m%d}",
    "ub_{0:%Y_%m_%d}",
    "d{0:%y%m%d}",
    "{0.day}/{0.month} {0.year}",
    "{0:%d/%m}-{0:%y}",
    "{0:%d.%m.%Y}",
    "{0.day} {1} {0.year}",
    "{0.day}\u00a0{1} {0.year}",
    "{0.day} {2} {0.year}",
    "{0.day} {2} -{0:%y}",
    "Den {0.day} {1} {0.year}, till {0:%Y-%m-%d}",
)


def written(form: str, day: date) -> str:
    """Write a day in a form."""
    return form.format(day, MONTHS[day.month - 1], SHORT_MONTHS[day.month - 1])


@given(st.sampled_from(FORMS), st.integers(2014, 2026), st.integers(1, 12), st.sampled_from((1, 31)))
def test_a_day_that_begins_or_ends_a_month_moves_a_year_as_it_is_written(
    form: str, year: int, month: int, day: int
) -> None:
    """In every form; the last of February stays the last."""
    old, new = (date(each, month, min(day, monthrange(each, month)[1])) for each in (year, year + 1))

    assert moved_words(YEAR)(written(form, old)) == written(form, new)


@given(st.sampled_from(FORMS), st.dates(date(2014, 1, 1), date(2026, 12, 31)))
def test_a_day_that_a_column_is_headed_by_moves_wherever_it_is_written(form: str, day: date) -> None:
    """A day of measuring is any day; 29 February is the 28th in the year after."""
    heading = f"Mätt {day.isoformat()}"
    after = date(day.year + 1, day.month, min(day.day, monthrange(day.year + 1, day.month)[1]))

    assert moved_words(YEAR, [{"mätt": heading}])(written(form, day)) == written(form, after)


@pytest.mark.parametrize(
    ("move", "old", "new"),
    [
        (YEAR, "31/12-25 och 31/12 -24", "31/12-26 och 31/12 -25"),
        (YEAR, "31 DEC 2025, 31 Dec 2025", "31 DEC 2026, 31 Dec 2026"),
        (YEAR, "1–31 december 2025", "1–31 december 2026"),
        (YEAR, "2025-12-31–2024-12-31", "2026-12-31–2025-12-31"),
        (YEAR, "möte 2025-05-09, 250509", "möte 2025-05-09, 250509"),
        (YEAR, "15 oktober 2025", "15 oktober 2026"),
        (YEAR, "19/20 2025", "19/20 2026"),
        (YEAR, "212000-0142, 251231-1234, 251231,5 och 0,251231", "212000-0142, 251231-1234, 251231,5 och 0,251231"),
        (Move("2025", "2026-t1", 2025, 1), "2025-12-31, 24-12-31", "2026-04-30, 25-12-31"),
        (
            TERTIAL,
            "30 april 2023, 30/4, 230430, 2022-04-30, 202304",
            "31 augusti 2023, 31/8, 230831, 2022-08-31, 202308",
        ),
        (TERTIAL, "1 januari–30 april 2023", "1 januari–31 augusti 2023"),
        (TERTIAL, "16 april 2023, 2022-12-31, 1/4, 1.4", "16 april 2023, 2022-12-31, 1/4, 1.4"),
        (MONTH, "2025-04-30, 2025-03-31, 2024-12-31", "2025-05-31, 2025-04-30, 2024-12-31"),
        (Move("avslut", "nästa", 2025, 1), "2025-12-31, u2025, helår -25", "2025-12-31, u2025, helår -25"),
    ],
)
def test_moves_days(move: Move, old: str, new: str) -> None:
    """Of other days those of meetings stay, and so do quarters, decimals and numbers of persons."""
    assert moved_words(move)(old) == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2025/2024", "2026/2025"),
        ("2024/25, 2024-25, 2025–26", "2025/26, 2025-26, 2026–27"),
        ("2024-12, 2025-06, 202408, k202408", "2025-12, 2026-06, 202508, k202508"),
        ("KS 2024-41, 2025-13-45, 20259999", "KS 2024-41, 2025-13-45, 20259999"),
        ("helår -25, Helår –25, bokslut ’24, dec-25", "helår -26, Helår –26, bokslut ’25, dec-26"),
        ("T2 -25, tertial 3 -24", "T2 -26, tertial 3 -25"),
        ("rubrik: Årsbudget 25\nrubrik: Bokslut 24 # nu", "rubrik: Årsbudget 26\nrubrik: Bokslut 25 # nu"),
        ("Budget 25 platser, utfall -25 mnkr, utfall -25 %", "Budget 25 platser, utfall -25 mnkr, utfall -25 %"),
        ("formel: utfall -25", "formel: utfall -25"),
        ("= budget -25", "= budget -25"),
        ("{{ utfall -25 }} Utfall -25", "{{ utfall -25 }} Utfall -26"),
        ("18-25 år, Grupp -25, mål 25", "18-25 år, Grupp -25, mål 25"),
        ("helår -40", "helår -40"),
        ("u2025 år2025 kv1_2024 ub2025 Agenda2030", "u2026 år2026 kv1_2025 ub2026 Agenda2030"),
    ],
)
def test_moves_years(old: str, new: str) -> None:
    """Also those after letters, of two digits after a word that says so, of months and of school years."""
    assert moved_words(YEAR)(old) == new


@pytest.mark.parametrize(
    ("table", "moved"),
    [
        ({"u24": "2024", "u25": "2025"}, {"u24": "u25", "u25": "u26"}),
        ({"b25": "Bokslut -25", "utfall_24": "Utfall 2024-12-31"}, {"b25": "b26", "utfall_24": "utfall_25"}),
        ({"b24": "Förra året", "b25": "{{ period.år }}"}, {"b24": "b25", "b25": "b26"}),
        ({"b25": "Budget", "b23": "Äldre"}, {"b25": "b26", "b23": "b23"}),
        ({"p25": "Percentil 25", "p75": "Percentil 75"}, {"p25": "p25", "p75": "p75"}),
        ({"å24": "24 år", "å25": "25 år"}, {"å24": "å24", "å25": "å25"}),
    ],
)
def test_moves_ids_of_columns_that_tell_a_year_in_two_digits(table: dict[str, str], moved: dict[str, str]) -> None:
    """Where the heading or the column beside says that they do, with whatever cites them."""
    words = moved_words(YEAR, [table])

    assert {name: words(name) for name in table} == moved
    assert [words(f"= t.rad.{name} - 1") for name in table] == [f"= t.rad.{each} - 1" for each in moved.values()]


@pytest.mark.parametrize("label", ["Läsåret 2024/25", "Helår -25", "UB 31/12 -25", "UB 2025-12-31", "Bokslut 2025"])
def test_an_id_that_a_label_gives_moves_as_the_label(label: str) -> None:
    """What cites it goes on to find it."""
    name = identifier(label)
    words = moved_words(YEAR, labels=[(name, label)])

    assert words(label) != label
    assert words(f"t.{name}.utfall") == f"t.{identifier(words(label))}.utfall"


def test_tells_the_days_and_years_of_a_text() -> None:
    """A day without a year is none of these."""
    assert [*days_in("31/12 2025, 251130, 30 april, 45/13 2025, 31 jan -24")] == [
        date(2025, 12, 31),
        date(2025, 11, 30),
        date(2024, 1, 31),
    ]
    assert years_in("Helår -25, 31/12-24, 2023 och 18-22 år") == {2025, 2024, 2023}
