"""The work of a check grows with what is written, and no faster.

Work is counted in calls, of Python and of C, and not in seconds. A project is checked with n, 2n and 4n of one thing:
what the second doubling adds is twice what the first one adds where work is linear, four times where it is quadratic.
"""

from __future__ import annotations

import difflib
import shutil
import sys
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import pairwise, product
from pathlib import Path
from types import FrameType
from typing import cast

import pytest
from openpyxl.cell.text import Text as CellString
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from generator.checks.form import _points_of_per_cent
from generator.compose import Depth
from generator.content import ContentPlace, LineStarts, Section, Text, Wording, parse_expression
from generator.content.file_columns import name_key
from generator.content.read_texts import check_text
from generator.content.source import replace_citations
from generator.pipeline import understand
from generator.problems import Rejected, Where, nearest
from generator.project.trees import Disk
from generator.project.workbook import read_workbook
from generator.prose import Index, Prose, SubjectRow, clause_at
from generator.prose.meanings import words_of
from generator.swedish import number_words, spelling
from generator.versions.compare.matching import stretches
from generator.versions.correct.affected_periods import _reached
from tests.corpus.cases import FOLDER, MINIMAL, PERIOD
from tests.robust.packing import Cell, workbook, zipped

MOST_GROWTH = 2.45
REMEMBERING = type(lru_cache(print))
FIRST = "Vuxen Barn Ungdom Skol Hem Stöd Kultur Idrott Park Gatu Vatten Avfall Miljö Bygg Energi Trafik".split()  # noqa: SIM905
LAST = "vården boende insatser enheten gruppen huset laget rådet stödet frågor".split()  # noqa: SIM905
NAMES = [f"{first}{last}" for last, first in product(LAST, FIRST)]
Files = Mapping[str, str]


def without_citations(text: str) -> str:
    """Return what is written beside citations."""
    return replace_citations(text, lambda _: "")


def _named(number: int) -> str:
    """Return a name of one or two words, each number its own."""
    more, at = divmod(number, len(NAMES))
    return NAMES[at] if not more else f"{NAMES[at]} {NAMES[more % len(NAMES)].lower()}"


def _table(rows: int, name: str = "drift", columns: int = 3) -> str:
    headings = ("Utfall", "Budget", "Avvikelse", *(f"Volym {_named(each)}" for each in range(columns)))[:columns]
    lines = [f"  {name}:", "    rubrik: Driftredovisning", "    enhet: tkr", "    kolumner:"]
    lines += [f"      - k{number}: {heading}" for number, heading in enumerate(headings)]
    lines.append("    rader:")
    for row in range(rows):
        outcome, budget = 1000 + row * 7919 % 5003, 900 + row * 31 % 5003
        cells = (outcome, budget, budget - outcome, *(10 + row * each % 997 for each in range(columns)))[:columns]
        lines += [f"      - {_named(row)}: {' | '.join(map(str, cells))}", f"        id: r{row}"]
    return "\n".join(lines) + "\n"


def _rows(count: int) -> Files:
    return {"t.yaml": f"tabeller:\n{_table(count)}"}


def _columns(count: int) -> Files:
    return {"t.yaml": f"tabeller:\n{_table(6, columns=count)}"}


def _rows_of_one_name(count: int) -> Files:
    lines = "".join(f"      - Kostnad: {row + 1} | {row + 2} | 1\n        id: r{row}\n" for row in range(count))
    return {"t.yaml": f"tabeller:\n{_table(0)}{lines}"}


def _rows_of_csv(count: int) -> Files:
    entry = "  drift:\n    enhet: tkr\n    data: d.csv\n    kolumner:\n      - a: Utfall\n      - b: Budget\n"
    lines = "".join(f"{_named(row)};{row * 7919 % 5003};{row * 31 % 5003}\n" for row in range(count))
    return {"t.yaml": f"tabeller:\n{entry}", "d.csv": f"Namn;Utfall;Budget\n{lines}"}


def _subtotals(count: int) -> Files:
    one = "      - {0}: 1 | 2 | 1\n        id: r{1}\n      - Summa {0}: 1 | 2 | 1\n        typ: delsumma\n"
    return {"t.yaml": f"tabeller:\n{_table(0)}{''.join(one.format(_named(row), row) for row in range(count))}"}


