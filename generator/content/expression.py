"""Read formulas, and the citations in prose, with the lexer and parser of Jinja.

A whitelist of Jinja's nodes is rebuilt as `expression_tree`, and all else is refused: there is nothing to run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal, NoReturn

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.lexer import TOKEN_ASSIGN, TOKEN_COLON, Token, TokenStream

from generator.content.expression_tree import (
    Binary,
    Count,
    Expression,
    Filter,
    Joined,
    LiteralNumber,
    Lookup,
    Name,
    Negate,
    Operator,
    Phrase,
    Sum,
)
from generator.content.fields import DECIMALS, EXPRESSION_WORDS, Formula
from generator.content.source import LineStarts, Text
from generator.problems import Problem, Rejected, Where, nearest_hint
from generator.swedish import MOST_DIGITS

_UNITS = ("tkr", "mnkr", "mdkr", "kronor", "miljoner kronor", "procent", "procentenheter")
UNIT_FILTERS = {unit.replace(" ", "_"): unit for unit in _UNITS}
_SHAPE_FILTERS = ("plustecken", "utan_tecken", "utan_enhet", "decimaler")
WORD_FILTERS = ("ordval", "överskott_underskott", "ökning_minskning", "med_bokstäver")
_PARAMETERS = {"decimaler": ("antal",), "ordval": ("positiv", "negativ", "noll"), "inom": ("före", "efter")}
FILTERS = (*UNIT_FILTERS, *_SHAPE_FILTERS, *WORD_FILTERS, "inom")


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in a text: `text` is what is between the braces, `where` the place of the first one."""

    expression: Expression
    text: str
    where: Where


def parse_formula(formula: Formula) -> Expression:
    """Return the tree of a formula. Raises Rejected with one problem (T202, T208 or T209)."""
    return parse_expression(formula.text, formula.where, formula.where.column)


def as_citation(formula: Formula) -> Citation:
    """Return the citation that a formula is where a figure is printed. Raises as `parse_formula`."""
    return Citation(parse_formula(formula), formula.text.strip(), formula.where)


_CITATION = re.compile(r"""\{\{(?P<body>(?:"[^"]*"|'[^']*'|[^"'{}]|[{}](?![{}]))*)\}\}""")
_BRACES = re.compile(r"\{\{|\{%|\{#")
# One brace around the name of a figure: of several parts, or with a filter.
_ONE_BRACE = re.compile(r"(?<![\\{])\{[ \t]*[^\W\d]\w*(?:\.\w+)*[ \t]*(?P<filter>\|[^{}\n]*)?\}")


def split_citations(text: Text) -> tuple[str | Citation, ...]:
    """Return the literal pieces and the citations of a text, in order. Raises Rejected for unreadable ones."""
    parts, problems = readable_citations(text)
    if problems:
        raise Rejected(problems)
    return parts


def readable_citations(text: Text) -> tuple[tuple[str | Citation, ...], tuple[Problem, ...]]:
    """Return the pieces of a text, the citations that can be read, and a problem for each of the others."""
    if "{" not in text:
        return ((text,) if text else ()), ()
    parts: list[str | Citation] = []
    problems, position = list[Problem](), 0
    while opening := _BRACES.search(text, position):
        problems.extend(_in_one_brace(text, position, opening.start()))
        parts.append(text[position : opening.start()])
        match = _CITATION.match(text, opening.start())
        try:
            parts.append(_citation(text, opening, match))
        except Rejected as rejected:
            problems.extend(rejected.problems)
        position = (match or opening).end()
    problems.extend(_in_one_brace(text, position, len(text)))
    return tuple(part for part in (*parts, text[position:]) if part), tuple(problems)


def _in_one_brace(text: Text, start: int, end: int) -> Iterator[Problem]:
    for match in _ONE_BRACE.finditer(text, start, end):
        if match["filter"] or {".", "_"} & set(match[0]):
            message = "Citeringen har en klammer för lite och skulle skrivas ut som den står."
            expected = f"{{{match[0]}}}"
            yield Problem("T202", place_in(text, match.start()), message, expected, _excerpt(match[0]))


