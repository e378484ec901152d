"""The house rules of the code, read off its syntax: which module may know which, how long things are, who may speak.

`LAYERS` is the table of docs/architecture.md as data. A new module is entered there; nothing else here names one.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from itertools import chain
from pathlib import Path

import pytest

from generator.problems import CODES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "generator"
MANUAL = ROOT / "docs" / "handbok" / "felmeddelanden.md"


@dataclass(frozen=True)
class Layer:
    """Modules of one kind. Any of them may import from the layers above.

    In a layer that is `ordered` a module may also import those named before it; in others nobody knows their like.
    `pure` ones take all that they need as arguments: no clock, environment, process or network.
    """

    name: str
    modules: str
    ordered: bool = False
    pure: bool = False


LAYERS = (
    Layer("nouns", "problems swedish swedish_text text_width source", ordered=True, pure=True),
    Layer("readers", "plain_text fields", ordered=True, pure=True),
    Layer(
        "nouns",
        "outline house table content expression_tree expression quantity figures drawing inline memo release "
        "document pages build_options",
        ordered=True,
        pure=True,
    ),
    # What a stage is made of, where one module cannot hold it.
    Layer(
        "parts of load",
        "yaml_faults yaml_traps yaml_reader csv_reader workbook project_files house_files period_files",
        ordered=True,
        pure=True,
    ),
    Layer(
        "parts of validate",
        "read_errors houses table_reading read_cells table_columns table_sums table_data tables records texts periods "
        "placements outlines",
        ordered=True,
        pure=True,
    ),
    Layer(
        "parts of resolve",
        "names evaluate definitions table_figures record_figures facts citations order relations inclusions explain",
        ordered=True,
        pure=True,
    ),
    Layer(
        "parts of compose",
        "revision_mark notice_table notice_sheet notice "
        "chart_shapes chart markdown_text compositor table_blocks chart_blocks "
        "record_blocks memo_blocks "
        "attachments",
        ordered=True,
        pure=True,
    ),
    Layer("ground", "temporary_folder"),
    Layer("parts of render_html", "column_widths stylesheet templating sheets", ordered=True),
    Layer(
        "parts of lay_out",
        "pdf_line_breaks pdf_engine pdf_structure pdf_words pdf_boxes pdf_tree pdf_tags layout_bench layout_crew "
        "layout_memory",
        ordered=True,
    ),
    Layer("parts of assemble", "pdf_metadata pdf_fonts pdf_binding", ordered=True),
    Layer("verbs", "load validate resolve compose render_html lay_out assemble bundle", pure=True),
    Layer(
        "comparison",
        "differences passages diff differences_document compare_runs likeness struck table_grid compare_documents "
        "proposals",
        ordered=True,
        pure=True,
    ),
    Layer("evidence", "evidence", pure=True),
    Layer("parts of arithmetic", "intervals meanings lines patterns breaches occasions", ordered=True, pure=True),
    Layer(
        "parts of text",
        "number_words subject_words prose clauses subjects fitting statements rankings rank_words direction_words "
        "share_words",
        ordered=True,
        pure=True,
    ),
    Layer("correction", "stale_numbers stale_words stale_states stale_prose impact", ordered=True, pure=True),
    Layer("parts of checks", "wordings spelling", ordered=True, pure=True),
    Layer("checks", "checks checks.*", pure=True),
    Layer("examination", "examine check_report", pure=True),
    Layer(
        "edges",
        "resources files tool_versions lock transaction steady release_record history snapshot versions server",
        ordered=True,
    ),
    Layer("pipeline", "pipeline"),
    Layer(
        "publishing",
        "published_figures understanding published marked_edition publication verification",
        ordered=True,
    ),
    Layer(
        "talk",
        "voice swedish_help report_problems report_explanation report_differences choose_periods terminal",
        ordered=True,
    ),
    Layer(
        "parts of commands",
        "json_schema yaml_scalars yaml_edits rename_id find_id rename_edits rename_proof link_edits "
        "release_words period_ids outline_asks skeleton "
        "new_period moved_words rolled_words rolled_tables roll_forward next_period figure_edit corrections "
        "reach rehearsal "
        "report_impact build_reports",
        ordered=True,
    ),
    Layer("commands", "commands commands.*", ordered=True),
    Layer("door", "door publishing_commands cli __main__", ordered=True),
)

LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
LONGEST_FUNCTION_OF_NINE_IN_TEN = 22
MOST_PARAMETERS = 6
IMPURE = frozenset({"os", "subprocess", "socket", "shutil", "tempfile", "time", "locale", "random", "urllib", "http"})
HTML_TAG = re.compile(
    r"(?<!\?P)</?(html|head|body|main|nav|div|p|span|h[1-6]|table|thead|tbody|tr|td|th|ul|ol|li|a|data|section|strong|em|img|br)"
    r"(\s[^<]*)?/?>"
)

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


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

    @cached_property
    def code_lines(self) -> frozenset[int]:
        """Numbers of the lines that hold code: not blank, not comment, not docstring."""
        silent = {
            *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
            *(tokenize.ENCODING, tokenize.ENDMARKER),
        }
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        lines = chain.from_iterable(range(t.start[0], t.end[0] + 1) for t in tokens if t.type not in silent)
        told = chain.from_iterable(range(d.lineno, (d.end_lineno or d.lineno) + 1) for d in self.docstrings)
        return frozenset(lines) - frozenset(told)

    def length(self, function: FunctionNode) -> int:
        """How many lines of code a function has, nested ones included."""
        last = function.end_lineno or function.lineno
        return sum(function.lineno <= line <= last for line in self.code_lines)


def package_modules() -> tuple[Module, ...]:
    """Every module of the package, in order of name."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return tuple(Module(dotted(path.relative_to(PACKAGE)), path.read_text(encoding="utf-8")) for path in paths)


