"""Reports on paper as a typographer looks at them: nothing sticks out, nothing stands alone, no page is half empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.document import Block, ChartBlock, Document, Fragment, Layout, SectionBlock, TableBlock
from generator.pipeline import understand
from generator.printing.html import render_furniture, render_sheets, stylesheet_for_paper
from generator.printing.pdf import lay_out
from tests.remembered import Remembered
from tests.samples.report import sample_report

ROOT = Path(__file__).parents[3]
# Of the height of a page's content: how far down the last thing on a page that another follows must reach.
FULL = 0.6


@dataclass(frozen=True)
class Printed:
    """A report and its pages."""

    document: Document
    layout: Layout

    def fragment(self, unit: str) -> Fragment:
        """The pages of a unit."""
        return next(each for each in self.layout.fragments if each.unit == unit)


def printed(document: Document) -> Printed:
    """A document in → it laid out, with its page heads."""
    layout = lay_out(
        render_sheets(document),
        stylesheet_for_paper(document.look),
        furniture=lambda slots: render_furniture(document, slots),
    )
    return Printed(document, layout)


@pytest.fixture(scope="module", params=["sample", "nacka"])
def report(request: pytest.FixtureRequest, remembered: Remembered) -> Printed:
    """The sample with all kinds of blocks, and the real report."""
    with remembered.in_use():
        if request.param == "sample":
            return printed(sample_report())
        documents = understand(ROOT, "nacka/socialnamnden/2023-t1").documents
        return printed(next(each for each in documents if each.id == "tertialrapport"))


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Blocks in → they and all in them, in order, out."""
    for block in blocks:
        yield block
        if isinstance(block, SectionBlock):
            yield from walk(block.blocks)
        if isinstance(block, ChartBlock) and block.table is not None:
            yield block.table


def pages(fragment: Fragment, element: str) -> list[int]:
    """The pages on which an element has a part."""
    return sorted(placed.box.page for placed in fragment.placed if placed.id == element)


def first_id(block: Block) -> str:
    """A block in → the id of what it begins with out."""
    if isinstance(block, SectionBlock):
        return f"{block.id}-rubrik"
    return str(getattr(block, "id", ""))


def test_nothing_sticks_out(report: Printed) -> None:
    """Every table, text and drawing keeps inside its page's content and every figure inside its cell."""
    assert report.layout.overflows == ()


def test_the_engine_understands_everything(report: Printed) -> None:
    """No style that is ignored, no letter without a font, no link without its goal."""
    assert report.layout.all_faults == ()


def test_no_heading_stands_alone_at_the_foot(report: Printed) -> None:
    """What a heading is of begins on the heading's own page."""
    alone = [
        block.id
        for unit in report.document.units
        for block in walk(unit.blocks)
        if isinstance(block, SectionBlock) and block.blocks and first_id(block.blocks[0])
        if pages(report.fragment(unit.id), first_id(block))[:1]
        != pages(report.fragment(unit.id), first_id(block.blocks[0]))[:1]
    ]

    assert alone == []


def test_a_caption_stands_by_its_table(report: Printed) -> None:
    """The caption is on the page of the first row, and the title of a chart on the page of the chart."""
    parted = []
    for unit in report.document.units:
        fragment = report.fragment(unit.id)
        for block in walk(unit.blocks):
            # A chart's table has the chart's title, and the two may part.
            if isinstance(block, TableBlock) and pages(fragment, f"{block.id}-rubrik") and block.groups[0]:
                row = block.groups[0][0].id
                if pages(fragment, f"{block.id}-rubrik")[:1] != pages(fragment, row)[:1]:
                    parted.append(block.id)
            if isinstance(block, ChartBlock) and len(set(pages(fragment, block.id))) != 1:
                parted.append(block.id)

    assert parted == []


def test_no_row_is_split(report: Printed) -> None:
    """Every row of a table is on one page."""
    split = [
        row.id
        for unit in report.document.units
        for block in walk(unit.blocks)
        if isinstance(block, TableBlock)
        for row in (row for group in block.groups for row in group)
        if row.id and len(set(pages(report.fragment(unit.id), row.id))) > 1
    ]

    assert split == []


def test_no_page_is_left_half_empty(report: Printed) -> None:
    """Where a unit goes on over the page, the page before is filled: no figure has pushed itself and its text away."""
    units = {unit.id: unit for unit in report.document.units}
    empty = []
    for fragment in report.layout.fragments:
        sections = {block.id for block in walk(units[fragment.unit].blocks) if isinstance(block, SectionBlock)}
        # A part of a section reaches to the foot of the page whatever stands in it.
        things = [placed for placed in fragment.placed if placed.id not in sections | {fragment.unit}]
        for number, area in enumerate(fragment.areas[:-1], 1):
            lowest = max((placed.box.bottom for placed in things if placed.box.page == number), default=0.0)
            if (lowest - area.content.y) / area.content.height < FULL:
                empty.append((fragment.unit, number))

    assert empty == []
