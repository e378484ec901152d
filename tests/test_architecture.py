"""The house rules of the code, read off its syntax.

`ROOMS` is the picture of docs/architecture.md as data: a room, and the rooms that it may import.
"""

from __future__ import annotations

import ast
import builtins
import io
import re
import tokenize
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

from generator.problems import CODES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "generator"
MANUAL = ROOT / "docs" / "handbok" / "felmeddelanden.md"

_GROUND = "problems swedish"
_VALUES = f"{_GROUND} content document figures"
_MEANINGS = f"{_VALUES} project compose prose"
_STAGES = f"{_MEANINGS} checks printing.docx printing.html printing.open_data printing.pdf printing.xlsx"
ROOMS: Mapping[str, frozenset[str]] = {
    room: frozenset(known.split())
    for room, known in {
        "problems": "",
        "swedish": "",
        "content": _GROUND,
        "document": _GROUND,
        "figures": f"{_GROUND} content",
        "project": f"{_GROUND} content",
        "compose": _VALUES,
        "prose": f"{_GROUND} content figures",
        "checks": f"{_VALUES} compose prose",
        "project.sources": _GROUND,
        "printing.docx": f"{_GROUND} document",
        "printing.html": f"{_GROUND} document project",
        "printing.open_data": f"{_GROUND} document",
        "printing.pdf": f"{_GROUND} document project",
        "printing.xlsx": f"{_GROUND} document",
        "pipeline": _STAGES,
        "editing": f"{_MEANINGS} pipeline project.sources",
        "versions": f"{_MEANINGS} pipeline",
        "commands": f"{_STAGES} pipeline editing versions",
    }.items()
}
PURE = frozenset(
    ["problems", "swedish", "project.sources", "content", "document", "figures", "compose", "prose", "checks"]
)
# Where what is printed is computed. A page is measured by the layout engine, in its own floats.
EXACT = frozenset(["swedish", "project.sources", "content", "document", "figures", "compose", "prose", "printing.html"])
MEASURED = frozenset(["document.pages"])
MOST_FLOORS = 10
MOST_ENTRIES = 16

LONGEST_MODULE = 600
LONGEST_FUNCTION = 60
LONGEST_FUNCTION_OF_NINE_IN_TEN = 22
MOST_PARAMETERS = 6
SPEAKERS = frozenset({"commands.cli", "commands.terminal"})
MACHINE = frozenset(
    [
        "os",
        "subprocess",
        "socket",
        "shutil",
        "tempfile",
        "time",
        "locale",
        "random",
        "urllib",
        "http",
        "glob",
        "fcntl",
        "signal",
    ]
)
ON_DISK = frozenset(
    ["read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "rename", "iterdir", "rglob", "open"]
)
HTML_TAG = re.compile(
    r"(?<!\?P)</?(html|head|body|main|nav|div|p|span|h[1-6]|table|thead|tbody|tr|td|th|ul|ol|li|a|data|section|strong|em|img|br)"
    r"(\s[^<]*)?/?>"
)

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """A statement that imports from the package: the module it names, and the names it takes."""

    line: int
    module: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Module:
    """A module of the package: its dotted name below `generator` (empty for the package itself) and its text."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax of the text."""
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        """The room that the module stands in; the module itself where it stands in none."""
        return room_of(self.name)

    @property
    def docstrings(self) -> Iterator[ast.Constant]:
        """The strings that document the module, its classes and functions."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Module | ast.ClassDef | FunctionNode) and ast.get_docstring(node) is not None:
                statement = node.body[0]
                if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                    yield statement.value

    @property
    def functions(self) -> Iterator[FunctionNode]:
        """All functions, nested ones and methods too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, FunctionNode))

    @property
    def classes(self) -> Iterator[ast.ClassDef]:
        """All classes."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))

    @property
    def imports(self) -> Iterator[Import]:
        """What the module imports of the package, wherever it does."""
        return imports_in(self.tree)

    @cached_property
    def code_lines(self) -> frozenset[int]:
        """Numbers of the lines that hold code: not blank, not comment, not docstring."""
        silent = {
            *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
            *(tokenize.ENCODING, tokenize.ENDMARKER),
        }
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        lines = chain.from_iterable(range(t.start[0], t.end[0] + 1) for t in tokens if t.type not in silent)
        documented = chain.from_iterable(range(d.lineno, (d.end_lineno or d.lineno) + 1) for d in self.docstrings)
        return frozenset(lines) - frozenset(documented)

    def length(self, function: FunctionNode) -> int:
        """How many lines of code a function has, nested ones included."""
        last = function.end_lineno or function.lineno
        return sum(function.lineno <= line <= last for line in self.code_lines)


def imports_in(tree: ast.AST) -> Iterator[Import]:
    """Every import of the package below a node, with the module as it is named below `generator`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "generator":
                    yield Import(node.lineno, alias.name.removeprefix("generator").removeprefix("."))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "generator":
            package = (node.module or "").removeprefix("generator").removeprefix(".")
            below = {alias.name: f"{package}.{alias.name}".removeprefix(".") for alias in node.names}
            offered = faces().get(package, frozenset())
            taken = [name for name, whole in below.items() if whole in modules_by() and name not in offered]
            yield from (Import(node.lineno, below[name]) for name in taken)
            if names := tuple(name for name in below if name not in taken):
                yield Import(node.lineno, package, names)


