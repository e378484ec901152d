"""A text in Markdown → what in it is not allowed, and what Markdown would make something else of."""

from __future__ import annotations

import textwrap

import pytest

from generator.content import Text
from generator.content.read_texts import check_text


def told(text: str) -> list[tuple[str, int, int]]:
    """Code, line and column of all that is said of a text."""
    written = Text(textwrap.dedent(text).lstrip("\n"), ("a.md", 1, 1), "literal")
    return [(problem.code, problem.where.line, problem.where.column) for problem in check_text(written)]


@pytest.mark.parametrize(
    "text",
    [
        "Vanlig text med *kursiv* och **fetstil**.",
        "- Ett\n- Två\n  och mer\n\n  nytt stycke\n- Tre",
        "1. Ett\n2. Två",
        "# Rubrik\n\nText.",
        "# Rubrik\nText.",
        "Resultatet –\n– ett tankstreck först på en rad – är bra.",
        "År 2023. Ett år.",
        "Text.\n2023 var ett år.",
        "{{ resultat | plustecken }} är bra.",
        "{{ period.år }}. är ett år.",
        "3 < 4 och 5 > 4",
        r"Skriv \<b> så.",
        "Se <https://example.se> eller <namn@example.se>.",
        "`<b>` är kod.",
        "Punkt: a | b_c_d | e",
        "Läs [mer](https://example.se).",
        "![Karta](<min karta.png>) [x](<bilaga.pdf>)",
        "Ärende \\#4.",
        "> Citat",
        "- Ett\n\n    Fortsättning av punkten.",
        "",
    ],
)
def test_what_authors_mean_is_left_alone(text: str) -> None:
    """Markdown that is what it looks like is not remarked upon."""
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi är <b>bra</b>.", [("T304", 1, 7)]),
        ("<br>", [("T304", 1, 1)]),
        ("Text <!-- gömd --> här", [("T304", 1, 6)]),
        ("<div\nclass='x'>", [("T304", 1, 1)]),
        ("</p>", [("T304", 1, 1)]),
        ("[x](y)<b> (<i>)", [("T304", 1, 7), ("T304", 1, 12)]),
        ("a\n\n<script>x</script>", [("T304", 3, 1)]),
    ],
)
def test_html_is_refused_where_it_stands(text: str, expected: list[tuple[str, int, int]]) -> None:
    """A tag is told once, at its beginning."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("2023. Det var ett år.", 1),
        ("Text.\n\n2023) Det var ett år.", 3),
        ("-3,2 mnkr saknas.", 1),
        ("−3,2 mnkr saknas.", 1),
        ("+5 personer.", 1),
        ("Vi har:\n- ett", 2),
        ("Vi har:\n1. ett", 2),
        ("Vi har:\n* ett", 2),
        ("• ett\n• två", 1),
        ("Vi har:\n• ett\n• två", 2),
        ("– ett\n– två", 1),
        ("Ärende\n#4 är klart.", 2),
        ("#4 är klart.", 1),
        ("Rubrik\n======", 2),
        ("Rubrik\n---", 2),
        ("Text.\n\n    Indraget.", 3),
    ],
)
def test_what_markdown_would_misread_is_pointed_out(text: str, line: int) -> None:
    """Each misreading is told once, on its line."""
    assert [(code, at) for code, at, _ in told(text)] == [("T306", line)]


def test_citations_hide_nothing_and_are_not_misread() -> None:
    """What stands in a citation is not Markdown, and places after it are right."""
    text = 'Vi {{ a | ordval(positiv: "<b>", negativ: "x", noll: "y") }} <i>x</i>'

    assert told(text) == [("T304", 1, text.index("<i>") + 1)]


def test_all_of_a_texts_faults_are_told() -> None:
    """One fault hides no other."""
    text = "2023. Ett år.\n\n<b>x</b>\n\n• ett\n• två\n"

    assert sorted(code for code, _, _ in told(text)) == ["T304", "T306", "T306"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Läs [mer] (https://example.se).", (1, 5)),
        ("a\n\nLäs [mer om det]\n(www.example.se)", (3, 5)),
        ("![Karta] (https://example.se/a.png)", (1, 1)),
        ("[post]\u00a0(mailto:namnd@example.se)", (1, 1)),
    ],
)
def test_a_link_that_is_parted_is_told(text: str, place: tuple[int, int]) -> None:
    """A blank between the text and the address would print both as they stand."""
    assert told(text) == [("T306", *place)]


@pytest.mark.parametrize("text", ["Se [bilagan] (sidan 4).", "a [1] (2024) b", "`[mer] (https://example.se)`"])
def test_brackets_before_parentheses_are_no_link(text: str) -> None:
    """Only an address makes a link of them."""
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Term\n: Ett\n: Två\n\nTvå ord\nAnnat ord\n: Tre", []),
        ("Term\n: Ett\n    fortsätter\n: Två", []),
        ("Term\n: Ett\nfortsätter", []),
        ("Term\n: Ett\nTerm två\n: Två", [("T306", 3, 1)]),
        ("> Term\n> : Ett\n> Term två\n> : Två\n>\n> Term\n> : Tre", [("T306", 3, 3)]),
        ("- Term\n  : Ett\n  Term två\n  : Två", [("T306", 3, 3)]),
        ("- Punkt\n\n    Term\n    : Ett\n    Term två\n    : Två", [("T306", 5, 5)]),
    ],
)
def test_a_term_right_below_a_definition_is_told(text: str, expected: list[tuple[str, int, int]]) -> None:
    """It would be a list within the definition, and a thousand of them a recursion without end."""
    assert told(text) == expected
