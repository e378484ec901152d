"""The documentation as its readers use it: every example does what the page says, and every address leads somewhere."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import pipeline
from generator.commands.cli import main
from generator.commands.report_problems import report_problems
from generator.content import Citation, Text, split_citations
from generator.content.expression import FILTERS
from generator.document import BuildOptions
from generator.figures import Ledger, Scope, print_citation
from generator.problems import CODES, Problem, Rejected
from generator.project import choose_periods
from tests.conftest import Golden
from tests.docs.examples import (
    DOCS,
    PERIOD,
    ROOT,
    TUTORIAL,
    Example,
    all_examples,
    examples,
    pages,
    project_of,
    report,
    write,
)
from tests.docs.renewal import models, renewed, with_document, with_keys

MANUAL = DOCS / "handbok" / "felmeddelanden.md"
CITING = DOCS / "handbok" / "citera-tal.md"
LANGUAGE = DOCS / "content-language.md"
TEMPLATES = DOCS / "templates.md"
ARCHITECTURE = DOCS / "architecture.md"
ALL = all_examples()
CONTENT = tuple(example for example in ALL if example.is_content and example.page != TUTORIAL)


def problems_of(example: Example, folder: Path) -> tuple[Problem, ...]:
    """What is wrong with an example, tried in a folder."""
    write(project_of(example, ALL), folder)
    try:
        if "bygg" in example.marks:
            return pipeline.build(folder, PERIOD, BuildOptions(frozenset({"pdf"})), lambda _: None).problems
        return pipeline.check(folder, PERIOD, strict="strikt" in example.marks)
    except Rejected as rejected:
        return rejected.problems


@pytest.mark.parametrize("example", [each for each in CONTENT if not each.fault], ids=str)
def test_an_example_is_understood(example: Example, tmp_path: Path) -> None:
    """What the manual shows as content is content: nothing is wrong with it."""
    assert problems_of(example, tmp_path) == ()


# Layout faults are logged by the engine, and read off its log.
@pytest.mark.expects_logs
@pytest.mark.parametrize("example", [each for each in CONTENT if each.fault], ids=str)
def test_an_example_of_a_fault_gives_its_problem(example: Example, tmp_path: Path) -> None:
    """An example that the manual gives of a problem gives that problem and no other."""
    assert {problem.code for problem in problems_of(example, tmp_path)} == {example.fault}


def test_every_yaml_block_is_tried() -> None:
    """No example of YAML stands in the manual that no test tries."""
    tried = {*CONTENT, *(each for each in examples(TUTORIAL) if "fil" in each.marks)}

    assert [
        str(each) for each in ALL if each.language == "yaml" and each not in tried and "bredvid" not in each.marks
    ] == []


def test_the_manual_of_problems_has_their_titles_and_an_example_of_each() -> None:
    """Each code stands under its own title, in order, with an example that gives it.

    What is wrong with published versions or with sources is no content: tests/commands/test_publish.py and
    tests/commands/test_import.py give each, and tests/printing/docx what Word does not show.
    """
    text = MANUAL.read_text(encoding="utf-8")
    found = re.findall(r"^## (T\d{3}) (.*)$", text, re.MULTILINE)
    shown = {example.fault for example in examples(MANUAL)}

    assert found == sorted(CODES.items())
    assert sorted(set(CODES) - shown) == [
        *("T030", "T031", "T032", "T033", "T034"),
        *("T406", "T407", "T780", "T801", "T802", "T803", "T804", "T805"),
    ]


# --- what is cited -------------------------------------------------------------------------------------------------


def printed_rows() -> Iterator[tuple[str, str]]:
    """What the page on citing says is written, and what it says that prints."""
    inside = False
    for line in CITING.read_text(encoding="utf-8").split("\n"):
        inside = (inside and line.startswith("|")) or line.startswith("| Du skriver | Det blir |")
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if inside and cells[0].startswith("`{{"):
            yield cells[0].strip("`"), cells[1]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """The figures that the page on citing begins with, and those of the report that it builds on."""
    first = next(example for example in examples(CITING) if example.is_content)
    folder = tmp_path_factory.mktemp("citing")
    write(project_of(first, ALL), folder)
    return pipeline.understand(folder, PERIOD).ledger


@pytest.mark.parametrize(("written", "printed"), tuple(printed_rows()))
def test_a_citation_prints_what_the_manual_says(written: str, printed: str, ledger: Ledger) -> None:
    """What stands under ”Det blir” is what the citation beside it prints."""
    (citation,) = split_citations(Text(written))
    assert isinstance(citation, Citation)
    text = print_citation(citation, ledger, Scope(document="tertialrapport")).text

    assert text.replace("\u00a0", " ") == printed


def test_every_filter_is_shown() -> None:
    """The page on citing shows each filter at work."""
    shown = " ".join(written for written, _ in printed_rows())

    assert [name for name in FILTERS if not re.search(rf"\| {name}\b", shown)] == []


# --- the tutorial --------------------------------------------------------------------------------------------------


def carried_out(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Runs a line of the tutorial in the present folder; what it says comes out."""
    words = shlex.split(command)
    if words[:2] == ["mkdir", "-p"]:
        Path(words[2]).mkdir(parents=True)
        return ""
    assert words[0] == "tertial", f"the tutorial asks for more than its test can run: {command}"
    main(words[1:])
    said = capsys.readouterr()
    # On a terminal the steps are a bar, which leaves nothing behind.
    steps = re.compile(rf"^{PERIOD}: .*\n", re.MULTILINE)
    return steps.sub("", said.out + said.err)


