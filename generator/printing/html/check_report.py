"""The web page of a check: each finding with the printed blocks that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.document import Block, Document, SectionBlock, elements_in, placed_blocks
from generator.printing.html.links import with_paper_links
from generator.printing.html.stylesheet import stylesheet_for_web
from generator.printing.html.templating import link_in_page, render_template
from generator.problems import Problem, Where


@dataclass(frozen=True, slots=True)
class _Finding:
    problem: Problem
    line: str
    blocks: tuple[Block, ...]
    shown_before: tuple[str, ...]


def check_report(
    title: str, problems: Sequence[Problem], documents: Sequence[Document], lines: Mapping[str, tuple[str, ...]]
) -> str:
    """Return the page of findings; a block of several is shown with the first. Raises Rejected with T501."""
    index = dict(_index(documents))
    places = {element: where for document in documents for element, where in document.places.items()}
    elements_by_figure: dict[str, list[str]] = {}
    for use in (use for document in documents for use in document.uses):
        elements_by_figure.setdefault(use.figure, []).append(use.element)
    findings, marked, shown = [], [], set[str]()
    for problem in problems:
        at_lines = _elements_at((problem.where, *problem.related), places)
        elements = [*elements_by_figure.get(problem.place, ()), *at_lines]
        blocks = dict(index[element] for element in elements if element in index)
        new = tuple(block for name, block in blocks.items() if name not in shown)
        shown_before = tuple(name for name in blocks if name in shown)
        shown.update(blocks)
        marked.extend(elements)
        findings.append(_Finding(problem, _line(problem.where, lines), new, shown_before))
    look = documents[0].look
    page = render_template(
        look.folders,
        "check_report.html",
        title=title,
        findings=tuple(findings),
        marked=tuple(dict.fromkeys(marked)),
        words=look.words,
        css=stylesheet_for_web(look),
        link=link_in_page,
        paper=False,
    )
    return with_paper_links(page, link_in_page)


def _index(documents: Sequence[Document]) -> Iterator[tuple[str, tuple[str, Block]]]:
    """Yield each element's id with the smallest block that holds it, and that block's id."""
    for unit in (unit for document in documents for unit in document.units):
        for placed in placed_blocks(unit.blocks):
            if not (isinstance(placed.block, SectionBlock) or placed.of_chart):
                for element in elements_in(placed.block):
                    yield element, (placed.block.id, placed.block)


def _elements_at(wheres: Sequence[Where], places: Mapping[str, Where]) -> Iterator[str]:
    """Yield the elements of a line, or of the nearest line above it in the same file."""
    for where in wheres:
        above = [place.line for place in places.values() if place.file == where.file and place.line <= where.line]
        if above:
            nearest = max(above)
            yield from (name for name, place in places.items() if (place.file, place.line) == (where.file, nearest))


def _line(where: Where, lines: Mapping[str, tuple[str, ...]]) -> str:
    in_file = lines.get(where.file, ())
    return in_file[where.line - 1].strip() if 0 < where.line <= len(in_file) else ""
