"""Expressions and citations: what may be written, how it is understood, and where a fault is told to be."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content import (
    Binary,
    Citation,
    Expression,
    Filter,
    LiteralNumber,
    Name,
    Negate,
    Phrase,
    Sum,
    Text,
    names_in,
    parse_expression,
    place_in,
    split_citations,
)
from generator.content.expression import FILTERS
from generator.content.expression_tree import Lookup
from generator.problems import NOWHERE, Problem, Rejected, Where

AT = Where("period.yaml", 10, 5)


def written(expression: Expression) -> str:
    """A tree as text in full parentheses, to compare with."""
    match expression:
        case LiteralNumber(value=value):
            return str(value)
        case Phrase(text=text):
            return repr(text)
        case Negate(operand=operand):
            return f"-({written(operand)})"
        case Binary(operator=operator, left=left, right=right):
            return f"({written(left)} {operator} {written(right)})"
        case Sum(name=name):
            return f"summa({name})"
        case Filter(operand=operand, name=name, arguments=arguments):
            told = ", ".join(f"{key}={value}" for key, value in arguments)
            return f"{written(operand)}|{name}({told})"
    return str(expression)


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("ekonomi.summa.utfall", "ekonomi.summa.utfall"),
        (" a ", "a"),
        ("a - b - c", "((a - b) - c)"),
        ("a - (b - c)", "(a - (b - c))"),
        ("a + b * c", "(a + (b * c))"),
        ("(a - b) / b", "((a - b) / b)"),
        ("-a", "-(a)"),
        ("- a + b", "(-(a) + b)"),
        ("+a", "a"),
        ("a * 0.5", "(a * 0.5)"),
        ("a | mnkr", "a|mnkr()"),
        ("-a | mnkr", "-(a)|mnkr()"),
        ("(a - b) | mnkr | plustecken", "(a - b)|mnkr()|plustecken()"),
        ("a | decimaler(2) | procent", "a|decimaler(antal=2)|procent()"),
        ('a | inom("(", ")")', "a|inom(före=(, efter=))"),
        ('a | inom(före: "x", efter: "y")', "a|inom(före=x, efter=y)"),
        ('a | inom("(" ~ b.c ~ " ", ")")', 'a|inom(före="(" ~ b.c ~ " ", efter=))'),
        ('a | inom(b, "")', "a|inom(före=b, efter=)"),
        ('a | ordval(positiv: "ö", negativ: "u", noll: "m")', "a|ordval(positiv=ö, negativ=u, noll=m)"),
        ('a | ordval(noll = "m", negativ = "u", positiv = "ö")', "a|ordval(positiv=ö, negativ=u, noll=m)"),
        ('a | ordval("ö", "u", noll: "a: b")', "a|ordval(positiv=ö, negativ=u, noll=a: b)"),
        ("a | överskott_underskott | inom('', '')", "a|överskott_underskott()|inom(före=, efter=)"),
        ("summa(åtgärder.belopp) / 2", "(summa(åtgärder.belopp) / 2)"),
        ('period("2022-t1").a.b - c', '(period("2022-t1").a.b - c)'),
        ('nämnd("kommunstyrelsen").a', 'nämnd("kommunstyrelsen").a'),
        ("föregående_period.a", "föregående_period.a"),
        ("a\n  + b", "(a + b)"),
    ],
)
def test_what_is_written_is_understood(text: str, understood: str) -> None:
    """Names, arithmetic with its usual order, filters, sums and look-ups become the tree they say."""
    assert written(parse_expression(text, AT)) == understood


def test_a_number_is_exact() -> None:
    """A literal keeps its digits: no binary fraction comes between."""
    number = parse_expression("0.100000000000000000000000000001", AT)

    assert isinstance(number, LiteralNumber)
    assert number.value == Decimal("0.100000000000000000000000000001")
    assert number.decimals == 30


def test_names_are_compared_composed() -> None:
    """A name typed on a system that takes å apart is the same name."""
    taken_apart = unicodedata.normalize("NFD", "åtgärder.lön")

    assert parse_expression(taken_apart, NOWHERE) == parse_expression("åtgärder.lön", NOWHERE)


def test_a_name_knows_its_place() -> None:
    """Each name has the line and column at which it stands, over line breaks too."""
    names = list(names_in(parse_expression("aa +\n  (b.c\n- d)", AT, 3)))

    assert [(str(name), name.where.line, name.where.column) for name in names if isinstance(name, Name)] == [
        ("aa", 10, 5),
        ("b.c", 11, 6),
        ("d", 12, 5),
    ]


def test_another_period_is_a_root() -> None:
    """A look-up is kept apart from the name within it."""
    name = parse_expression('period("2022-t1").a.b', AT)

    assert isinstance(name, Name)
    assert (name.root, name.path) == (Lookup("period", "2022-t1"), ("a", "b"))


def refused(text: str) -> Problem:
    """The problem that an expression gives."""
    with pytest.raises(Rejected) as caught:
        parse_expression(text, AT)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("text", "code", "column", "told"),
    [
        ("", "T202", 5, "tomt"),
        ("a +", "T202", 8, "tar slut"),
        ("(a + b", "T202", 5, "Parentes"),
        ("a + b)", "T202", 5, "Parentes"),
        ("a b", "T202", 7, "”b” kan inte stå här"),
        ("2,2 * a", "T202", 5, "punkt"),
        ("a * 1e5", "T202", 9, "Talet"),
        ("a * 0x10", "T202", 9, "Talet"),
        ("a | ordval(positiv: ”ö”)", "T202", 25, "Tecknet"),
        ("a − b", "T202", 7, "Tecknet"),
        ('period("2022-t1")', "T202", 5, "vilket tal"),
        ("a - b | mnkr", "T208", 13, "parentes"),
        ("a - (b | mnkr)", "T208", 14, "parentes"),
        ("(a | mnkr) * 2", "T208", 10, "parentes"),
        ("a | procnt", "T208", 9, "procent"),
        ("a | decimaler", "T208", 9, "decimaler(0–9)"),
        ("a | decimaler(1.5)", "T208", 9, "decimaler(0–9)"),
        ('a | decimaler("1")', "T208", 9, "decimaler(0–9)"),
        ("a | decimaler(b)", "T208", 9, "decimaler(0–9)"),
        ("a | plustecken(1)", "T208", 9, "utan parentes"),
        ('a | ordval(positiv: "x")', "T208", 9, "ordval"),
        ('a | ordval(positiv: "x", negativ: "y", noll: "z", annat: "w")', "T208", 9, "ordval"),
        ('a | inom("a", "b", "c")', "T208", 9, "inom"),
        ('a | inom("a" ~ 1, "b")', "T209", 14, "~"),
        ('a | ordval(b, "u", "n")', "T208", 9, "ordval"),
        ("a | överskott_underskott | mnkr", "T208", 32, "före"),
        ('a | inom("", "") | mnkr', "T208", 24, "före"),
        ("a.__class__", "T209", 7, "bokstav"),
        ("_a", "T209", 5, "bokstav"),
        ("a[0]", "T209", 5, "Hakparentes"),
        ("a.2023", "T209", 5, "k före"),
        ("a if b else c", "T209", 7, "if"),
        ("a and b", "T209", 7, "and"),
        ("not a", "T209", 5, "not"),
        ("a is defined", "T209", 7, "is"),
        ("a == b", "T209", 5, "Jämförelser"),
        ("a % b", "T209", 5, "procent"),
        ("a ** b", "T209", 5, "får inte"),
        ("a // b", "T209", 5, "får inte"),
        ("a ~ b", "T209", 5, "får inte"),
        ("[a, b]", "T209", 5, "får inte"),
        ("{a: b}", "T209", 5, "får inte stå"),
        ("{" * 80, "T209", 5, "får inte stå"),
        ("(a, b)", "T209", 6, "enda värde"),
        ("open(a)", "T209", 5, "Funktionen"),
        ("a.format(b)", "T209", 6, "Funktionen"),
        ("summa(1)", "T209", 5, "summa"),
        ("summa(a.b, c.d)", "T209", 5, "summa"),
        ("period(a).b", "T209", 5, "citattecken"),
        ('period("a", "b").c', "T209", 5, "citattecken"),
        ('a * "b"', "T209", 9, "räknas"),
        ("true", "T209", 5, "true"),
    ],
)
def test_what_may_not_be_written_is_refused_where_it_stands(text: str, code: str, column: int, told: str) -> None:
    """Everything else is refused, with the code, the column, and words that say what to do."""
    problem = refused(text)

    assert (problem.code, problem.where) == (code, Where("period.yaml", 10, column))
    assert told in f"{problem.message} {problem.expected} {problem.hint}"


def test_an_endless_expression_is_refused() -> None:
    """Neither many terms nor deep parentheses bring the reader down."""
    assert refused("a + " * 1000 + "a").code == "T202"
    assert refused("(" * 1000 + "a" + ")" * 1000).code == "T202"
    assert refused("-" * 1000 + "a").code == "T202"


@given(st.text(alphabet="ab.1 ,()+-*/|{}[]%~:=\"'\\\n_åfir", max_size=25))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever is written, the answer is a tree of the known classes, or a problem that stands in the text."""
    try:
        tree = parse_expression(text, AT, 5)
    except Rejected as rejected:
        lines = text.split("\n")
        for problem in rejected.problems:
            line = problem.where.line - AT.line

            assert problem.code in {"T202", "T208", "T209"}
            assert 0 <= line < len(lines)
            assert 0 <= problem.where.column - 5 <= len(lines[line]) + 1
    else:
        assert written(tree)