def citations_in(citing: Text | Formula) -> tuple[tuple[Citation, ...], tuple[Problem, ...]]:
    """Return the citations of a text, or the one that an expression is, and a problem for each that is unreadable."""
    if isinstance(citing, Formula):
        try:
            return (as_citation(citing),), ()
        except Rejected as rejected:
            return (), rejected.problems
    parts, problems = readable_citations(citing)
    return tuple(part for part in parts if isinstance(part, Citation)), problems


def _citation(text: Text, opening: re.Match[str], match: re.Match[str] | None) -> Citation:
    where = place_in(text, opening.start())
    if opening[0] != "{{":
        expected = "{{ namn }} för ett tal; programsatser och kommentarer finns inte"
        raise Rejected([Problem("T209", where, f"”{opening[0]}” får inte stå i texten.", expected, opening[0])])
    if match is None:
        message = "Citeringen har ingen läsbar slutklammer."
        raise Rejected([Problem("T202", where, message, "{{ namn }}", _excerpt(text[opening.start() :]))])
    body = match["body"]
    margin = {"literal": text.where.column, "folded": 0}.get(text.style, where.column)
    return Citation(parse_expression(body, place_in(text, match.start("body")), margin), body.strip(), where)


def place_in(text: Text, offset: int) -> Where:
    """Return the author's place of an offset in a text; a folded text has one place, since its line breaks are lost."""
    start = text.where
    if text.style == "folded" or not start.line:
        return start
    line, column = text.lines.place(offset)
    if text.style != "literal":
        return start if line else start.shifted(0, start.column + offset + (text.style != "plain"))
    return start.shifted(line, start.column + column)


def _excerpt(text: str) -> str:
    most = 40
    line = text.split("\n", 1)[0]
    return line[:most] + "…" if len(line) > most else line


# --- Jinja's tokens and tree -----------------------------------------------------------------------------------------