def test_the_tutorial_leads_from_an_empty_folder_to_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], golden: Golden
) -> None:
    """Who does what ”Skriv en rapport” says sees what it shows, and has a web page and a PDF at the end of it."""
    monkeypatch.chdir(tmp_path)
    said = ""
    outputs: dict[Example, str] = {}
    for example in examples(TUTORIAL):
        if "fil" in example.marks:
            write(example.files(), tmp_path)
        elif "utskrift" in example.marks:
            outputs[example] = said
        elif example.language == "sh":
            said = "".join(carried_out(line, capsys) for line in example.text.splitlines())

    golden(renewed(TUTORIAL, outputs.get), TUTORIAL)
    built = {path.name: path.read_bytes()[:9] for path in (tmp_path / "output" / PERIOD).iterdir()}
    assert built == {"tertialrapport.html": b"<!doctype", "tertialrapport.pdf": b"%PDF-1.7\n"}


def test_the_fault_of_the_tutorial_is_found(tmp_path: Path) -> None:
    """The file that the tutorial calls wrong gives the problem that it speaks of."""
    wrong = [example for example in examples(TUTORIAL) if example.fault]
    for example in wrong:
        write({**report(), **example.files()}, tmp_path)
        found = pipeline.check(tmp_path, PERIOD)

        assert {problem.code for problem in found} == {example.fault}
    assert wrong


# --- commands ------------------------------------------------------------------------------------------------------