def _tables(count: int) -> Files:
    return {"t.yaml": "tabeller:\n" + "".join(_table(3, f"t{number}") for number in range(count))}


def _summary(text: str) -> Files:
    return {"sammanfattning.md": text + "\n"}


def _sentences(count: int) -> Files:
    one = "Under perioden hade {} ett resultat som ökade med {} procent till {} tkr. "
    return _summary("".join(one.format(_named(each % 50), each % 97, each * 37 % 991) for each in range(count)))


def _paragraphs(count: int) -> Files:
    return _summary(_sentences(count)["sammanfattning.md"].replace(". ", ".\n\n"))


def _numbers_in_a_sentence(count: int) -> Files:
    return _summary(f"Verksamheten kostade {', '.join(f'{each * 37 % 991} tkr' for each in range(count))}.")


def _shares_in_a_sentence(count: int) -> Files:
    return _summary(f"Andelen {', '.join(f'ökade med {each * 37 % 91} procent' for each in range(count))}.")


def _sentences_of_rows(count: int) -> Files:
    text = " ".join(f"Kostnaden för {_named(each)} blev {each + 7} tkr." for each in range(count))
    return {**_rows(count), **_summary(text)}


def _ranks_of_rows(count: int) -> Files:
    text = " ".join(f"{_named(each)} hade störst utfall." for each in range(count))
    return {**_rows(count), **_summary(text)}


def _ranks_in_a_sentence(count: int) -> Files:
    return _summary(
        ", ".join(f"{_named(each % 50)} var störst och högre än {_named(each % 30)}" for each in range(count))
    )


def _citations(count: int) -> Files:
    return _summary(" ".join("Antalet ökade till {{ ärenden }} ärenden, 5 fler." for _ in range(count)))


def _links(count: int) -> Files:
    return _summary(" ".join(f"[sida {each}](https://exempel.example/{each})" for each in range(count)))


def _footnotes(count: int) -> Files:
    return _summary("".join(f"Ord[^{each}] här.\n\n[^{each}]: Noten om {_named(each)}.\n\n" for each in range(count)))


def _list_items(count: int) -> Files:
    return _summary("".join(f"- {_named(each)} hade {each} insatser\n" for each in range(count)))


def _chain_of_formulas(count: int) -> Files:
    return {"f.yaml": "tal:\n  x0: 1\n" + "".join(f"  x{each + 1}: = x{each} + 1\n" for each in range(count))}


def _repeated_keys(count: int) -> Files:
    return {"f.yaml": "tal:\n" + "".join(f"  x{each}: 1\n" for each in range(count)) * 2}


def _unreadable_numbers(count: int) -> Files:
    return {"f.yaml": "tal:\n" + "".join(f"  x{each}: 12.345\n" for each in range(count))}


def _unknown_names_in_formulas(count: int) -> Files:
    return {
        "t.yaml": f"tabeller:\n{_table(count)}".replace("- k2: Avvikelse", "- k2: Avvikelse\n        formel: k1 - k9")
    }


def _own_sections(count: int, word: str = "efter", *, each: int = 2) -> Files:
    """Sections that stand at the one before, but for the first of `each`, which stands at the outline's own."""
    texts = "".join(f"  t{number}: Ord om {_named(number)}.\n" for number in range(count))
    period = (MINIMAL / FOLDER / "period.yaml").read_text(encoding="utf-8") + "    egna_avsnitt:\n"
    for number in range(count):
        place = f"a{number - 1}" if number and (each == 1 or number % each) else "sammanfattning"
        period += f"      - {word}: {place}\n        avsnitt:\n          - rubrik: A{number}\n"
        period += f"            innehåll: [text: t{number}]\n"
    return {"x.yaml": f"texter:\n{texts}", "period.yaml": period}


def _cited_periods(count: int) -> Files:
    names = [f"{1900 + each // 12}-{each % 12 + 1:02}" for each in range(count)]
    one = "period: {0}\nrubrik: P {0}\nfrån: {0}-01\ntill: {0}-28\ntal:\n  ärenden: 20\n"
    text = " ".join(f'Vi hade {{{{ period("{name}").ärenden }}}} fall.' for name in names)
    return {**{f"../{name}/period.yaml": one.format(name) for name in names}, **_summary(text)}