def room_of(name: str) -> str:
    """The room of a module, by its dotted name: the longest room whose name it begins with, or the name itself."""
    rooms = (room for room in ROOMS if name == room or name.startswith(f"{room}."))
    return max(rooms, key=len, default=name)


def dotted(path: Path) -> str:
    """The name by which a module is imported, below the package."""
    return ".".join(part for part in path.with_suffix("").parts if part != "__init__")


@cache
def modules_by() -> Mapping[str, Module]:
    """Every module of the package by its name, in order of name."""
    paths = {dotted(path.relative_to(PACKAGE)): path for path in sorted(PACKAGE.rglob("*.py"))}
    return {name: Module(name, path.read_text(encoding="utf-8")) for name, path in paths.items()}


@cache
def faces() -> Mapping[str, frozenset[str]]:
    """What each room offers: the `__all__` of its face."""
    return {
        room: frozenset(
            ast.literal_eval(node.value)
            for node in modules_by()[room].tree.body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
            for node.value in getattr(node.value, "elts", ())
        )
        for room in ROOMS
        if (PACKAGE / room.replace(".", "/")).is_dir()
    }


def modules() -> Iterator[Module]:
    """Every module of the package."""
    return iter(modules_by().values())


def forbidden_imports(module: Module) -> Iterator[str]:
    """What a module imports of other rooms although the picture does not let it, or past the face."""
    for each in module.imports:
        other = room_of(each.module)
        if other == module.room or not each.module:
            continue
        if other not in ROOMS.get(module.room, ROOMS):
            yield f"{module.name}:{each.line}: {module.room} may not know {each.module}"
        elif other in faces() and (each.module != other or set(each.names) - faces()[other]):
            yield f"{module.name}:{each.line}: {each.module} {each.names} is not in the face of {other}"


def hidden_imports(module: Module) -> Iterator[str]:
    """Imports of the package inside functions, or by a name made up at run time."""
    for function in module.functions:
        yield from (f"{module.name}:{each.line}: {function.name}" for each in imports_in(function))
    for node, name in calls(module):
        if name.rpartition(".")[2] in {"import_module", "__import__", "resolve_name"}:
            yield f"{module.name}:{node.lineno}: {name}"


def calls(module: Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the dotted name that is called, where it has one."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node, ast.unparse(node.func)


def speech(module: Module) -> Iterator[str]:
    """Where a module prints or ends the program."""
    doors = {"print", "exit", "quit", "sys.exit", "os._exit", "SystemExit"}
    yield from (f"{module.name}:{node.lineno}: {name}" for node, name in calls(module) if name in doors)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"sys.stdout", "sys.stderr"}:
            yield f"{module.name}:{node.lineno}: {ast.unparse(node)}"


def touches(module: Module) -> Iterator[str]:
    """Where a module asks the machine: imports of its clock, disk, environment or network, and calls of files."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            name = re.split(r"[ .,]+", ast.unparse(node))[1]
            if name in MACHINE:
                yield f"{module.name}:{node.lineno}: {ast.unparse(node)}"
    for node, name in calls(module):
        if name == "open" or ("." in name and name.rpartition(".")[2] in ON_DISK):
            yield f"{module.name}:{node.lineno}: {name}"


def binary_floats(module: Module) -> Iterator[str]:
    """Where a module names the type `float` or writes a number of it."""
    for node in ast.walk(module.tree):
        named = isinstance(node, ast.Name) and node.id == "float"
        written = isinstance(node, ast.Constant) and isinstance(node.value, float)
        if isinstance(node, ast.expr) and (named or written):
            yield f"{module.name}:{node.lineno}: {ast.unparse(node)}"


def parameter_count(function: FunctionNode) -> int:
    """How many arguments a function takes; `self` and `cls` are not counted."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    starred = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    return sum(argument.arg not in {"self", "cls"} for argument in [*named, *starred])