def dotted(path: Path) -> str:
    """The name by which a module is imported, below the package."""
    return ".".join(part for part in path.with_suffix("").parts if part != "__init__")


MODULES = package_modules()
NAMES = frozenset(module.name for module in MODULES)

each_module = pytest.mark.parametrize("module", MODULES, ids=[module.name or "__init__" for module in MODULES])


def imported(node: ast.AST, names: Iterable[str]) -> Iterator[str]:
    """The modules of the package that one statement imports; an unknown one under the name that was written."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name.split(".")[0] == "generator":
                yield alias.name.removeprefix("generator").removeprefix(".")
    elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "generator":
        package = (node.module or "").removeprefix("generator").removeprefix(".")
        for alias in node.names:
            inner = f"{package}.{alias.name}".removeprefix(".")
            yield inner if inner in names else package


def rank(name: str) -> tuple[int, int] | None:
    """The layer of a module and its place in the layer's list; nothing for a module that stands nowhere."""
    for level, layer in enumerate(LAYERS):
        for place, pattern in enumerate(layer.modules.split()):
            if fnmatch(name, pattern):
                return level, place
    return None


def forbidden_imports(module: Module, names: Iterable[str] = NAMES) -> list[str]:
    """What a module imports although the table does not let it."""
    here = rank(module.name)
    if here is None:
        return [f"{module.name} is in no layer: enter it in LAYERS of {Path(__file__).name}"]
    found = (
        f"line {getattr(node, 'lineno', 0)}: {module.name} ({LAYERS[here[0]].name}) may not import {described(other)}"
        for node in ast.walk(module.tree)
        for other in imported(node, names)
        if other and not may_import(here, rank(other))
    )
    return list(dict.fromkeys(found))


def described(name: str) -> str:
    """A module with its layer."""
    place = rank(name)
    return f"{name} ({LAYERS[place[0]].name})" if place else f"{name} (in no layer)"


