"""Addresses of the web, mail and telephones → the one form in which they are printed, or nothing."""

from __future__ import annotations

import pytest

from generator.document import decoded, outgoing_address, scheme_of


@pytest.mark.parametrize(
    "text",
    [
        "https://a.se/a b",
        "https://a.se/\u00a0b",
        "https://a.se\n",
        " https://a.se",
        "https://a.se/\u200d",
        "mailto:a@b.se ",
    ],
)
def test_a_blank_or_unseen_sign_makes_no_address(text: str) -> None:
    """Programs drop such signs, each in its own way: what remains is not what was looked at."""
    assert outgoing_address(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "https://www.exempel.se/å?b=ä#ö",
        "HTTP://A.SE:80",
        "mailto:a@å.se?subject=Hej",
        "tel:08-12 34 56",
        "tel:+46-8;ext=1",
    ],
)
def test_the_printed_form_is_ascii_and_final(text: str) -> None:
    """What is printed is 7-bit, begins with its scheme in lower case, and is its own printed form."""
    printed = outgoing_address(text)

    assert printed
    assert printed.isascii()
    assert printed.startswith(f"{scheme_of(text)}:")
    assert outgoing_address(printed) == printed


def test_what_is_encoded_is_read_once() -> None:
    """Percent-encoding is undone once, and what is no encoding stands."""
    assert decoded("f%C3%B6r%2525%zz") == "för%25%zz"