def help_of(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What `tertial COMMAND --help` says."""
    main(["--help"] if command == "tertial" else [command, "--help"])
    return capsys.readouterr().out


@pytest.mark.parametrize("page", [page for page in pages() if any("hjälp" in e.marks for e in examples(page))], ids=str)
def test_the_help_shown_is_the_help_given(page: Path, capsys: pytest.CaptureFixture[str], golden: Golden) -> None:
    """Pages show the help of commands as the commands give it."""
    golden(renewed(page, lambda e: help_of(e.marks["hjälp"], capsys) if "hjälp" in e.marks else None), page)


def test_the_help_of_every_command_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """No command exists that the manual does not show."""
    listed = re.findall(r"^  (\w+)(?:, [\w-]+)?  ", help_of("tertial", capsys).split("Växlar:")[0], re.MULTILINE)
    shown = {example.marks["hjälp"] for example in ALL if "hjälp" in example.marks}

    assert sorted(set(listed) - shown) == []


def test_the_problem_shown_is_the_problem_given(tmp_path: Path, golden: Golden) -> None:
    """The manual of problems shows one as the command does."""

    def said(example: Example) -> str | None:
        if "visat" not in example.marks:
            return None
        of = next(each for each in examples(MANUAL) if each.fault == example.marks["visat"])
        problems = problems_of(of, tmp_path)
        lines = report_problems(problems, lambda file: (tmp_path / file).read_text(encoding="utf-8").split("\n"))
        return "\n".join("".join(text for _, text in line) for line in lines)

    golden(renewed(MANUAL, said), MANUAL)


def commands() -> Iterator[tuple[str, str]]:
    """Where a command stands in the documentation, and the command."""
    for example in ALL:
        for line in example.text.splitlines() if example.language == "sh" else ():
            yield str(example), line.split("  #")[0].strip()
    for page in pages():
        for found in re.findall(r"`(tertial [^`]+)`", page.read_text(encoding="utf-8")):
            yield page.name, found


@pytest.mark.parametrize(("place", "command"), sorted(set(commands())))
def test_a_command_exists(place: str, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Commands that the documentation asks for are there: the Makefile's, and tertial's with their options."""
    words = shlex.split(command)
    if words[0] == "make":
        known = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert set(words[1:]) <= set(known), place
    if words[0] == "tertial":
        said = help_of("tertial" if words[1].startswith("-") else words[1], capsys)
        assert said.startswith("Användning:"), f"{place}: {command}"
        assert [word for word in words if word.startswith("--") and word not in said] == [], place


def test_the_periods_of_commands_can_be_chosen() -> None:
    """A period that the manual names on a command line is one that can be named so."""
    named = {
        word
        for _, command in commands()
        for word in command.split()[2:3]
        if re.match(r"(?!output/|nacka/)(\w+/)*\d{4}-t", word)
    }

    assert named
    assert {choose_periods([name], [PERIOD]) for name in named} == {(PERIOD,)}


# --- references ----------------------------------------------------------------------------------------------------


def test_the_reference_of_templates_is_current(golden: Golden) -> None:
    """What the page on templates says that they may see is what they are given."""
    golden(with_document(TEMPLATES.read_text(encoding="utf-8")), TEMPLATES)


def test_the_reference_of_the_language_is_current(golden: Golden) -> None:
    """The tables of keys have all that the program takes, in the same order, and no other."""
    golden(with_keys(LANGUAGE.read_text(encoding="utf-8")), LANGUAGE)


def test_the_reference_of_the_language_has_every_block() -> None:
    """Each kind of block that the program takes has its table of keys."""
    told = re.findall(r"<!-- keys: (\w+) -->", LANGUAGE.read_text(encoding="utf-8"))

    assert sorted(told) == sorted(models())


def test_every_dependency_has_its_reason() -> None:
    """What the project depends on stands in the page on dependencies, under a heading of its own."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    names = {re.split(r"[<>=!~\[ ;]", each)[0].lower() for each in asked}
    text = (DOCS / "dependencies.md").read_text(encoding="utf-8").lower()

    assert sorted(name for name in names if f"`{name}`" not in text) == []


def test_every_test_that_the_architecture_names_is_there() -> None:
    """What is said to hold a rule exists."""
    named = re.findall(r"`(tests/[\w/.]+)`", "".join(page.read_text(encoding="utf-8") for page in DOCS.glob("*.md")))

    assert named
    assert sorted({name for name in named if not (ROOT / name).exists()}) == []


# --- links ---------------------------------------------------------------------------------------------------------


def anchor(heading: str) -> str:
    """A heading → its anchor, as code hosts make it."""
    words = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", words)).replace(" ", "-")


def without_blocks(page: Path) -> str:
    """A page's text without its fenced blocks."""
    return re.sub(r"^(`{3,}).*?^\1$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def without_code(page: Path) -> str:
    """A page's text without its fenced blocks and the code in its lines."""
    return re.sub(r"`[^`\n]*`", "", without_blocks(page))


def is_there(target: str, page: Path) -> bool:
    """Whether a link of a page finds its file, and its heading there."""
    file, _, fragment = target.partition("#")
    path = (page.parent / file).resolve() if file else page
    if not fragment or not path.exists():
        return path.exists()
    return fragment in {anchor(heading) for heading in re.findall(r"^#+ +(.*)$", without_blocks(path), re.MULTILINE)}


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a page, picture or heading of the project finds it."""
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", without_code(page)) if not re.match(r"\w+:", target)]

    assert [target for target in targets if not is_there(target, page)] == []


def test_every_page_can_be_reached() -> None:
    """From the README every page of the documentation is found by following links."""
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or not page.exists():
            continue
        reached.add(page)
        targets = re.findall(r"\]\(([^)\s#]+\.md)", without_code(page))
        waiting += [(page.parent / target).resolve() for target in targets if not re.match(r"\w+:", target)]

    assert sorted(page.relative_to(ROOT).as_posix() for page in set(pages()) - reached) == []


def test_pictures_are_kept_in_git() -> None:
    """A picture that a page shows is in the repository."""
    listed = subprocess.run(["git", "ls-files", "docs"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    shown = {
        (page.parent / target).resolve().relative_to(ROOT).as_posix()
        for page in pages()
        for target in re.findall(r"!\[[^\]]+\]\(([^)\s]+)\)", without_code(page))
    }

    assert sorted(shown - set(listed.split("\n"))) == []


def test_the_municipalitys_own_period_is_as_told(tmp_path: Path) -> None:
    """The project of the page about it lacks nothing but the company, which has not delivered."""
    page = DOCS / "handbok" / "kommunens-handlingar.md"
    files = dict(report())
    for example in examples(page):
        if example.marks.get("fil", "").startswith("content/"):
            files |= example.files()
    write(files, tmp_path)
    problems = pipeline.check(tmp_path, "storkoping/kommunen/2024-t1")
    assert {(each.code, each.place) for each in problems} == {("T790", "bostader"), ("T791", "ekonomi.summa")}