def markup_in_strings(module: Module) -> Iterator[str]:
    """Strings that hold an HTML tag; docstrings may speak of them."""
    documented = {id(node) for node in module.docstrings}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and HTML_TAG.search(node.value):
            yield from () if id(node) in documented else (f"{module.name}:{node.lineno}: {node.value!r}",)


def loose_values(module: Module, seen: Container[str]) -> Iterator[str]:
    """Dataclasses, of those seen by others, that can be changed after they are made, as a whole or in a field."""
    for node in module.classes:
        decorators = " ".join(map(ast.unparse, node.decorator_list))
        loose = "frozen=True" not in decorators or any(map(is_changeable_field, node.body))
        if node.name in seen and re.search(r"\bdataclass\b", decorators) and loose:
            yield f"{module.name}:{node.lineno}: {node.name}"


def is_changeable_field(node: ast.stmt) -> bool:
    """Whether a line of a class declares a list, dict or set; a memory that is not compared is no part of the value."""
    changeable = isinstance(node, ast.AnnAssign) and re.search(r"\b(list|dict|set)\b", ast.unparse(node.annotation))
    return bool(changeable) and "compare=False" not in ast.unparse(node)


def open_matches(module: Module) -> Iterator[str]:
    """Matches that a new kind would fall through unseen.

    Of our own classes the last case is `case _` with `assert_never`; of texts and of a library's classes it is any
    `case _`.
    """
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Match):
            *cases, last = node.cases
            classes = (each.cls for case in cases for each in ast.walk(case) if isinstance(each, ast.MatchClass))
            ours = any(isinstance(name, ast.Name) and not hasattr(builtins, name.id) for name in classes)
            if ast.unparse(last.pattern) != "_" or (ours and "assert_never" not in ast.unparse(last)):
                yield f"{module.name}:{node.lineno}: match {ast.unparse(node.subject)}"


def ring(edges: Mapping[str, Iterable[str]]) -> list[str]:
    """A ring among nodes and those they need; empty where there is none."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def refuse(found: Iterable[str], why: str) -> None:
    """Fails the test with what was found, a line each, and no more words."""
    lines = list(dict.fromkeys(found))
    if lines:
        pytest.fail("\n".join([why, *lines]), pytrace=False)


# --- the rooms -------------------------------------------------------------------------------------------------------


def test_every_module_stands_in_a_room() -> None:
    """The package itself holds the rooms, the order of the stages, and the way in."""
    outside = {module.name for module in modules()} - {"", "__main__", "printing"}

    refuse((name for name in outside if room_of(name) not in ROOMS), "modules outside the rooms")
    entries = [path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"]
    assert len(entries) <= MOST_ENTRIES, entries


def test_imports_run_down_the_picture_and_through_the_faces() -> None:
    """A room knows those that `ROOMS` lets it know, and of them what their faces offer."""
    refuse(chain.from_iterable(map(forbidden_imports, modules())), "imports against the picture")


def test_the_picture_has_few_floors_and_no_ring() -> None:
    """A room stands one floor above the highest that it knows."""
    assert not ring(ROOMS)
    floors: dict[str, int] = {}
    for room in TopologicalSorter(ROOMS).static_order():
        floors[room] = 1 + max((floors[known] for known in ROOMS[room]), default=0)

    assert max(floors.values()) <= MOST_FLOORS, floors


def test_no_ring_inside_a_room() -> None:
    """Modules of a room know each other directly and in one direction; none goes through the room's own face."""
    for room in ROOMS:
        inside = {m.name: m for m in modules() if m.room == room and m.name != room}
        edges = {m.name: [each.module for each in m.imports if each.module != m.name] for m in inside.values()}

        refuse((f"{name} imports {room}" for name, known in edges.items() if room in known), "imports of the own face")
        assert not ring({name: set(known) & set(inside) for name, known in edges.items()})