def may_import(here: tuple[int, int], there: tuple[int, int] | None) -> bool:
    """Whether a module at one rank may know one at another."""
    if there is None:
        return False
    return there[0] < here[0] or (there[0] == here[0] and LAYERS[here[0]].ordered and there[1] < here[1])


def hidden_imports(module: Module) -> list[str]:
    """Imports of the package inside functions, or by a name made up at run time."""
    inside = [
        f"line {node.lineno}: {function.name} imports {other or 'generator'}"
        for function in module.functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for other in imported(node, NAMES)
    ]
    return inside + [
        f"line {node.lineno}: {name}"
        for node, name in calls(module)
        if name.rpartition(".")[2] in {"import_module", "__import__", "resolve_name"}
    ]


def calls(module: Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the dotted name that is called, where it has one."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node, ast.unparse(node.func)


def spoken(module: Module) -> list[str]:
    """Where a module prints or ends the program."""
    doors = {"print", "exit", "quit", "sys.exit", "os._exit", "SystemExit"}
    said = [f"line {node.lineno}: {name}" for node, name in calls(module) if name in doors]
    streams = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"sys.stdout", "sys.stderr"}
    ]
    return said + streams


def parameter_count(function: FunctionNode) -> int:
    """How many arguments a function takes; `self` and `cls` are not counted."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    starred = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    return sum(argument.arg not in {"self", "cls"} for argument in [*named, *starred])


def markup_in_strings(module: Module) -> list[str]:
    """Strings that hold an HTML tag; docstrings may speak of them."""
    told = {id(node) for node in module.docstrings}
    return [
        f"line {node.lineno}: {node.value!r}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
        if HTML_TAG.search(node.value)
    ]


def loose_values(module: Module) -> list[str]:
    """Dataclasses that can be changed after they are made, as a whole or in a field."""
    return [
        f"line {node.lineno}: {node.name}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for decorator in map(ast.unparse, node.decorator_list)
        if re.match(r"(dataclasses\.)?dataclass\b", decorator)
        if "frozen=True" not in decorator or any(map(is_changeable_field, node.body))
    ]


def is_changeable_field(node: ast.stmt) -> bool:
    """Whether a line of a class declares a list, dict or set."""
    return isinstance(node, ast.AnnAssign) and bool(re.search(r"\b(list|dict|set)\b", ast.unparse(node.annotation)))


def refuse(found: Iterable[str], why: str) -> None:
    """Fails the test with what was found, a line each, and no more words."""
    lines = list(found)
    if lines:
        pytest.fail("\n".join([why, *lines]), pytrace=False)


def is_in(module: Module, *layers: str) -> bool:
    """Whether a module belongs to one of the layers."""
    place = rank(module.name)
    return place is not None and LAYERS[place[0]].name in layers


def layer_modules(layer: str) -> tuple[Module, ...]:
    """The modules that there are of a layer."""
    return tuple(module for module in MODULES if is_in(module, layer))


@each_module
def test_imports_point_up_the_table(module: Module) -> None:
    """A module knows only what stands above it in LAYERS; so there can be no ring of imports either."""
    if module.name:
        refuse(forbidden_imports(module), "imports against the table of layers")


@each_module
def test_no_import_of_the_package_is_hidden(module: Module) -> None:
    """What a module knows stands at its top, where the table can be held against it."""
    # The door opens one command at a time, since a help page is not to wait for the whole pipeline.
    if module.name != "commands":
        refuse(hidden_imports(module), "imports of the package inside functions")


@each_module
def test_a_module_is_short(module: Module) -> None:
    """A module does one thing, and fits in the head."""
    lines = module.text.count("\n")

    assert lines <= LONGEST_MODULE, f"{module.name} has {lines} lines"


@each_module
def test_functions_are_short_and_take_few_arguments(module: Module) -> None:
    """No function is so long, or asks for so much, that its name cannot say what it does."""
    too_long = (f for f in module.functions if module.length(f) > LONGEST_FUNCTION)
    too_many = (f for f in module.functions if parameter_count(f) > MOST_PARAMETERS)

    refuse((f"{f.name}: {module.length(f)} lines of code" for f in too_long), "functions that are too long")
    refuse((f"{f.name}: {parameter_count(f)} parameters" for f in too_many), "functions that take too much")


def test_nine_functions_in_ten_are_very_short() -> None:
    """The tail is what makes code hard to read: nine functions in ten are seen at a glance."""
    lengths = {f"{m.name}.{f.name}": m.length(f) for m in MODULES for f in m.functions}
    longer = {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION_OF_NINE_IN_TEN}

    assert len(longer) <= len(lengths) / 10, f"of {len(lengths)} functions these are longer: {longer}"


@each_module
def test_a_module_says_what_goes_in_and_what_comes_out(module: Module) -> None:
    """The docstring of every module holds its place in the pipeline: in → out."""
    docstring = ast.get_docstring(module.tree) or ""

    assert "→" in docstring, f"the docstring of {module.name} lacks in → out"


@each_module
def test_only_the_door_speaks(module: Module) -> None:
    """Nothing prints or ends the program but the door and the terminal it hands to the commands."""
    if module.name not in {"cli", "terminal"}:
        refuse(spoken(module), "prints or exits outside cli.py and terminal.py")


@each_module
def test_html_lives_in_templates(module: Module) -> None:
    """No module writes HTML."""
    refuse(markup_in_strings(module), "HTML in strings: it belongs in templates/")


@each_module
def test_no_municipality_is_known_to_the_code(module: Module) -> None:
    """What is special about a municipality is data under content/ and templates/."""
    houses = {path.name for folder in ("content", "templates") for path in (ROOT / folder).glob("*/")} - {"base"}

    assert houses, "neither content/ nor templates/ holds a municipality"
    lines = enumerate(module.text.splitlines(), 1)
    named = (
        f"line {number}: {house}"
        for number, line in lines
        for house in sorted(houses)
        if re.search(rf"\b{re.escape(house)}", line, re.IGNORECASE)
    )

    refuse(named, "municipalities named in code")


@pytest.mark.parametrize("module", layer_modules("nouns"), ids=lambda module: module.name)
def test_nouns_are_frozen(module: Module) -> None:
    """A value does not change after it is made, nor does anything in it."""
    refuse(loose_values(module), "values that can be changed")


@pytest.mark.parametrize("module", layer_modules("verbs"), ids=lambda module: module.name)
def test_a_verb_is_one_function(module: Module) -> None:
    """The module of a stage has one public function, of the module's own name."""
    public = [node.name for node in module.tree.body if isinstance(node, FunctionNode) and node.name[0] != "_"]

    refuse((name for name in public if name != module.name), f"public functions in {module.name} beside its own")
    assert public, f"{module.name} has no function of its own name"


