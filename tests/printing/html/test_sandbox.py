"""What a template may not do, may not cost, and how it is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup

from generator.document import DocumentUnit, Note, NoteMark, ProseBlock
from generator.printing.html import render_html, sandbox
from generator.printing.html.templating import render_template
from generator.problems import Problem, Rejected
from tests.samples.report import sample_report

RIGHT = {
    "a field": ("{{ document.title }}", "Tertialbokslut 1"),
    "an entry of a mapping": ("{{ words.a }}{{ words['b'] }}", "12"),
    "a loop": ("{% for x in ['a', 'b'] %}{{ loop.index }}{{ x }}{% endfor %}", "1a2b"),
    "a macro": ("{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{{ m('<') }}", "<b>&lt;</b>"),
    "a text joined": ("{{ 'a' ~ markup ~ '<' }}", "a<i>&lt;"),
    "a list joined": ("{{ ['a', 'b'] | join(', ') }}", "a, b"),
    "a call block": ("{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}x{% endcall %}", "[x]"),
    "a choice": ("{{ document.units | selectattr('kind', 'equalto', 'x') | list | length }}", "0"),
    "a test of a number": ("{{ 3 is odd }}{{ 4 is divisibleby 2 }}", "TrueTrue"),
    "a search": ("{{ 'a' in words }}{{ 'a' in ['b', word] }}{{ 'bar' in [word] | list }}", "TrueFalseTrue"),
    "a search by a test": ("{{ ['bar', 'x'] | select('in', [word]) | join }}", "bar"),
    "a comparison": ("{{ word == 'bar' }}{{ 1 < many[3] <= 3 }}{{ word != none }}", "TrueTrueTrue"),
    "a key": ("{{ {word: 1, 2: 3}['bar'] }}{{ {word: 1, 2: 3}[2] }}", "13"),
    "a filter of a number": ("{{ 5 | trim }}{{ 'abc def' | truncate(5, true, '', 0) }}", "5abc d"),
    "a text without tags": ("{{ '<b>a</b>' | striptags }}", "a"),
    "nested lists": ("{% for x in [['a', 'b'], ['c']] %}{{ x | join }}{% endfor %}", "abc"),
    "a test of a text": ("{{ 'ja' if 'a' in word and word.startswith('b') else 'nej' }}", "ja"),
}

# Each with a word of what is found.
FORBIDDEN = {
    "a global": ("{{ cycler }}", "cycler"),
    "a class": ("{{ document.__class__ }}", "__class__"),
    "an entry of a class": ("{{ document['__class__'] }}", "__class__"),
    "a built name": ("{{ document[under ~ 'class' ~ under] }}", "__class__"),
    "a map of a class": ("{{ [document] | map(attribute='__class__') | first }}", "__class__"),
    "a select of a class": ("{{ [document] | selectattr('title.__class__') | list }}", "__class__"),
    "a filter of attributes": ("{{ document | attr('__class__') }}", "attr"),
    "a format string": ("{{ '{0.__class__}'.format(document) }}", "format"),
    "a format of a mapping": ("{{ '{a.__class__}'.format_map(words) }}", "format_map"),
    "a macro's inside": ("{% macro m() %}{% endmacro %}{{ m._func }}", "_func"),
    "a macro's environment": ("{% macro m() %}{% endmacro %}{{ m.arguments }}", "arguments"),
    "a loop's inside": ("{% for x in [1] %}{{ loop._iterable }}{% endfor %}", "_iterable"),
    "the template itself": ("{{ self.__init__ }}", "__init__"),
    "the blocks of itself": ("{% block b %}{% endblock %}{{ self.b() }}", "”b”"),
    "a namespace": ("{% set ns = namespace() %}", "namespace"),
    "a namespace's field": ("{% set document.title = 'x' %}", "nytt värde"),
    "a statement": ("{% do words.update({}) %}", "”do”"),
    "a change": ("{{ words.pop('a') }}", "pop"),
    "raw text": ("{{ document.title | safe }}", "safe"),
    "no escape": ("{% autoescape false %}{{ '<' }}{% endautoescape %}", "autoescape"),
    "a folder of the machine": ("{{ document.look.folders }}", "folders"),
    "an object printed": ("{{ document }}", "Document"),
    "objects joined": ("{{ document ~ '' }}", "Document"),
    "the value of a function": ("{{ link.__code__ }}", "__code__"),
    "a part of a text": ("{{ 'abc'[1:] }}", "[från:till]"),
    "a file above": ("{% include '../../pyproject.toml' %}", "pyproject.toml"),
    "a built file above": ("{% include '..' ~ '/x.html' %}", "x.html"),
    "an absolute file": ("{% include '/etc/passwd' %}", "passwd"),
    "an import above": ("{% import '../x.html' as x %}", "x.html"),
    "a base above": ("{% extends '../x.html' %}", "x.html"),
    "an unknown test": ("{{ 1 is callable }}", "callable"),
    "a payment": ("{{ many | _turns(1) }}", "_turns"),
    "a mapped payment": ("{{ [many] | map('_turns', 1) | list | length }}", "som inte finns"),
    "a filter named by a list": ("{{ [1] | map(('a', word)) | list | length }}", "ett filter eller prov"),
    "a recursive loop": ("{% for x in [['a']] recursive %}{{ x | first }}{% endfor %}", "recursive"),
    "a list as a text": ("{{ ['a'] | upper }}", "list, som inte är en enda text"),
    "a list as an argument": ("{{ link(['a']) }}", "list, som inte är ett enda värde"),
    "a list as a class": ("{{ ['a'] | css_class }}", "list, som inte är ett enda värde"),
    "a list as a base": ("{% set x = ('a', word) %}{% extends x %}", "tuple, som inte är ett enda värde"),
    "a list as a file": ("{% include [[word]] %}", "list, som inte är ett enda värde"),
    "a list as a key": ("{% set x = {('a', word): 1} %}", "tuple som nyckel"),
    "a wrong loop": ("{% for x in 5 %}{% endfor %}", "går att använda"),
    "a wrong call": ("{{ document.title() }}", "går att använda"),
    "a wrong argument": ("{% macro m() %}{% endmacro %}{{ m(1) }}", "går att använda"),
}

_SEVEN = "".join(f"{{% for {name} in many %}}" for name in "abcdefg")
_LONG = "{% set x %}" + "x" * 50_000 + "{% endset %}{% set y = x ~ '' %}"
HEAVY = {
    "loops in loops": f"{_SEVEN}x{'{% endfor %}' * 7}",
    "a long turn": "{% for x in many %}" + "x" * 40_000 + "{% endfor %}",
    "a loop's filter": "".join(f"{{% for {name} in many if {name} %}}" for name in "abcdefg") + "{% endfor %}" * 7,
    "a recursive macro": "{% macro m(x) %}{{ m(x ~ x) }}{% endmacro %}{{ m('ab') }}",
    "a macro that calls itself twice": "{% macro m(n) %}"
    + "{{ m(n ~ 'x') if n | length < 30 }}" * 2
    + "{% endmacro %}{{ m('') }}",
    "doubling by ~": "{% set x0 = 'ab' %}" + "".join(f"{{% set x{n + 1} = x{n} ~ x{n} %}}" for n in range(40)),
    "doubling by blocks": "{% set x0 = 'ab' %}"
    + "".join(f"{{% set x{n + 1} %}}{{{{ x{n} }}}}{{{{ x{n} }}}}{{% endset %}}" for n in range(40)),
    "doubling by join": "{% set x0 = 'ab' %}"
    + "".join(f"{{% set x{n + 1} = [x{n}, x{n}] | join %}}" for n in range(40)),
    "joined by a long text": "{% set x0 = 'ab' %}"
    + "".join(f"{{% set x{n + 1} = x{n} | list | join(x{n}) %}}" for n in range(9)),
    "includes without end": "{% include 'test.html' %}",
    "a recursive loop": "{% for x in [[1]] recursive %}{{ loop([x]) }}{% endfor %}",
    "wide text": "{{ 'x' | center(1000000000) }}",
    "a wide batch": "{{ [1] | batch(1000000000, 'x') | list }}",
    "a long number": "{{ " + "9" * 5000 + " }}",
    "brackets": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "a long chain": "{{ document" + ".title" * 5000 + " }}",
    "nots": "{{ " + "not " * 5000 + "1 }}",
    "nested loops": "{% for x in [] %}" * 30 + "{% endfor %}" * 30,
    "nested choices": "{% if 1 %}" * 200 + "{% endif %}" * 200,
    "a huge file": "x" * 300_000,
    "comparisons": _LONG + "{% for a in many %}{% if word in x or x == y %}{% endif %}{% endfor %}",
    "methods": _LONG + "{% for a in many %}{% if x.upper() %}{% endif %}{% endfor %}",
    "filters": _LONG + "{% for a in many %}{% if x | upper %}{% endif %}{% endfor %}",
    "searches in lists": _LONG + "{% set l = [x] %}{% for a in many %}{% if word in l %}{% endif %}{% endfor %}",
    "searches by a test": _LONG + "{% set l = [x] %}{% for a in many %}{% if word is in(l) %}{% endif %}{% endfor %}",
    "empty texts": _LONG
    + "{% set l = x | list | map('trim', 'x') | list %}{% for a in many %}{% set s = l | join %}{% endfor %}",
    "parts of a text": _LONG + "{% for a in [1, 2, 3, 4, 5, 6] %}{% if x | list %}{% endif %}{% endfor %}",
    "parts by a method": _LONG + "{% for a in [1, 2, 3, 4, 5, 6] %}{% if x.split('x') %}{% endif %}{% endfor %}",
    "many arguments": "{% macro m() %}{% if varargs %}{% endif %}{% endmacro %}"
    + _LONG
    + "{% set l = x | list %}{% for a in many %}{{ m(*l) }}{% endfor %}",
    "many names": "{% if word == 'bar' %}"
    + "".join(f"{{% set x{n} = 1 %}}" for n in range(1500))
    + "{% for a in many %}{% for b in many %}{% include 'empty.html' %}{% endfor %}{% endfor %}{% endif %}",
    "many files": "{% set l = many | map('default') | list %}{% for a in many %}{% for b in many %}"
    "{% include ['none.html', 'empty.html'] ignore missing %}{% endfor %}{% endfor %}",
    "tests": _LONG + "{% for a in many %}{% if x is eq(y) %}{% endif %}{% endfor %}",
}

_PAIRS = "{% set x = ['a'] %}{% set y = ['a'] %}" + "{% set x = [x, x] %}{% set y = [y, y] %}" * 28
_TUPLES = "{% set x = ('a', 'b') %}" + "{% set x = (x, x) %}" * 28
_DICTS = "{% set x = {'a': 1} %}" + "{% set x = {'a': x, 'b': x} %}" * 28
# Small to hold, and endless to print, compare or hash.
DEEP = {
    **{
        f"the filter {name}": _PAIRS + f"{{{{ x | {name} | length }}}}"
        for name in ("capitalize", "e", "escape", "lower", "striptags", "title", "trim", "truncate", "upper")
    },
    "an argument of a filter": _PAIRS + "{{ 'a' | trim(x) }}",
    "a mapped filter": _PAIRS + "{{ [x] | map('upper') | list | length }}",
    "a filter by a list's name": _TUPLES + "{{ [1] | map(x) | list | length }}",
    "a test by a list's name": _TUPLES + "{{ [1] | select(x) | list | length }}",
    "a mapped entry": _PAIRS + "{{ [document] | map(attribute=x) | list | length }}",
    "an entry of nothing": _PAIRS + "{{ {}[x] }}",
    "an entry of a value": _PAIRS + "{{ document[x] }}",
    "an entry of a mapping": _DICTS + "{{ words[x] }}",
    "the method get": _TUPLES + "{{ words.get(x) }}",
    "a function": _TUPLES + "{{ link(x) }}",
    **{f"the operator {sign}": _PAIRS + f"{{{{ x {sign} y }}}}" for sign in ("==", "!=", "<", "<=", ">", ">=")},
    **{f"the operator {sign}": _PAIRS + f"{{{{ x {sign} [y] }}}}" for sign in ("==", "in", "not in")},
    "a chain of operators": _PAIRS + "{{ 'a' in x == y }}",
    **{f"the test {name}": _PAIRS + f"{{{{ x is {name}(y) }}}}" for name in ("eq", "equalto", "ne", "in")},
    "a selection": _PAIRS + "{{ [x] | select('equalto', y) | list }}",
    "a change in a loop": _PAIRS + "{% for a in many %}{{ loop.changed(x) }}{% endfor %}",
    "a key": _TUPLES + "{% set d = {x: 1} %}",
    "a key by ~": _PAIRS + "{% set d = {x ~ 'a': 1} %}",
    "a class": _TUPLES + "{{ x | css_class }}",
    "an included list": _PAIRS + "{% include x %}",
    "an extended list": _TUPLES + "{% extends x %}",
    "arguments": "{% macro m(n) %}{{ m(n ~ 'a', varargs, varargs) if n | length < 28 else varargs | upper }}"
    "{% endmacro %}{{ m('') }}",
    "named arguments": "{% macro m(n) %}{{ m(n ~ 'a', a=kwargs, b=kwargs) if n | length < 28 else kwargs | upper }}"
    "{% endmacro %}{{ m('') }}",
    "a width": "{{ '%999999999d' is odd }}",
    "a width to divide": "{{ '%999999999d' is divisibleby(3) }}",
    "a multiplied list": "{{ many | turns('a') }}",
    "too short a length": "{{ 'abcdefghijkl' | truncate(1) }}",
}


def rendered(folder: Path, source: str) -> str:
    """A template in → its text out."""
    (folder / "test.html").write_text(source, encoding="utf-8")
    (folder / "empty.html").touch()
    values = {
        "document": sample_report(),
        "words": {"a": "1", "b": "2"},
        "under": "__",
        "word": "bar",
        "markup": Markup("<i>"),
        "many": tuple(range(100)),
        "link": lambda target: target,
    }
    return render_template((str(folder),), "test.html", **values)


def problem_of(folder: Path, source: str) -> Problem:
    """A template that cannot be printed in → the one problem out."""
    with pytest.raises(Rejected) as refused:
        rendered(folder, source)
    (problem,) = refused.value.problems
    return problem


@pytest.mark.parametrize(("source", "expected"), RIGHT.values(), ids=RIGHT)
def test_a_template_prints_and_chooses(tmp_path: Path, source: str, expected: str) -> None:
    """What templates are for, they may."""
    assert expected in rendered(tmp_path, source)


@pytest.mark.parametrize(("source", "found"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_what_a_template_may_not_do_is_refused_at_its_line(tmp_path: Path, source: str, found: str) -> None:
    """Nothing but values is reached, and the problem says what and where."""
    problem = problem_of(tmp_path, f"<p>\n{source}\n")

    assert (problem.code, problem.where.line) == ("T501", 2)
    assert found in problem.found
    assert problem.hint


@pytest.mark.parametrize("source", HEAVY.values(), ids=HEAVY)
def test_what_a_template_may_not_cost_is_refused(tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work without end is counted, and ends as a problem of the template."""
    monkeypatch.setattr(sandbox, "BUDGET", 1_000_000)
    problem = problem_of(tmp_path, source)

    assert problem.code == "T501"
    assert problem.where.file.endswith("test.html")
    assert problem.where.line == 1