def test_a_face_offers_what_others_use() -> None:
    """A name in `__all__` that no other room imports is not part of the face."""
    used = Counter((each.module, name) for m in modules() for each in m.imports for name in each.names)
    tested = {
        (each.module, name)
        for path in (ROOT / "tests").rglob("*.py")
        for each in imports_in(ast.parse(path.read_text(encoding="utf-8")))
        for name in each.names
    }
    idle = (
        f"{room}: {name}"
        for room, names in faces().items()
        for name in names
        if not used[room, name] and (room, name) not in tested
    )

    refuse(idle, "names that nobody imports from a face")


def test_no_import_of_the_package_is_hidden() -> None:
    """What a module knows stands at its top. Only the command line opens one command at a time, for its help pages."""
    refuse(
        chain.from_iterable(hidden_imports(module) for module in modules() if module.name != "commands.cli"),
        "imports of the package inside functions",
    )


# --- purity ----------------------------------------------------------------------------------------------------------


def test_pure_rooms_know_nothing_of_the_machine() -> None:
    """They take what they need as arguments: no clock, disk, environment, process or network."""
    refuse(chain.from_iterable(touches(module) for module in modules() if module.room in PURE), "not pure")


def test_what_is_printed_is_computed_in_decimals() -> None:
    """Amounts, widths and places in charts: how floats are added differs between versions of Python."""
    exact = (module for module in modules() if module.room in EXACT and module.name not in MEASURED)

    refuse(chain.from_iterable(map(binary_floats, exact)), "floats: write Decimal")


def test_only_the_command_line_speaks() -> None:
    """Nothing prints or ends the program but the command line and the terminal that it hands to the commands."""
    refuse(
        chain.from_iterable(speech(module) for module in modules() if module.name not in SPEAKERS), "prints or exits"
    )


def test_html_lives_in_templates() -> None:
    """No module writes HTML."""
    refuse(chain.from_iterable(map(markup_in_strings, modules())), "HTML in strings: it belongs in templates/")


def test_no_municipality_is_known_to_the_code() -> None:
    """What is special about a municipality is data under content/ and templates/."""
    houses = {path.name for folder in ("content", "templates") for path in (ROOT / folder).glob("*/")} - {"base"}
    named = re.compile(rf"\b({'|'.join(sorted(map(re.escape, houses)))})", re.IGNORECASE)

    assert houses, "neither content/ nor templates/ holds a municipality"
    lines = ((module.name, *line) for module in modules() for line in enumerate(module.text.splitlines(), 1))
    refuse((f"{name}:{number}" for name, number, line in lines if named.search(line)), "municipalities named in code")


# --- shapes ----------------------------------------------------------------------------------------------------------


def test_modules_and_functions_are_short_and_take_few_arguments() -> None:
    """A module has one subject; no function asks for so much that its name cannot say what it does."""
    refuse((m.name for m in modules() if m.text.count("\n") > LONGEST_MODULE), "modules that are too long")
    functions = [(module, function) for module in modules() for function in module.functions]
    lengths = {f"{m.name}.{f.name}:{f.lineno}": m.length(f) for m, f in functions}
    refuse((f"{name}: {size}" for name, size in lengths.items() if size > LONGEST_FUNCTION), "functions too long")
    greedy = (f"{m.name}.{f.name}" for m, f in functions if parameter_count(f) > MOST_PARAMETERS)
    refuse(greedy, f"functions of more than {MOST_PARAMETERS} parameters")

    longer = {name: size for name, size in lengths.items() if size > LONGEST_FUNCTION_OF_NINE_IN_TEN}
    assert len(longer) <= len(lengths) / 10, f"of {len(lengths)} functions these are longer: {longer}"


def test_values_are_frozen() -> None:
    """A value that goes from room to room does not change after it is made, nor does anything in it."""
    loose = (loose_values(module, faces()[module.room]) for module in modules() if module.room in PURE & set(faces()))

    refuse(chain.from_iterable(loose), "values that can be changed")


def test_a_class_name_stands_for_one_thing() -> None:
    """Who reads a name in a message or a signature knows which class is meant."""
    named = Counter(node.name for module in modules() for node in module.classes)

    refuse((name for name, count in named.items() if count > 1), "class names that stand for several things")


def test_every_match_is_complete() -> None:
    """A match ends in `assert_never`, so that a new kind of block, field, cell or expression is an error of mypy."""
    refuse(chain.from_iterable(map(open_matches, modules())), "matches that a new kind falls through")


# --- problem codes ---------------------------------------------------------------------------------------------------