SHAPES: Mapping[Callable[[int], Files], int] = {
    _rows: 30,
    _rows_of_one_name: 30,
    _rows_of_csv: 35,
    _subtotals: 25,
    _tables: 20,
    _sentences: 30,
    _paragraphs: 30,
    _numbers_in_a_sentence: 90,
    _shares_in_a_sentence: 60,
    _sentences_of_rows: 30,
    _ranks_of_rows: 30,
    _ranks_in_a_sentence: 40,
    _citations: 50,
    _links: 50,
    _footnotes: 60,
    _list_items: 50,
    _chain_of_formulas: 100,
    _repeated_keys: 250,
    _unknown_names_in_formulas: 60,
    _unreadable_numbers: 250,
    _columns: 14,
    _own_sections: 40,
    _cited_periods: 20,
}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__.strip("_"))
def test_work_grows_with_what_is_written(shape: Callable[[int], Files], tmp_path: Path) -> None:
    """Twice as much of a thing is twice as much work."""
    size = SHAPES[shape]
    projects = [_project(shape(size * factor), tmp_path / str(factor)) for factor in (1, 2, 4)]
    # What words are spelt from is looked up once in a process.
    _check(projects[-1])
    one, two, four = (_calls(project) for project in projects)
    assert (four - two) / (two - one) < MOST_GROWTH, f"{one}, {two}, {four} calls"


@pytest.mark.parametrize("piece", ["[", "![", "[a](b ", "[a][b ", "[a](<b "])
def test_open_brackets_are_refused_before_markdown_follows_each(piece: str) -> None:
    """Python-Markdown looks for the end of each open bracket in all that follows it."""
    few, many = (list(check_text(Text(f"Ord {piece * count}\n"))) for count in (20, 50_000))
    assert "T306" not in {problem.code for problem in few}
    assert [problem.code for problem in many] == ["T306"]


@pytest.mark.parametrize("piece", ["[a](b (c) ", '[a](b "c) ', "![a](b 'c) ", '[a](<b" "c) '])
def test_links_that_are_not_closed_are_refused_before_markdown_follows_each(piece: str) -> None:
    """The end of an address, or of its title, is looked for in all that follows."""
    few, many = (list(check_text(Text(f"Ord {piece * count}\n"))) for count in (19, 40))
    assert [[problem.code for problem in problems] for problems in (few, many)] == [[], ["T306"]]