@pytest.mark.parametrize("source", DEEP.values(), ids=DEEP)
def test_lists_in_lists_are_neither_printed_nor_compared(
    tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes through all that a value holds takes single values only, and no message holds a list."""
    monkeypatch.setattr(sandbox, "BUDGET", 100_000)
    problem = problem_of(tmp_path, source)

    assert problem.code == "T501"
    assert len(problem.found) < 150
    assert "['a'" not in problem.found


def test_a_link_out_of_the_folders_is_no_template(tmp_path: Path) -> None:
    """A symlinked template would print a file of the machine."""
    outside = tmp_path / "secret.html"
    outside.write_text("hemligt", encoding="utf-8")
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "link.html").symlink_to(outside)

    assert problem_of(folder, "{% include 'link.html' %}").code == "T017"


def test_a_template_in_another_encoding_is_told(tmp_path: Path) -> None:
    """A byte of Windows-1252 is a problem at its place."""
    (tmp_path / "other.html").write_bytes("<p>\nmål".encode("cp1252"))
    problem = problem_of(tmp_path, "{% include 'other.html' %}")

    assert (problem.code, problem.where.line, problem.where.column) == ("T002", 2, 2)


SHEETS = {
    "markup": ('p::after { content: "<script>"; }', "T403"),
    "a file": ("p { background: url(x.png); }", "T405"),
    "a value": ("p { color: {{ document.title }}; }", "T501"),
}


@pytest.mark.parametrize(("css", "code"), SHEETS.values(), ids=SHEETS)
def test_a_style_sheet_in_a_page_is_checked(tmp_path: Path, css: str, code: str) -> None:
    """A sheet that a template takes in is CSS, and neither opens an element nor names a file."""
    (tmp_path / "chart.css").write_text(f"a {{ color: red; }}\n{css}\n", encoding="utf-8")
    problem = problem_of(tmp_path, "{% include 'chart.css' %}")

    assert (problem.code, problem.where.line) == (code, 2)


@pytest.mark.parametrize("unit", [each for each in sample_report().units if each.kind == "kapitel"])
def test_content_of_any_length_is_printed(unit: DocumentUnit, monkeypatch: pytest.MonkeyPatch) -> None:
    """The budget is that of the templates: what a document holds brings what its printing needs."""
    report = sample_report()
    monkeypatch.setattr(sandbox, "BUDGET", 300_000)
    long = replace(report, units=(replace(unit, blocks=unit.blocks * 20),))
    assert render_html(long).count(f'id="{unit.blocks[0].id}"') == 20


def test_footnotes_of_a_text_bring_their_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each costs a call of a macro, and more than its text."""
    monkeypatch.setattr(sandbox, "BUDGET", 1_000_000)
    notes = tuple(Note(f"n{number}", str(number), ("Noten.",), f"m{number}") for number in range(1000))
    text = tuple(NoteMark(note.id, note.mark, note.back) for note in notes)
    report = sample_report()
    unit = replace(report.units[-1], blocks=(ProseBlock("p", text, notes=notes),))
    assert render_html(replace(report, units=(unit,))).count('role="doc-footnote"') == 1000
