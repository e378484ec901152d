"""What a template may do: print what it is given. It sees values, calls no more than named functions, and has a budget.

Templates come with a house, and with the archive of a published version: nothing in one is trusted. Statements are
refused when the template is read, attributes by the type of the object when they are asked for. The budget counts work,
not time, so that a template is refused on every machine or on none: a node of the syntax each time that it may be
carried out, and a character each time that one is written, joined or compared. A list that holds the same list twice
is small, and long to print, compare or hash: what does so takes single values only, texts and numbers.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import wraps
from types import NoneType
from typing import Any, cast

import jinja2
from jinja2 import nodes
from jinja2.environment import TemplateModule
from jinja2.filters import FILTERS as ALL_FILTERS
from jinja2.runtime import Context, LoopContext, Macro, Undefined, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS as ALL_TESTS
from jinja2.utils import _PassArg

from generator.document import Look
from generator.printing.html.css_reader import faults_in_page
from generator.printing.html.house_files import short_name
from generator.problems import Where, refuse

# A report of a hundred pages needs a fiftieth of it.
BUDGET = 50_000_000
_CALL = 100
# A text that is divided takes that much more room than its characters did.
_PART = 10
_MOST_SOURCE = 200_000
_MOST_DEPTH = 60
_MOST_LOOPS = 15
_MOST_CALLS = 40

_TEXT_FILTERS = ("capitalize", "e", "escape", "lower", "striptags", "title", "trim", "truncate", "upper")
_LIST_FILTERS = (
    *("count", "d", "default", "first", "items", "last", "length", "list", "map", "reject", "rejectattr", "reverse"),
    *("select", "selectattr"),
)
TESTS = (
    *("boolean", "defined", "false", "integer", "iterable", "mapping", "none", "number", "sequence", "string", "true"),
    "undefined",
)
_NUMBER_TESTS = ("divisibleby", "even", "odd")
_OF_TEXT = frozenset(
    ["casefold", "endswith", "isdigit", "lower", "lstrip", "removeprefix", "removesuffix", "rstrip"]
) | {*("split", "startswith", "strip", "striptags", "upper")}
_OF_LOOP = frozenset(
    ["cycle", "depth", "depth0", "first", "index", "index0", "last", "length", "nextitem", "previtem", "revindex"]
) | {"revindex0"}
_OF_MAPPING = frozenset(["get", "items", "keys", "values"])
# The places of the machine are no part of what is printed.
_HIDDEN: Mapping[type, frozenset[str]] = {Look: frozenset(["folders"])}
_PRINTED = (int, Decimal, NoneType, Where)

_REFUSED: Mapping[type[nodes.Node], str] = {
    **dict.fromkeys(
        (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos),
        "räkning",
    ),
    nodes.Slice: "en del av en text eller lista, [från:till]",
    nodes.ScopedEvalContextModifier: "ordet ”autoescape”, som skulle släppa fram oskyddad text",
    nodes.EvalContextModifier: "ett ord som skulle släppa fram oskyddad text",
    nodes.NSRef: "ett fält som får ett nytt värde",
}
_IN_SHEETS = (nodes.Output, nodes.Include, nodes.Const)
# Nodes whose body is carried out again and again, and is paid for each time.
_CALLED = (nodes.Macro, nodes.CallBlock, nodes.Block)


class UnreadableTemplate(jinja2.TemplateSyntaxError):
    """A template that jinja2 cannot read; the message is in English."""


class TemplateTooHeavy(jinja2.TemplateRuntimeError):
    """The budget of a rendering is spent."""


class _VisibleNames(dict[type, frozenset[str]]):
    """The attributes that a template may see, by type."""

    def __missing__(self, kind: type) -> frozenset[str]:
        if is_dataclass(kind):
            values = {name for name in dir(kind) if not callable(getattr(kind, name))}
            names = frozenset(values | {field.name for field in fields(kind)}) - _HIDDEN.get(kind, frozenset())
        else:
            named = ((str, _OF_TEXT), (LoopContext, _OF_LOOP), (Mapping, _OF_MAPPING))
            names = next((names for base, names in named if issubclass(kind, base)), frozenset())
        self[kind] = frozenset(name for name in names if not name.startswith("_"))
        return self[kind]


_VISIBLE = _VisibleNames()


class _PaidContext(Context):
    """The names of a template, copied each time that one is included."""

    def __init__(self, environment: Sandbox, parent: dict[str, Any], *rest: Any, **options: Any) -> None:  # noqa: ANN401
        environment.spend(len(parent))
        super().__init__(environment, parent, *rest, **options)


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of templates; `left` is what remains of the budget of the present rendering."""

    context_class = _PaidContext

    def __init__(self, loader: jinja2.BaseLoader, filters: Mapping[str, Callable[..., object]]) -> None:
        super().__init__(
            loader=loader,
            undefined=jinja2.StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
            # Nothing is carried out while a template is compiled: there is no budget then.
            optimized=False,
            finalize=_printed,
        )
        self.globals.clear()
        self.filters = {name: _paid(ALL_FILTERS[name], _PART) for name in _LIST_FILTERS} | {**filters, **_ACCOUNTING}
        self.filters |= {name: _paid(_of_text(ALL_FILTERS[name])) for name in _TEXT_FILTERS}
        self.tests = {name: ALL_TESTS[name] for name in TESTS} | {**_COMPARISONS}
        self.tests |= {name: _of_numbers(ALL_TESTS[name]) for name in _NUMBER_TESTS}
        self.left = 0
        self._calls = 0

    def begin(self, more: int) -> None:
        """Begin a rendering with a full budget, and `more` for what is printed."""
        self.left = BUDGET + more
        self._calls = 0

    def spend(self, work: int) -> None:
        """Take work from the budget. Raises TemplateTooHeavy when it is spent."""
        self.left -= abs(work)
        if self.left < 0:
            raise TemplateTooHeavy("mer arbete än en mall får kräva")

    def getattr(self, obj: Any, attribute: str, _visible: _VisibleNames = _VISIBLE) -> Any:  # noqa: ANN401 - as jinja2
        """Return an attribute that a template may see, or the entry of a mapping."""
        if attribute in _visible[type(obj)]:
            return getattr(obj, attribute)
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, TemplateModule) and not attribute.startswith("_"):
            return vars(obj).get(attribute, self.undefined(obj=obj, name=attribute))
        if isinstance(obj, Undefined):
            return str(obj)  # which tells what is undefined
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - as jinja2 has it
        """Return an entry of a sequence or a mapping, else an attribute that a template may see."""
        _key(argument)
        if isinstance(argument, int) and isinstance(obj, Sequence) and -len(obj) <= argument < len(obj):
            return obj[argument]
        if isinstance(obj, Mapping) and argument in obj:
            return obj[argument]
        return self.getattr(obj, argument) if isinstance(argument, str) else self.undefined(obj=obj, name=argument)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, N805, PYI063 - as jinja2
        """Call a macro, a function that the template was handed, or a method that it may see."""
        owner = getattr(__obj, "__self__", None)
        __self.spend(_CALL + len(args) + len(kwargs) + (_PART * len(owner) if isinstance(owner, str) else 0))
        if not isinstance(__obj, Macro | Undefined):
            # With underscores are what jinja2 adds itself.
            _check_single(*args, *(value for name, value in kwargs.items() if not name.startswith("_")))
        if __self._calls == _MOST_CALLS:
            raise TemplateTooHeavy(f"makron som anropar varandra i mer än {_MOST_CALLS} led")
        __self._calls += 1
        # Whatever stops it stops the rendering too: the next one begins anew.
        result = __context.call(__obj, *args, **kwargs)
        __self._calls -= 1
        return result

    def get_template(self, name: Any, *rest: Any, **options: Any) -> jinja2.Template:  # noqa: ANN401 - as jinja2
        """Return the template of a name."""
        _check_single(name)
        return super().get_template(name, *rest, **options)

    def select_template(self, names: Any, *rest: Any, **options: Any) -> jinja2.Template:  # noqa: ANN401 - as jinja2
        """Return the first template that there is."""
        known = _turns(self, names, _CALL)
        _check_single(*known)
        return super().select_template(known, *rest, **options)

    def _filter_test_common(self, name: Any, *rest: Any, **options: Any) -> Any:  # noqa: ANN401 - as jinja2
        # What `map` and `select` are told to use.
        if not isinstance(name, str) or name.startswith("_"):
            raise jinja2.TemplateRuntimeError("ett filter eller prov som inte finns")
        return super()._filter_test_common(name, *rest, **options)

    def compile(  # type: ignore[override]
        self,
        source: Any,  # noqa: ANN401 - as jinja2 has it
        name: str | None = None,
        filename: str | None = None,
        **options: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Compile a template. Raises TemplateSyntaxError, for what neither jinja2 nor Python gets through, too."""
        try:
            return super().compile(source, name, filename, **options)
        except jinja2.TemplateAssertionError as error:
            raise UnreadableTemplate(error.message or "", error.lineno, name, filename) from error
        except (RecursionError, SyntaxError, ValueError) as error:
            found = "något som är för långt, eller ligger i för många led"
            raise jinja2.TemplateSyntaxError(found, 1, name, filename) from error

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > _MOST_SOURCE:
            found = f"{len(source)} tecken, och högst {_MOST_SOURCE} går att läsa"
            raise jinja2.TemplateSyntaxError(found, 1, name, filename)
        try:
            tree = super()._parse(source, name, filename)
        except jinja2.TemplateSyntaxError as error:
            raise UnreadableTemplate(error.message or "", error.lineno, name, filename) from error
        for node, fault in self._faults(tree):
            raise jinja2.TemplateSyntaxError(fault, node.lineno, name, filename)
        if filename is not None and filename.endswith(".css"):
            _check_sheet(tree, name, filename)
        _account(tree)
        return tree

    def _faults(self, tree: nodes.Node) -> Iterator[tuple[nodes.Node, str]]:
        waiting = [(tree, 0, 0)]
        while waiting:
            node, depth, loops = waiting.pop()
            if found := self._fault(node):
                yield node, found
            if depth > _MOST_DEPTH or loops > _MOST_LOOPS:
                yield node, "satser som ligger i för många led inne i varandra"
            loops += isinstance(node, nodes.For)
            waiting.extend((child, depth + 1, loops) for child in node.iter_child_nodes())

    def _fault(self, node: nodes.Node) -> str:
        if found := _REFUSED.get(type(node), ""):
            return found
        if isinstance(node, nodes.Filter) and (node.name not in self.filters or node.name.startswith("_")):
            return f"filtret ”{node.name}”, som inte finns"
        if isinstance(node, nodes.Test) and node.name not in self.tests:
            return f"provet ”{node.name}”, som inte finns"
        if isinstance(node, nodes.For) and node.recursive:
            return "ordet ”recursive”; ett makro kan anropa sig självt"
        hidden = (name for name in _names(node) if name.startswith("_"))
        return next((f"namnet ”{name}”, som börjar med understreck" for name in hidden), "")


def _names(node: nodes.Node) -> Iterator[str]:
    """Yield the names that a node says outright."""
    for field, value in node.iter_fields(only=("name", "attr", "key", "target", "names")):
        if isinstance(value, str) and not isinstance(node, nodes.Filter | nodes.Test):
            yield value
        elif field == "names":
            yield from (each for name in value for each in ((name,) if isinstance(name, str) else name))
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        yield node.arg.value


def _check_sheet(tree: nodes.Template, name: str | None, filename: str) -> None:
    """Check a style sheet that stands in a page. Raises Rejected, or TemplateSyntaxError for what is printed."""
    text = ""
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.TemplateData):
            text += "\n" * (node.lineno - text.count("\n") - 1) + node.data
        elif not isinstance(node, _IN_SHEETS):
            raise jinja2.TemplateSyntaxError("annat än {% include %} i en stilmall", node.lineno, name, filename)
    refuse(faults_in_page(text, short_name(filename)))


# --- the account of work -------------------------------------------------------------------------------------------


def _account(tree: nodes.Template) -> None:
    """Let the template, each turn of its loops and each call of its macros pay for what they carry out."""
    tree.body.insert(0, _payment(_priced(tree), 1))


def _priced(node: nodes.Node) -> int:
    """Return what the node costs each time that it is carried out, once the bodies in it have been made to pay."""
    _join_by_filter(node)
    price = 1 + (len(node.data) if isinstance(node, nodes.TemplateData) else 0)
    price += len(node.value) if isinstance(node, nodes.Const) and isinstance(node.value, str) else 0
    paid_apart = ("body", "test") if isinstance(node, nodes.For) else ("body",) if isinstance(node, _CALLED) else ()
    price += sum(map(_priced, node.iter_child_nodes(exclude=paid_apart)))
    apart = sum(map(_priced, node.iter_child_nodes(only=paid_apart)))
    if isinstance(node, nodes.For):
        node.iter = _filter(node.iter, "_turns", nodes.Const(apart + 1, lineno=node.lineno))
    elif isinstance(node, _CALLED):
        node.body.insert(0, _payment(apart, node.lineno))
    elif isinstance(node, nodes.Compare) and not all(_is_constant(each.expr) for each in node.ops):
        _pay_for_operands(node)
    elif isinstance(node, nodes.Pair) and not isinstance(node.key, nodes.Const):
        node.key = _filter(node.key, "_key")
    return price


def _is_constant(node: nodes.Expr) -> bool:
    """Whether it is a word of the template, or a list of words: with that a comparison is short."""
    return all(isinstance(each, nodes.Const) for each in getattr(node, "items", [node]))


def _pay_for_operands(node: nodes.Compare) -> None:
    for operand in (cast("nodes.Operand", node), *node.ops[:-1]):
        operand.expr = _filter(operand.expr, "_compared")
    last = node.ops[-1]
    last.expr = _filter(last.expr, "_searched" if last.op in {"in", "notin"} else "_compared")


def _join_by_filter(node: nodes.Node) -> None:
    def joined(value: Any) -> Any:  # noqa: ANN401 - the value of any field of a node
        if isinstance(value, nodes.Concat):
            return _filter(nodes.Tuple(value.nodes, "load", lineno=value.lineno), "_joined")
        return [joined(each) for each in value] if isinstance(value, list) else value

    for name, value in [*node.iter_fields()]:
        setattr(node, name, joined(value))


def _payment(work: int, line: int) -> nodes.ExprStmt:
    return nodes.ExprStmt(_filter(nodes.Const(work, lineno=line), "_spend"), lineno=line)


def _filter(node: nodes.Node, name: str, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(cast("nodes.Expr", node), name, list(arguments), [], None, None, lineno=node.lineno)


@jinja2.pass_environment
def _spend(environment: Sandbox, work: int) -> None:
    environment.spend(work)


@jinja2.pass_environment
def _turns(environment: Sandbox, values: Any, work: int) -> Any:  # noqa: ANN401 - whatever a loop goes through
    """Pay for all turns of a loop before the first."""
    if isinstance(values, Undefined):
        return values
    known = values if isinstance(values, tuple | Sequence | Mapping) else list(values)
    environment.spend(len(known) * work)
    return known


@jinja2.pass_environment
def _compared(environment: Sandbox, value: object) -> object:
    if _is_several(value) or is_dataclass(value):
        raise jinja2.TemplateRuntimeError("en jämförelse av annat än texter och tal")
    environment.spend(_size(value))
    return value


@jinja2.pass_environment
def _searched(environment: Sandbox, values: Any) -> Any:  # noqa: ANN401 - whatever a value is looked for in
    """Pay for a search, which compares with each entry of a list."""
    if isinstance(values, Mapping) or not _is_several(values):
        return values if isinstance(values, Mapping) else _compared(environment, values)
    known = _turns(environment, values, 1)
    environment.spend(sum(len(each) for each in known if isinstance(each, str)))
    return known


def _key(value: object) -> object:
    if not isinstance(value, str | int | Undefined):
        raise jinja2.TemplateRuntimeError(f"{type(value).__name__} som nyckel, där en text eller ett heltal skulle stå")
    return value


@jinja2.pass_environment
def _joined(environment: Sandbox, values: Iterable[object]) -> str:
    def paid() -> Iterator[str]:
        for value in values:
            text = _text(value)
            environment.spend(len(text) + 1)
            yield text

    return markup_join([*paid()])


@jinja2.pass_environment
def _join(environment: Sandbox, values: Iterable[object], between: str = "", attribute: str = "") -> str:
    entries = (environment.getitem(each, attribute) if attribute else each for each in values)
    apart = [part for entry in entries for part in (between, entry)]
    return _joined(environment, apart[1:])


@jinja2.pass_environment
def _printed(environment: Sandbox, value: object) -> object:
    if not isinstance(value, str):
        return value if isinstance(value, Undefined) else _text(value)
    # As `spend` does: there is no shorter way through the busiest function.
    environment.left -= len(value)
    if environment.left < 0:
        environment.spend(0)
    return value


def _text(value: object) -> str:
    """Return a value as it is printed. Raises TemplateRuntimeError for what is several values."""
    if isinstance(value, str):
        return value
    if isinstance(value, _PRINTED):
        return str(value)
    raise jinja2.TemplateRuntimeError(f"{type(value).__name__}, som inte är en enda text")


def _is_several(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | Undefined)


def _check_single(*values: object) -> None:
    """Raises TemplateRuntimeError for a list, and whatever else holds several values."""
    for value in filter(_is_several, values):
        raise jinja2.TemplateRuntimeError(f"{type(value).__name__}, som inte är ett enda värde")


def _size(value: object) -> int:
    return len(value) if isinstance(value, Sized) and not isinstance(value, Undefined) else 1


def paid_by(size: Callable[[Any], int], filter_: Callable[[Any], object]) -> Callable[..., object]:
    """Return a filter of one value that pays for the size of the value."""

    @jinja2.pass_environment
    def paid(environment: Sandbox, value: object) -> object:
        _check_single(value)
        environment.spend(size(value))
        return filter_(value)

    return paid


def _paid(filter_: Callable[..., object], for_part: int = 1) -> Callable[..., object]:
    """Return a filter of jinja2 that pays for its value and its arguments, and `for_part` for what a text gives."""
    passed = _PassArg.from_obj(filter_)

    @jinja2.pass_context
    def paid(context: Context, value: object, *arguments: object, **options: object) -> object:
        environment = context.environment
        work = _size(value) * (for_part if isinstance(value, str) else 1)
        environment.spend(work + sum(map(_size, (*arguments, *options.values()))))  # type: ignore[attr-defined]
        first = {_PassArg.context: context, _PassArg.eval_context: context.eval_ctx, _PassArg.environment: environment}
        given = (first[passed],) if passed is not None else ()
        return filter_(*given, value, *arguments, **options)

    return paid


def _of_text(filter_: Callable[..., object]) -> Callable[..., object]:
    """Return a filter of jinja2 that takes texts and numbers only."""

    @wraps(filter_)
    def checked(*given: object, **options: object) -> object:
        passed = _PassArg.from_obj(filter_) is not None
        for value in (*given[passed:], *options.values()):
            if not isinstance(value, Undefined):
                _text(value)
        try:
            return filter_(*given, **options)
        except AssertionError as error:
            raise jinja2.TemplateRuntimeError("en längd som är för kort") from error

    return checked


def _of_numbers(test: Any) -> Callable[..., bool]:  # noqa: ANN401 - as jinja2 keeps its tests
    """Return a test of jinja2 that takes numbers only: `%` after a text formats it."""

    def checked(*numbers: object) -> bool:
        if not all(isinstance(number, int | Decimal | Undefined) for number in numbers):
            raise jinja2.TemplateRuntimeError("ett prov av annat än tal")
        return bool(test(*numbers))

    return checked


def _comparison(compare: Callable[[Any, Any], bool]) -> Callable[..., bool]:
    @jinja2.pass_environment
    def paid(environment: Sandbox, one: object, other: object) -> bool:
        return compare(_compared(environment, one), _compared(environment, other))

    return paid


@jinja2.pass_environment
def _in(environment: Sandbox, one: object, other: object) -> bool:
    return bool(_compared(environment, one) in _searched(environment, other))


_ACCOUNTING: Mapping[str, Callable[..., object]] = {
    "_spend": _spend,
    "_turns": _turns,
    "_compared": _compared,
    "_searched": _searched,
    "_joined": _joined,
    "_key": _key,
    "join": _join,
}
_COMPARISONS: Mapping[str, Callable[..., bool]] = {
    "eq": _comparison(operator.eq),
    "equalto": _comparison(operator.eq),
    "ne": _comparison(operator.ne),
    "in": _in,
}