def test_a_text_is_split_at_its_citations() -> None:
    """Literal pieces and citations come in order, and together they are the text."""
    text = Text("Resultatet är {{ a.b | mnkr }}, mot {{ c }}.", AT, "plain")
    parts = split_citations(text)

    assert [part.text if isinstance(part, Citation) else part for part in parts] == [
        "Resultatet är ",
        "a.b | mnkr",
        ", mot ",
        "c",
        ".",
    ]
    assert split_citations(Text("inga tal { alls } här")) == ("inga tal { alls } här",)
    assert split_citations(Text("")) == ()


def test_a_citation_may_hold_braces_in_its_words() -> None:
    """What stands in quotes does not end a citation."""
    (citation,) = split_citations(Text('{{ a | inom("}} {{", "{%") }}'))

    assert isinstance(citation, Citation)
    assert written(citation.expression) == "a|inom(före=}} {{, efter={%)"


@pytest.mark.parametrize(
    ("text", "style", "places"),
    [
        ("x {{ ab }} {{ cd }}", "plain", [(10, 7, 10, 10), (10, 16, 10, 19)]),
        ("x {{ ab }}", "double", [(10, 8, 10, 11)]),
        ("x {{ ab }}", "single", [(10, 8, 10, 11)]),
        ("rad ett\n{{ ab }}\n  {{\n    cd }}", "literal", [(11, 5, 11, 8), (12, 7, 13, 9)]),
        ("rad ett\n{{ ab }}", "folded", [(10, 5, 10, 5)]),
    ],
)
def test_citations_know_their_place(text: str, style: str, places: list[tuple[int, int, int, int]]) -> None:
    """Braces and names have their place in the author's file, whatever way the text is written."""
    found = [part for part in split_citations(Text(text, AT, style)) if isinstance(part, Citation)]  # type: ignore[arg-type]

    if style != "folded":
        assert [
            (each.where.line, each.where.column, each.expression.where.line, each.expression.where.column)
            for each in found
        ] == places
    assert all(each.where.file == "period.yaml" for each in found)