@pytest.mark.parametrize(
    "piece", ["*a* ", "_a", "`a` ", "\\*", "&amp; ", "[a](#b) ", "<x@y.se> ", "ord  \n", "* * *\n", "m^2^ ", "CO~2~ "]
)
def test_a_long_paragraph_of_signs_is_refused_at_its_beginning(piece: str) -> None:
    """Markdown copies the paragraph for each sign in it; what is marked or long, and not both, is read."""
    marked = piece * (18_000 // len(piece))
    for text in (
        f"Ord.\n\n{marked}",
        "ord " * 100_000 + piece * 100,
        "\n\n".join([marked] * 3),
        f"- **a** {'ord ' * 20}\n" * 900,
    ):
        assert [each for each in check_text(Text(text)) if each.expected] == []
    problems = list(check_text(Text(f"Ord.\n\n{marked} {marked}", Where("a.md", 1, 1), "literal")))
    assert [(each.code, str(each.where)) for each in problems] == [("T306", "a.md:3:1")]


@pytest.mark.parametrize(("begins", "width", "most"), [("", 5, 100), ("> ", 5, 100), ("  ", 5, 100), ("", 5000, 10)])
def test_definitions_below_each_other_are_refused_before_markdown_reads_them_for_each(
    begins: str, width: int, most: int
) -> None:
    """What follows a definition in its paragraph is read once more; a blank line ends it."""
    one = f"{begins}: {'o' * width}\n"
    right, wrong = (f"Ord.\n\n{begins}Term\n{one * count}" for count in (most, most + 1))
    assert list(check_text(Text(f"{right}\n{one * most}"))) == []
    (problem,) = check_text(Text(wrong, Where("a.md", 1, 1), "literal"))
    assert (str(problem.where), problem.expected, problem.found) == ("a.md:3:1", f"högst {most}", f"{most + 1}")


@pytest.mark.parametrize("piece", ["- ", "1. ", "> ", "> - ", "*  ", ": "])
def test_lists_in_lists_are_refused_before_markdown_calls_itself_for_each(piece: str) -> None:
    """A recursion has an end that no author knows."""
    within, beyond, many = (list(check_text(Text(f"Ord.\n\n{piece * count}ord\n"))) for count in (10, 21, 20_000))
    assert within == []
    assert [problem.code for problem in beyond] == [problem.code for problem in many] == ["T306"]


@pytest.mark.parametrize("indent", ["    ", "\t"])
def test_items_that_are_indented_too_deep_are_refused_at_their_line(indent: str) -> None:
    """The levels of a list are those of its indents."""
    lines = [f"{indent * level}- ord" for level in range(400)]
    found = [list(check_text(Text("\n".join(lines[:count]), Where("a.md", 1, 1), "literal"))) for count in (20, 400)]
    assert [[(each.code, each.where.line) for each in problems] for problems in found] == [[], [("T306", 21)]]


@pytest.mark.parametrize("formula", ["{" * 3000, "1" + " ** 1" * 3000, "a" + "[1]" * 3000, "a" + ".b" * 20_000])
def test_a_long_formula_is_refused_before_it_is_parsed(formula: str) -> None:
    """Jinja's parser calls itself for each sign: a deep formula is a problem, and no fault of the program."""
    with pytest.raises(Rejected) as refused:
        parse_expression(formula, Where("f.yaml", 1, 1))
    assert [problem.code for problem in refused.value.problems] == ["T202"]


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (name_key, f"Utfall{'*' * 20_000}x", "utfallx"),
        (name_key, f"Utfall{' *' * 20_000}x", "utfallx"),
        (name_key, f"Utfall{' 1)' * 20_000}x", f"utfall{'1' * 20_000}x"),
        (name_key, "Utfall * 1)", "utfall"),
        (words_of, f"ord{' ' * 50_000}x", ["ord", "x"]),
        (words_of, f"ord {'[' * 50_000}", ["ord"]),
        (words_of, "ord [not] x", ["ord", "x"]),
        (number_words, f"1{'å' * 100_000}", ()),
        (number_words, f"{'](' * 100_000}", ()),
        (number_words, "namn12@exempel.example", ()),
        (without_citations, "{{" * 100_000, "{{" * 100_000),
        (without_citations, "a {{ b }} c {{ d", "a  c {{ d"),
    ],
)
def test_no_run_of_signs_is_read_from_each_of_its_places(
    read: Callable[[str], object], text: str, expected: object
) -> None:
    """A pattern that did would have read the text for minutes."""
    assert read(text) == expected


@pytest.mark.parametrize(
    ("shape", "sizes"), [(_rows, (30, 45)), (_rows_of_csv, (30, 45)), (_sentences, (60,))], ids=["rows", "csv", "text"]
)
def test_memory_grows_with_what_is_written(
    shape: Callable[[int], Files], sizes: tuple[int, ...], tmp_path: Path
) -> None:
    """The most that is held at a time doubles with the content, and no more.

    A table of keys grows by steps: of two sizes one shows the growth without a step.
    """
    assert min(_growth_of_memory(shape, size, tmp_path / str(size)) for size in sizes) < MOST_GROWTH


