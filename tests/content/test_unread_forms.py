"""Forms of other programs and dialects of Markdown → told at their place, and what only resembles them left alone."""

from __future__ import annotations

import pytest

from generator.content import Text, readable_citations
from generator.content.read_texts import check_text


def told(text: str) -> list[tuple[str, int, int]]:
    """Code, line and column of all that is said of a text that begins in line 5, column 3."""
    written = Text(text, ("a.md", 5, 3), "literal")
    problems = (*check_text(written), *readable_citations(written)[1])
    return [(problem.code, problem.where.line, problem.where.column) for problem in problems]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("Text.\n\n| År | Antal |\n|---|---|\n| 2023 | 4 |", 3, 1),
        ("Text.\n\nÅr | Antal\n--- | ---\n2023 | 4", 3, 1),
        ("| 2023 | 4 |\n| 2024 | 5 |", 1, 1),
        ("a | b | c\nd | e | f", 1, 1),
        ("+---+---+\n| a | b |\n+---+---+", 1, 1),
        ("År\tUtfall\tBudget\n2023\t4\t5", 1, 1),
        ("Vi har:\n\n2023\t4\t5", 3, 1),
        ("Här är en\ttabb.", 1, 1),
        ("•\tEtt\n•\tTvå", 1, 1),
        ("- Ett\n\no\tTvå", 3, 1),
        ("\uf0b7\tEtt", 1, 1),
        ("➢ Ett", 1, 1),
        ("1) Ett\n2) Två", 1, 1),
        ("1)\tEtt", 1, 1),
        ("a) Ett\nb) Två", 1, 1),
        ("Vi har:\na) ett\nb) två", 2, 1),
        ("a. Ett\nb. Två", 1, 1),
        ("-Ett\n-Två", 1, 1),
        ("1.Ett\n2.Två", 1, 1),
        ("- [ ] Ett\n- [x] Två", 1, 1),
        ("[x] Klart", 1, 1),
        ("☐ Kvar\n☑ Klart", 1, 1),
        ("```python\nx = 1\n```", 1, 1),
        (".. note:: Obs", 1, 1),
        ("!!! note\n    Text", 1, 1),
        ("> [!NOTE]\n> Text", 1, 1),
        ("[TOC]", 1, 1),
        ("== Rubrik ==", 1, 1),
        ("h2. Rubrik", 1, 1),
        ("Det ==viktiga== är", 1, 5),
        ("Det ++viktiga++ är", 1, 5),
        ("Vi ser $x = 5$ och", 1, 8),
        ("$$x^2$$", 1, 1),
        ("Andel \\frac{a}{b}", 1, 7),
        ("Se [[Sidan]].", 1, 4),
        ("Ett [b]fett[/b] ord", 1, 5),
        ("Obs :warning: här", 1, 5),
        ("Text {: .stor }", 1, 6),
        ("Ord{bredd=60%}", 1, 4),
        ("Det **viktiga är", 1, 5),
        ("**Ett**\n\nTvå** ord", 3, 4),
        ("Se [Kolada][k].", 1, 4),
        ("m^2 och", 1, 2),
        ("H~2O", 1, 2),
        ("Ett ~~mål", 1, 5),
        ("Läs [Signs]{lang=engelska}.", 1, 18),
        ("Läs [Signs]{lang=xx}.", 1, 18),
        ("Läs [Signs]{språk=en}.", 1, 12),
        ("Text.\n\n::: faktaruta Titel\nText.", 3, 1),
        ("Text.\n::: faktaruta\nText.\n:::", 2, 1),
        ("::: faktaruta\nText.\n:::\n\n:::", 5, 1),
        ("::: varning\n", 1, 1),
        ("Text.\n\n:::", 3, 1),
    ],
)
def test_what_would_be_printed_as_it_stands_is_told_once(text: str, line: int, column: int) -> None:
    """Each form is told where it begins, once."""
    assert told(text) == [("T306", 4 + line, 2 + column)]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("Det är { ekonomi.summa.utfall }.", 8),
        ("Det är {ekonomi.summa.utfall | utan_tecken}.", 8),
        ("Det är {familjer_i_stöd} och {{ a }}.", 8),
        ("Det är {{ a }} och { b.c }.", 20),
        ("Det är { ekonomi.summa.utfall }}.", 8),
    ],
)
def test_one_brace_around_the_name_of_a_figure_is_told(text: str, column: int) -> None:
    """It is no citation, in whatever text it stands."""
    assert told(text) == [("T202", 5, 2 + column)]


@pytest.mark.parametrize(
    "text",
    [
        "Punkt: a | b_c_d | e",
        "Ja | nej",
        "| {{ x | utan_tecken }} |",
        "`| a | b |` och `{x}`",
        "1.\tEtt\n2.\tTvå",
        "-\tEtt",
        "[1] Se bilagan.",
        "Det kostar 5 $ och 6 $, eller US$ 5 och US$ 6.",
        "Från $5 till $6, och $DATUM$.",
        "Klockan 10:30:15 och 4:e.",
        "5 == 5 och C++ och a++b",
        "Klammern \\{namn} och {se bilaga}, {namn}",
        "**Ett** och **två** och 2 ** 3",
        "- **Ett:** text\n- **Två:** text",
        "[Kolada][k]\n\n[k]: https://kolada.se",
        "[a][b](https://a.se)",
        "t.ex. så\nbl.a. så",
        "a) Ett stycke.\n\nb) Ett till.",
        "= är lika med",
        "Enligt 4 kap. 1 § [SFS] [2024:1]",
        "Text\u00a0med hårt mellanslag",
        "CO~2~, 10^-6^ och ~~struket~~ på [Signs of Safety]{lang=en} och [se]{lang=sma}",
        "::: faktaruta Titel\nText.\n:::\n\n::: faktaruta\n\nText\n\n:::",
        "Term\n:   Förklaring\n\n*[KPI]: Nyckeltal",
        "~5 och ~6",
    ],
)
def test_what_only_resembles_a_form_is_left_alone(text: str) -> None:
    """Nothing is said of what is printed as the author means."""
    assert told(text) == []