class _Numbered(Extension):
    """Let a token's line number be its index, by which nodes find their token; and let authors write `:` for `=`."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        for index, token in enumerate(stream):
            yield Token(index, TOKEN_ASSIGN if token.type == TOKEN_COLON else token.type, token.value)


_ENVIRONMENT = Environment(extensions=[_Numbered], autoescape=False)  # noqa: S701 - parses, and never renders
_OPERATORS: dict[type[nodes.BinExpr], Operator] = {nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/"}
# Of a formula, and so of what its reading nests.
_MOST_OPERATORS, _MOST_TOKENS = 150, 2000
_WORD_OR_LINK = re.compile(r"\w|[.,)\"']")


@dataclass(frozen=True)
class _ExpressionReader:
    text: str
    offsets: tuple[int, ...]
    tokens: tuple[str, ...]
    where: Where
    margin: int

    @cached_property
    def lines(self) -> LineStarts:
        return LineStarts(self.text)

    def place(self, index: int) -> Where:
        return self.at(self.offsets[min(index, len(self.offsets) - 1)])

    def at(self, offset: int) -> Where:
        if not self.margin or not self.where.line:
            return self.where
        offset = max(0, min(offset, len(self.text)))
        line, column = self.lines.place(offset)
        return self.where.shifted(line, column + (self.margin if line else self.where.column))

    def refuse(self, code: str, index: int, message: str, expected: str = "", hint: str = "") -> NoReturn:
        token = self.tokens[index] if 0 < index < len(self.tokens) - 1 else _excerpt(self.text.strip())
        raise Rejected([Problem(code, self.place(index), message, expected, token, hint)])


@lru_cache(maxsize=4096)
def parse_expression(text: str, where: Where, margin: int = 1) -> Expression:
    """Return the tree of an expression. Raises Rejected: T202 unreadable, T208 an ill-fitting filter, T209 forbidden.

    `margin` is the column at which its further lines begin, or 0 where all of it has the place of its beginning.
    """
    reader = _lex(text, where, margin)
    _check_tokens(reader)
    try:
        template = _ENVIRONMENT.parse(f"{{{{ {text} }}}}")
    except TemplateSyntaxError as error:
        _refuse_syntax(reader, error.lineno)
    output = template.body[0] if len(template.body) == 1 else None
    if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
        reader.refuse("T202", 0, "Uttrycket går inte att läsa.", "ett namn eller en uträkning")
    return _build(output.nodes[0], reader)


def _lex(text: str, where: Where, margin: int) -> _ExpressionReader:
    # Without the blank, the braces and a minus sign would be one token of Jinja's own.
    opening = "{{ "
    offsets, tokens, position = [], [], -len(opening)
    try:
        for _, kind, raw in _ENVIRONMENT.lex(f"{opening}{text} }}}}"):
            if kind != "whitespace":
                offsets.append(position)
                tokens.append(raw)
            position += len(raw)
    except TemplateSyntaxError as error:
        reader = _ExpressionReader(text, (0,), ("",), where, margin)
        match = re.search(r"unexpected char .* at ([0-9]+)$", error.message or "", re.DOTALL)
        if match is None:
            reader.refuse("T202", 0, "Parenteserna går inte ihop.", "lika många ( som )")
        _refuse_sign(reader, int(match[1]) - len(opening))
    return _ExpressionReader(text, tuple(offsets), tuple(tokens), where, margin)


def _refuse_sign(reader: _ExpressionReader, offset: int) -> NoReturn:
    sign = reader.text[offset : offset + 1]
    hint = ""
    if unicodedata.category(sign) in {"Pi", "Pf", "Ps"} or sign == "’":
        hint = 'Skriv raka citattecken: "…".'
    elif sign in {"−", "–"}:
        hint = "Skriv minus med bindestreck: -"
    elif sign in {'"', "'"}:
        hint = "Citattecknet saknar sitt par."
    raise Rejected([Problem("T202", reader.at(offset), "Tecknet kan inte stå i ett uttryck.", "", sign, hint)])


def _check_tokens(reader: _ExpressionReader) -> None:
    """Refuse what Jinja would understand and Tertial does not mean."""
    tokens = reader.tokens[1:-1]
    if not tokens:
        reader.refuse("T202", 0, "Uttrycket är tomt.", "ett namn, till exempel ekonomi.summa.avvikelse")
    operators = sum(_WORD_OR_LINK.match(token) is None for token in tokens)
    if operators > _MOST_OPERATORS or len(tokens) > _MOST_TOKENS:
        reader.refuse("T202", 1, "Uttrycket är för långt.", hint="Dela upp det i flera tal.")
    for index, token in enumerate(tokens, 1):
        if token[0].isdigit() and max(map(len, token.split("."))) > MOST_DIGITS:
            message, expected = "Talet är för långt.", f"högst {MOST_DIGITS} siffror före och efter punkten"
            raise Rejected([Problem("T202", reader.place(index), message, expected, f"{token[:MOST_DIGITS]}…")])
        # Of braces Jinja would nest dictionaries, each a dozen calls deep.
        if token in EXPRESSION_WORDS or token in {"{", "}"}:
            reader.refuse("T209", index, f"”{token}” får inte stå i ett uttryck.", "namn, + - * / och filter")
        if _is_decimal_comma(reader, index):
            number = f"{reader.tokens[index - 1]}.{reader.tokens[index + 1]}"
            reader.refuse("T202", index - 1, "Decimaltal skrivs med punkt i uttryck.", number)


def _is_decimal_comma(reader: _ExpressionReader, index: int) -> bool:
    before, sign, after = reader.tokens[index - 1 : index + 2]
    together = reader.offsets[index + 1] - reader.offsets[index - 1] == len(before) + 1
    return sign == "," and before.isdecimal() and after.isdecimal() and together


def _refuse_syntax(reader: _ExpressionReader, index: int) -> NoReturn:
    last = len(reader.tokens) - 1
    if index >= last:
        reader.refuse("T202", last, "Uttrycket tar slut för tidigt.", "ett namn eller ett tal")
    hint = "Ett namn skrivs utan blanksteg; mellan två namn står + - * eller /." if index > 1 else ""
    reader.refuse("T202", index, f"”{reader.tokens[index]}” kan inte stå här.", hint=hint)


def _build(node: nodes.Node, reader: _ExpressionReader) -> Expression:
    match node:
        case nodes.Name() | nodes.Getattr():
            return _name(node, reader)
        case nodes.Const():
            return _constant(node, reader)
        case nodes.Call():
            return _call(node, reader)
        case nodes.Neg() | nodes.Pos():
            operand = _operand(node.node, reader)
            return Negate(operand, reader.place(node.lineno)) if isinstance(node, nodes.Neg) else operand
        case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div():
            sides = _operand(node.left, reader), _operand(node.right, reader)
            return Binary(_OPERATORS[type(node)], *sides, sides[0].where)
        case nodes.Filter():
            return _filter(node, reader)
        case _:
            return _refuse_node(node, reader)


_REFUSED: dict[type[nodes.Node], str] = {
    nodes.Getitem: "Hakparenteser finns inte; ett id som börjar med en siffra skrivs med k före.",
    nodes.Mod: "Tecknet % räknar inte i uttryck; filtret procent skriver ut procent.",
    nodes.Compare: "Jämförelser finns inte; filtret ordval väljer ord efter talets tecken.",
    nodes.Tuple: "Här väntas ett enda värde.",
}


def _refuse_node(node: nodes.Node, reader: _ExpressionReader) -> NoReturn:
    hint = _REFUSED.get(type(node), "")
    # Some nodes are numbered by the token after them; what they hold begins earlier.
    index, left = node.lineno, [node]
    # Nested as deep as the expression is long, which is deeper than calls may be.
    while left:
        inner = left.pop()
        index = min(index, inner.lineno) if isinstance(inner, nodes.Expr) else index
        left.extend(inner.iter_child_nodes())
    reader.refuse("T209", index, "Det här får inte stå i ett uttryck.", "namn, tal, + - * / och filter", hint)


def _operand(node: nodes.Node, reader: _ExpressionReader) -> Expression:
    if isinstance(node, nodes.Filter):
        hint = f"Sätt parentes om uträkningen och filtret efter den: (a + b) | {node.name}"
        message = "Ett filter gäller bara det närmaste namnet, inte hela uträkningen."
        reader.refuse("T208", node.lineno, message, hint=hint)
    operand = _build(node, reader)
    if isinstance(operand, Phrase):
        message = "En text kan inte räknas med."
        raise Rejected([Problem("T209", operand.where, message, "ett namn eller ett tal", operand.text)])
    return operand


def _word(text: str, index: int, reader: _ExpressionReader) -> str:
    if text.startswith("_"):
        reader.refuse("T209", index, "Ett namn börjar med en bokstav.", "ett namn")
    return unicodedata.normalize("NFC", text)


def _name(node: nodes.Name | nodes.Getattr, reader: _ExpressionReader) -> Name:
    path: list[str] = []
    at: nodes.Node = node
    while isinstance(at, nodes.Getattr):
        # The place of an attribute is that of the full stop before it.
        path.append(_word(at.attr, at.lineno + 1, reader))
        at = at.node
    if isinstance(at, nodes.Name):
        path.append(_word(at.name, at.lineno, reader))
        return Name(tuple(reversed(path)), reader.place(at.lineno))
    if isinstance(at, nodes.Call):
        root = _build(at, reader)
        if isinstance(root, Name) and root.root:
            return Name(tuple(reversed(path)), root.where, root.root)
    return _refuse_node(at, reader)


_NUMBER = re.compile(r"[0-9]+(?:\.(?P<fraction>[0-9]+))?")


def _constant(node: nodes.Const, reader: _ExpressionReader) -> LiteralNumber | Phrase:
    if isinstance(node.value, str):
        return Phrase(node.value, reader.place(node.lineno))
    # The token's own text: Jinja has made a binary float of it.
    match = _NUMBER.fullmatch(reader.tokens[node.lineno])
    if match is None:
        reader.refuse("T202", node.lineno, "Talet går inte att läsa.", "siffror, och punkt före decimaler: 0.5")
    return LiteralNumber(Decimal(match[0]), len(match["fraction"] or ""), reader.place(node.lineno))


def _call(node: nodes.Call, reader: _ExpressionReader) -> Name | Sum | Count:
    called = node.node
    index = called.lineno
    if not isinstance(called, nodes.Name) or called.name not in {"summa", "antal", "period", "nämnd"}:
        expected = 'summa(typ.fält), antal(typ, fält: "ord"), period("2022-t1") eller nämnd("namn")'
        reader.refuse("T209", index, "Funktionen finns inte.", expected)
    if called.name == "antal":
        return _count(node, index, reader)
    argument = _build(node.args[0], reader) if len(node.args) == 1 and not node.kwargs else None
    if called.name == "summa":
        if not isinstance(argument, Name):
            reader.refuse("T209", index, "summa tar en uppföljningstyp och ett fält.", "summa(typ.fält)")
        return Sum(argument, reader.place(index))
    if not isinstance(argument, Phrase):
        reader.refuse("T209", index, f"{called.name}(…) tar ett namn inom citattecken.", f'{called.name}("namn")')
    if reader.tokens[index + 4 : index + 5] != (".",):
        expected = f'{called.name}("{argument.text}").tabell.rad.kolumn'
        reader.refuse("T202", index, "Här saknas vilket tal det gäller.", expected)
    kind: Literal["period", "nämnd"] = "period" if called.name == "period" else "nämnd"
    return Name((), reader.place(index), Lookup(kind, unicodedata.normalize("NFC", argument.text)))


def _count(node: nodes.Call, index: int, reader: _ExpressionReader) -> Count:
    counted = _build(node.args[0], reader) if len(node.args) == 1 else None
    conditions = {str(each.key): _build(each.value, reader) for each in node.kwargs}
    words = tuple((field, word) for field, word in conditions.items() if isinstance(word, Phrase | Name))
    if not isinstance(counted, Name) or len(words) < len(node.kwargs) or node.dyn_args or node.dyn_kwargs:
        message = "antal tar en uppföljningstyp, och de ord som dess fält ska ha."
        reader.refuse("T209", index, message, 'antal(typ), eller antal(typ, fält: "ord")')
    return Count(counted, words, reader.place(index))


def _filter(node: nodes.Filter, reader: _ExpressionReader) -> Filter:
    if node.name not in FILTERS:
        hint = nearest_hint(node.name, FILTERS) or f"Filter: {', '.join(FILTERS)}."
        reader.refuse("T208", node.lineno, f"Filtret ”{node.name}” finns inte.", hint=hint)
    if node.node is None:
        _refuse_node(node, reader)
    operand = _build(node.node, reader)
    if isinstance(operand, Filter) and operand.name in {*WORD_FILTERS, "inom"} and node.name != "inom":
        message = f"Efter {operand.name} finns inget tal kvar för {node.name}."
        reader.refuse("T208", node.lineno, message, hint=f"Sätt {node.name} före {operand.name}.")
    return Filter(operand, node.name, _arguments(node, reader), reader.place(node.lineno))


def _arguments(node: nodes.Filter, reader: _ExpressionReader) -> tuple[tuple[str, str | int | Joined], ...]:
    wanted = _PARAMETERS.get(node.name, ())
    given = [*zip(wanted, node.args, strict=False), *((pair.key, pair.value) for pair in node.kwargs)]
    texts = node.name != "decimaler"
    shape = ", ".join(f'{name}: "…"' if texts else f"{DECIMALS[0]}–{DECIMALS[-1]}" for name in wanted)
    expected = f"{node.name}({shape})" if wanted else f"{node.name} utan parentes"
    values: dict[str, str | int | Joined] = {}
    for name, value in given:
        if isinstance(value, nodes.Const) and (isinstance(value.value, str) if texts else value.value in DECIMALS):
            values[str(name)] = value.value
        elif node.name == "inom" and isinstance(value, nodes.Name | nodes.Getattr | nodes.Concat):
            values[str(name)] = _joined(value, reader)
    if len(node.args) > len(wanted) or len(given) != len(wanted) or set(values) != set(wanted):
        reader.refuse("T208", node.lineno, f"Filtret {node.name} har fel uppgifter.", expected)
    return tuple((name, values[name]) for name in wanted)


def _joined(node: nodes.Expr, reader: _ExpressionReader) -> Joined:
    built = [_build(each, reader) for each in (node.nodes if isinstance(node, nodes.Concat) else (node,))]
    parts = tuple(part for part in built if isinstance(part, Phrase | Name))
    if len(parts) < len(built):
        reader.refuse("T209", node.lineno, "Med ~ fogas texter och namn samman.", '"(" ~ period.månad ~ " "')
    return Joined(parts)