@pytest.mark.parametrize("end", [22, 400])
def test_a_range_of_a_workbook_costs_its_own_cells(end: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows outside the range are passed over, and texts are read as far as its cells ask for them."""
    lines: list[list[Cell]] = [[{"värde": str(number), "typ": "s"}, number + 1] for number in range(400)]
    parts = workbook({"Blad1": lines})
    strings = "".join(f"<si><t>Rad {number + 1}</t></si>" for number in range(400))
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{SHEET_MAIN_NS}">{strings}</sst>'.encode()
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED_STRINGS}"/></Types>'
    types = parts["[Content_Types].xml"].decode()
    data = zipped({**parts, "[Content_Types].xml": types.replace("</Types>", override).encode()})
    read: list[object] = []
    for reader, name in ((WorkSheetParser, "parse_cell"), (CellString, "from_tree")):
        monkeypatch.setattr(reader, name, _noted(getattr(reader, name), read))
    grid = read_workbook(data, "a.xlsx", None, f"A{end - 20}:B{end}")
    assert grid.rows[-1] == (f"Rad {end}", str(end))
    assert len(read) == 21 * 2 + end


def test_periods_that_read_each_other_are_found_once_each() -> None:
    """A correction follows a chain of periods without going through all of them for each."""

    def chain(count: int) -> list[str]:
        names = [f"ort/n/{number}" for number in range(count)]
        files = {now: {f"content/{each}/period.yaml": b"" for each in (before, now)} for before, now in pairwise(names)}
        return list(_reached(files, names[:2]))

    assert chain(4) == ["ort/n/1", "ort/n/2", "ort/n/3"]
    assert list(_reached({"ort/n/1": {"content/ort/n/1/a.yaml": b""}}, ["ort/n/0"])) == []
    one, two, four = (_calls_of(partial(chain, 50 * factor)) for factor in (1, 2, 4))
    assert (four - two) / (two - one) < MOST_GROWTH, f"{one}, {two}, {four} calls"


def test_a_period_is_read_without_those_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many periods in a folder a check of one looks at the names, and at nothing that it does not cite."""
    asked: list[Path] = []
    watch = Disk.watch

    def watched(disk: Disk, path: Path) -> None:
        asked.append(path)
        watch(disk, path)

    monkeypatch.setattr(Disk, "watch", watched)
    project = _project(_cited_periods(100), tmp_path / "many")
    names = sorted(path.name for path in (project / FOLDER).parent.iterdir())
    text = 'Vi hade {{ period("' + names[7] + '").ärenden }} fall.\n'
    (project / FOLDER / "sammanfattning.md").write_text(text, encoding="utf-8")
    understand(project, PERIOD)

    periods = {path.parent.name for path in asked if path.name == "period.yaml"}
    # MINIMAL names 2023 as the one before.
    assert periods == {names[7], "2023", Path(FOLDER).name}


@pytest.mark.parametrize("count", [100, 500])
def test_texts_of_the_same_words_are_compared_in_bounded_work(count: int) -> None:
    """Each difference would be a pass over all pairs of words that are equal."""
    old, new = ([word for number in range(count) for word in ("och", f"{name}{number}")] for name in ("x", "y"))
    assert _calls_of(lambda: stretches(old, new, str)) < 400_000


def test_few_of_many_names_are_compared_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names beside a word in order, from either end, are enough for a hint; they are put in order once."""
    names = [f"tal_{number}_{end}" for number in range(5000) for end in ("utfall", "budget")]
    compared: list[int] = []
    close = difflib.get_close_matches

    def counted(word: str, possibilities: Sequence[str], n: int = 3, cutoff: float = 0.6) -> list[str]:
        compared.append(len(possibilities))
        return close(word, possibilities, n, cutoff)

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    assert nearest("tal_4321_utfal", names)[0] == "tal_4321_utfall"
    assert nearest("al_77_budget", names)[0] == "tal_77_budget"
    assert max(compared) <= 200
    assert nearest("x" * 100_000, names) == ()


def test_a_name_of_too_many_rows_names_none() -> None:
    """A sentence is compared with a bounded number of rows."""
    row = SubjectRow("drift", "Vård", frozenset({"vård"}), frozenset(), ())
    named = [len(Index(tuple(replace(row) for _ in range(count)), 2024).named(["vård"])) for count in (200, 201)]
    assert named == [200, 0]


def test_a_long_sentence_is_read_in_pieces() -> None:
    """Pieces meet at blanks, have a bounded length, and are the same wherever they are asked for."""
    text = Text("ord " * 5000 + "slut. Nästa mening.")
    wording = Wording("text", text, ContentPlace("text", owner=cast("Section", None)))
    pieces = {wording.sentence_slice(offset) for offset in range(len(text))}
    assert max(end - start for start, end in pieces) <= 1000
    assert {text[start:end].strip() for start, end in pieces if end < 20_000} == {("ord " * 250).strip()}
    assert wording.sentence(len(text) - 3) == "Nästa mening."


def test_the_numbers_of_a_long_paragraph_hold_what_is_near_them() -> None:
    """A clause ends at blanks near its number, and the numbers of a sentence have one sentence and one paragraph."""
    text = Text("Prognos. " + "ord " * 400 + "5 kr " + "ord " * 400 + "6 kr 7 kr")
    wording = Wording("text", text, ContentPlace("text", owner=cast("Section", None)))
    mentions = number_words(text)
    prose = Prose(wording, "text", (), mentions, (), whole_year=False, month="april")
    first, second, third = (clause_at(prose, each.start, each.end) for each in mentions)
    assert (first.before, first.after) == ("ord " * 59, " ord" * 59)
    assert [each.around_forecast for each in (first, second)] == [True, True]
    assert second.sentence is third.sentence
    later = replace(prose, wording=Wording("text", Text(text[9:]), wording.at))
    assert not clause_at(later, mentions[0].start - 9, mentions[0].end - 9).around_forecast


def test_a_sentence_of_many_shares_is_a_list() -> None:
    """Two of them are always as far apart as a third is large."""
    told = [len(list(_points_of_per_cent(_shares(count)))) for count in (3, 20, 21)]
    assert told == [1, 1, 0]


def _shares(count: int) -> Wording:
    text = Text("Andelen minskade från 45 procent till 40 procent, alltså med 5 procent" + ", 90 %" * (count - 3))
    return Wording("text", text, ContentPlace("text", owner=cast("Section", None)))


def test_own_sections_under_each_other_are_refused_before_a_recursion_ends(tmp_path: Path) -> None:
    """A chapter has a bounded number of levels; what else waits for one that is too deep is no problem of its own."""
    with pytest.raises(Rejected) as refused:
        understand(_project(_own_sections(1000, "under", each=1), tmp_path / "p"), PERIOD)
    assert [(problem.code, problem.expected) for problem in refused.value.problems] == [("T103", "högst 20 nivåer")]


def test_a_contents_of_many_chapters_is_nested_without_recursion(tmp_path: Path) -> None:
    """Each chapter is a line of its own, however many there are."""
    project = _project(_own_sections(1200), tmp_path / "p")
    outline = project / "templates" / "minimal" / "mallar" / "rapport.yaml"
    outline.write_text(outline.read_text(encoding="utf-8") + "innehållsförteckning: 2\n", encoding="utf-8")
    contents = understand(project, PERIOD, depth=Depth.NOTHING).documents[0].contents
    assert contents is not None
    assert len(contents.entries) == 1201


def test_places_are_found_without_reading_the_text_again() -> None:
    """The lines of a text are looked for once."""
    text = "a\n\nbc\nd"
    lines = LineStarts(text)
    counted = [(text.count("\n", 0, at), at - text.rfind("\n", 0, at) - 1) for at in range(len(text) + 1)]
    assert [lines.place(at) for at in range(len(text) + 1)] == counted


def test_the_dictionary_remembers_a_bounded_number_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of a million words leaves no more behind than one of a thousand."""
    monkeypatch.setattr(spelling, "_MOST_REMEMBERED", 50)
    speller = spelling.speller_of("", "2\nbarn/XY\nvård/XY\n")
    assert [speller.knows(f"barn{number}vård") for number in range(500)] == [False] * 500
    assert speller.knows("barnvård")
    assert max(len(speller.seen), len(speller.parts)) <= 50


def _noted(function: Callable[..., object], calls: list[object]) -> Callable[..., object]:
    def noted(*given: object) -> object:
        calls.append(given)
        return function(*given)

    return noted


def _project(files: Files, folder: Path) -> Path:
    project = shutil.copytree(MINIMAL, folder)
    for name, text in files.items():
        path = project / FOLDER / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return project


def _check(project: Path) -> None:
    try:
        understand(project, PERIOD, depth=Depth.STRICT)
    except Rejected:
        return


def _growth_of_memory(shape: Callable[[int], Files], size: int, folder: Path) -> float:
    projects = [_project(shape(size * factor), folder / str(factor)) for factor in (1, 2, 4)]
    _check(projects[-1])
    one, two, four = map(_most_held, projects)
    return (four - two) / (two - one)


def _most_held(project: Path) -> int:
    for remembered in _caches():
        remembered()
    tracemalloc.start()
    try:
        _check(project)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _calls(project: Path) -> int:
    for remembered in _caches():
        remembered()
    return _calls_of(lambda: _check(project))


def _calls_of(work: Callable[[], object]) -> int:
    calls = 0

    def count(_frame: FrameType, event: str, _of: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


def _caches() -> Iterator[Callable[[], None]]:
    """Yield what forgets the texts that a module remembers; the dictionary is the same for all."""
    for name, module in list(sys.modules.items()):
        if name.startswith("generator.") and name != "generator.project.resources":
            yield from (each.cache_clear for each in vars(module).values() if isinstance(each, REMEMBERING))