PURE = tuple(module for layer in LAYERS if layer.pure for module in layer_modules(layer.name))


@pytest.mark.parametrize("module", PURE, ids=lambda module: module.name)
def test_stages_know_nothing_of_the_machine(module: Module) -> None:
    """Stages take what they need as arguments: they import nothing that reads a clock, environment or network."""
    imports = [ast.unparse(node) for node in ast.walk(module.tree) if isinstance(node, ast.Import | ast.ImportFrom)]

    refuse((line for line in imports if re.split(r"[ .,]+", line)[1] in IMPURE), "imports of the machine")


def used_codes() -> dict[str, str]:
    """The problem codes that the code gives, each with a module that does."""
    return {
        node.value: module.name
        for module in MODULES
        if module.name != "problems"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"T\d{3}", node.value)
    }


def test_every_problem_code_is_known_and_used() -> None:
    """What the code reports stands in CODES, and nothing stands there that is never reported."""
    used = used_codes()

    unknown = [f"{code} in {used[code]}: not in CODES" for code in sorted(set(used) - set(CODES))]
    unused = [f"{code}: nothing reports it" for code in sorted(set(CODES) - set(used))]

    refuse(unknown + unused, "problem codes and CODES disagree")


def test_every_problem_code_has_its_heading_in_the_manual() -> None:
    """Who meets a code finds it in the manual, and the manual explains none that cannot be met."""
    assert MANUAL.exists(), f"{MANUAL.relative_to(ROOT)} is missing: it explains every problem code under a heading"
    headings = set(re.findall(r"^#+ .*?\b(T\d{3})\b", MANUAL.read_text(encoding="utf-8"), re.MULTILINE))

    unexplained = [f"{code}: no heading" for code in sorted(set(CODES) - headings)]
    idle = [f"{code}: no such code" for code in sorted(headings - set(CODES))]

    refuse(unexplained + idle, f"{MANUAL.name} and CODES disagree")


