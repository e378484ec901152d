"""Units as headings, titles and number formats say them."""

import pytest

from generator.swedish import is_unit, unit_in, unit_of_format


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Belopp i kr", "kr"),
        ("(svenska kronor)", "kr"),
        ("Utfall, SEK", "kr"),
        ("Belopp i tusental kronor", "tkr"),
        ("Belopp i 1 000-tals kronor", "tkr"),
        ("Tusental", "tkr"),
        ("Ack budget 2304 kkr", "tkr"),
        ("Utfall (M SEK)", "mnkr"),
        ("Utfall mkr", "mkr"),
        ("milj. kr", "mnkr"),
        ("Belopp i miljoner", "mnkr"),
        ("Mdr kr", "mdkr"),
        ("Andel i procent", "%"),
        ("Fem miljoner invånare", ""),
        ("SEK-lån", ""),
        ("Skrift", ""),
    ],
)
def test_a_unit_is_found_in_words(text: str, unit: str) -> None:
    """However it is written, and nowhere else."""
    assert unit_in(text) == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Ram 550 mnkr", ""),
        ("Över 1 550,5 mnkr", ""),
        ("Bidrag över 1 000 kr", ""),
        ("Utfall 2024 tkr", "tkr"),
        ("Utfall 2024-04 tkr", "tkr"),
        ("Utfall 202404 tkr", "tkr"),
        ("T1 tkr", "tkr"),
        ("Belopp i 1000 kr", "tkr"),
        ("April, tkr (av 550 mnkr)", "tkr"),
    ],
)
def test_the_unit_of_an_amount_is_not_that_of_a_table(text: str, unit: str) -> None:
    """Years, months and thousands of kronor are no amounts."""
    assert unit_in(text, amounts=False) == unit


@pytest.mark.parametrize(
    "text", ["Belopp i mnkr", "(tkr)", "Samtliga belopp anges i tusental kronor om inget annat anges."]
)
def test_a_text_that_is_only_a_unit(text: str) -> None:
    """Words around it that say nothing else do not count."""
    assert is_unit(text)


@pytest.mark.parametrize("text", ["Utfall, tkr", "Belopp", "Lån i kr"])
def test_a_text_that_says_more_than_a_unit(text: str) -> None:
    """Or none at all."""
    assert not is_unit(text)


@pytest.mark.parametrize(
    ("text", "unit"), [(" M", "mnkr"), ("k", "tkr"), (":-", "kr"), ("m", ""), (" SEK", "kr"), (" milj.", "mnkr")]
)
def test_a_format_says_a_unit_shortly(text: str, unit: str) -> None:
    """A lone letter is an amount beside digits only; m is a metre."""
    assert unit_of_format(text) == unit