def used_codes() -> dict[str, str]:
    """The problem codes that the code gives, each with a module that does."""
    return {
        node.value: module.name
        for module in modules()
        if module.name != "problems"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"T\d{3}", node.value)
    }


def test_every_problem_code_is_known_used_and_explained() -> None:
    """What the code reports stands in CODES and has its heading in the manual; nothing else stands there."""
    used = used_codes()
    headings = set(re.findall(r"^#+ .*?\b(T\d{3})\b", MANUAL.read_text(encoding="utf-8"), re.MULTILINE))

    refuse((f"{code} in {used[code]}" for code in sorted(set(used) - set(CODES))), "codes that are not in CODES")
    refuse(sorted(set(CODES) - set(used)), "codes that nothing reports")
    refuse(sorted(set(CODES) ^ headings), f"{MANUAL.name} and CODES disagree")


# --- the rules can fail: each finds what it is for in a module made to break it --------------------------------------


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("problems", "from generator.swedish import format_number"),
        ("figures.ledger", "from generator.compose import compose"),
        ("content.validate", "import generator.pipeline"),
        ("compose.compose", "from generator import pipeline"),
        ("compose.compose", "from generator.content.period import Content"),
        ("compose.compose", "from generator.content import NoSuchName"),
        ("versions.history", "from generator.editing import rename_edits"),
        ("pipeline", "from generator.commands.cli import main"),
        ("compose.compose", "def f():\n    from generator.pipeline import build"),
    ],
)
def test_a_forbidden_import_is_found(name: str, line: str) -> None:
    """Imports that point up or aside, or past a face, are found however they are written."""
    assert len(list(forbidden_imports(Module(name, line)))) == 1


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("swedish.numbers", "from generator.swedish.words import MONTHS"),
        ("compose.compose", "from generator.content import Content"),
        ("compose.compose", "from generator import __version__"),
        ("commands.build", "from generator import pipeline"),
        ("commands.cli", "import typer"),
    ],
)
def test_an_import_down_the_picture_is_let_be(name: str, line: str) -> None:
    """What the picture allows is not taken for a fault."""
    assert list(forbidden_imports(Module(name, line))) == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (hidden_imports, "def f():\n    from generator import pipeline"),
        (hidden_imports, "async def f():\n    if x:\n        import generator.pipeline"),
        (hidden_imports, "import importlib\nm = importlib.import_module('generator.pipeline')"),
        (binary_floats, "width: float"),
        (binary_floats, "def f(places: Sequence[tuple[float, int]]) -> None: ..."),
        (binary_floats, "shares = [float(each) for each in shares]"),
        (binary_floats, "width = 2 * 0.5"),
        (speech, "print('x')"),
        (speech, "sys.stderr.write('x')"),
        (speech, "raise SystemExit(1)"),
        (touches, "import os.path"),
        (touches, "from time import perf_counter"),
        (touches, "path.read_text()"),
        (touches, "open('x')"),
        (markup_in_strings, 'a = f"<td>{c}"'),
        (open_matches, "match a:\n    case int():\n        b()"),
    ],
)
def test_a_broken_rule_is_found(rule: Callable[[Module], Iterator[str]], text: str) -> None:
    """Each rule finds what it is for."""
    assert len(list(rule(Module("compose.compose", text)))) == 1


@pytest.mark.parametrize(
    "text", ["@dataclass\nclass A:\n    a: int", "@dataclass(frozen=True)\nclass A:\n    a: list[int]"]
)
def test_a_changeable_value_is_found(text: str) -> None:
    """A dataclass that is not frozen, or holds a list, is found."""
    assert len(list(loose_values(Module("figures.ledger", text), {"A"}))) == 1


def test_length_counts_code_only() -> None:
    """Docstring, comments and blank lines are no code; a text over several lines is."""
    module = Module("x", 'def f():\n    """Tells.\n\n    More.\n    """\n    # why\n\n    return """a\nb"""\n')

    assert [module.length(function) for function in module.functions] == [3]


def test_markup_in_docstrings_and_comparisons_is_none() -> None:
    """A docstring may speak of tags."""
    assert not list(markup_in_strings(Module("x", '"""Makes <p>."""\nd = "a < b > c"\n')))


def test_a_ring_is_found() -> None:
    """Two that need each other are a ring."""
    assert ring({"a": ["b"], "b": ["a"]})
    assert not ring({"a": ["b"], "b": []})
