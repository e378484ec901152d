"""A web page holds the fonts whose characters it prints."""

from __future__ import annotations

import pytest

from generator.printing.html.needed_fonts import with_needed_fonts

PLAIN = '@font-face { font-family: "A"; src: url("data:a") }\n'
EXTRA = '@font-face { font-family: "A Extra"; src: url("data:b"); unicode-range: U+10D,U+2190-2193; }\n'
ODD = '@font-face { font-family: "B"; src: url("data:c"); unicode-range: U+4??; }\n'
AFTER = "p { color: red }"


@pytest.mark.parametrize(
    ("text", "kept"),
    {
        "nothing of its characters": ("Gällivare → ej".replace("→", "-"), False),
        "a letter": ("Váhčir", True),
        "the first of a range": ("←", True),
        "the last of a range": ("↓", True),
        "one after the range": ("↔", False),
        "a named entity": ("upp &rarr; ner", True),
        "a numbered entity": ("&#8594;", True),
    }.values(),
)
def test_a_font_is_kept_for_its_characters(text: str, kept: bool) -> None:  # noqa: FBT001
    """A font that says its characters is there where one is printed; all others always."""
    css = PLAIN + EXTRA + ODD + AFTER

    page = with_needed_fonts(f"<style>{css}</style><p>{text}</p>", css)

    assert page == f"<style>{PLAIN}{EXTRA if kept else ''}{ODD}{AFTER}</style><p>{text}</p>"


def test_the_words_of_a_text_are_no_style() -> None:
    """What a text says of fonts stays."""
    css = PLAIN + EXTRA
    text = "@font-face { unicode-range: U+10D; }"

    assert with_needed_fonts(f"<style>{css}</style><p>{text}</p>", css).endswith(f"<p>{text}</p>")