def test_the_place_of_a_folded_text_is_its_own() -> None:
    """Where line breaks are lost, no line is made up."""
    assert place_in(Text("a b c", AT, "folded"), 3) == AT


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{% if a %}x{% endif %}", [("T209", 5), ("T209", 16)]),
        ("ett {# tyst #} ord", [("T209", 9)]),
        ("{{ a", [("T202", 5)]),
        ("{{ a b }} och {{ c d }}", [("T202", 10), ("T202", 24)]),
        ("{{ }}", [("T202", 7)]),
        ("{{ a }} {{ öppen", [("T202", 13)]),
    ],
)
def test_all_faults_of_a_text_are_told(text: str, found: list[tuple[str, int]]) -> None:
    """Statements, comments, open braces and unreadable expressions are refused, all in one go."""
    with pytest.raises(Rejected) as caught:
        split_citations(Text(text, AT, "plain"))

    assert [(problem.code, problem.where.column) for problem in caught.value.problems] == found


@given(
    st.lists(st.tuples(st.text(alphabet="abå \n.", max_size=8), st.sampled_from(["a", "a.b", "c | tkr"])), max_size=5)
)
def test_the_place_of_a_citation_is_where_its_braces_stand(parts: list[tuple[str, str]]) -> None:
    """In a literal block, line and column lead back to the braces, however the text runs."""
    text = "".join(f"{literal}{{{{ {cited} }}}}" for literal, cited in parts)
    lines = text.split("\n")

    for part in split_citations(Text(text, Where("f.md", 1, 1), "literal")):
        if isinstance(part, Citation):
            assert lines[part.where.line - 1][part.where.column - 1 :].startswith("{{")


def test_every_filter_is_known_by_name() -> None:
    """No filter is named twice."""
    assert len(FILTERS) == len(set(FILTERS))