# The checks can fail: each finds what it is for in a module made to break its rule.


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("problems", "from generator.swedish import format_number"),
        ("figures", "from generator.compose import compose"),
        ("compose", "from generator.resolve import resolve"),
        ("compose", "from generator import resolve"),
        ("compose", "import generator.pipeline"),
        ("compose", "def f():\n    from generator.pipeline import run"),
        ("checks.tables", "from generator.checks.texts import check"),
        ("commands.build", "from generator.cli import main"),
        ("nowhere", "import re"),
        ("compose", "from generator.nowhere import x"),
    ],
)
def test_a_forbidden_import_is_found(name: str, line: str) -> None:
    """Imports that point down or aside are found however they are written."""
    names = {"swedish", "compose", "resolve", "pipeline", "checks.texts", "cli"}

    assert len(forbidden_imports(Module(name, line), names)) == 1


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("swedish", "from generator.problems import Problem"),
        ("compose", "from generator.figures import Figure"),
        ("compose", "from generator import __version__"),
        ("commands.build", "from generator import pipeline, files"),
        ("cli", "from generator.commands.build import build"),
        ("cli", "import typer"),
    ],
)
def test_an_import_up_the_table_is_let_be(name: str, line: str) -> None:
    """What the table allows is not taken for a fault."""
    assert forbidden_imports(Module(name, line), {"pipeline", "files", "commands.build"}) == []


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    from generator import pipeline",
        "async def f():\n    if x:\n        import generator.pipeline",
        "import importlib\nm = importlib.import_module('generator.pipeline')",
    ],
)
def test_a_hidden_import_is_found(text: str) -> None:
    """An import of the package inside a function is found, and so is one by name."""
    assert len(hidden_imports(Module("compose", text))) == 1


@pytest.mark.parametrize("text", ["print('x')", "sys.stderr.write('x')", "raise SystemExit(1)", "sys.exit(1)"])
def test_speech_is_found(text: str) -> None:
    """Printing and ending the program are found."""
    assert len(spoken(Module("compose", text))) == 1


def test_length_counts_code_only() -> None:
    """Docstring, comments and blank lines are no code; a text over several lines is."""
    module = Module("x", 'def f():\n    """Tells.\n\n    More.\n    """\n    # why\n\n    return """a\nb"""\n')

    assert [module.length(function) for function in module.functions] == [3]


def test_markup_is_found_in_strings_and_not_in_docstrings() -> None:
    """A tag in a string is found, in a formatted one too; in a docstring, or a comparison, it is none."""
    module = Module("x", '"""Makes <p>."""\na = f"<td class={b}>{c}</td>"\nd = "a < b > c"\n')

    assert len(markup_in_strings(module)) >= 1
    assert all("line 2" in found for found in markup_in_strings(module))


@pytest.mark.parametrize(
    "text",
    [
        "@dataclass\nclass A:\n    a: int",
        "@dataclass(slots=True)\nclass A:\n    a: int",
        "@dataclass(frozen=True)\nclass A:\n    a: list[int]",
    ],
)
def test_a_changeable_value_is_found(text: str) -> None:
    """A dataclass that is not frozen, or holds a list, is found."""
    assert len(loose_values(Module("figures", text))) == 1
