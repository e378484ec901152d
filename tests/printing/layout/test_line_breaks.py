"""Lines break where they should: a cited figure does not change where the text before it does."""

from __future__ import annotations

from generator.document import Box, Sheet
from generator.printing.html import stylesheet_for_paper
from generator.printing.pdf import lay_out
from tests.samples.report import sample_report

WIDTHS = range(200, 420)
CLOSE = 1.0
SENTENCE = "Ett nettoutfall på {}, och sedan kommer lite text är {}. Sist <span id='{}'>i</span>"


def ends(figure: str) -> dict[int, tuple[float, float]]:
    """How a figure is written in → where the same sentence ends, in each width, from the top of its paragraph out."""
    text = (figure.format("−63,0\u00a0mnkr"), figure.format("−2,1\u00a0mnkr"))
    look = "hyphens: manual; font-kerning: none"
    body = "".join(
        f"<p id='p{width}' style='{look}; width: {width}px'>{SENTENCE.format(*text, width)}</p>" for width in WIDTHS
    )
    sheet = Sheet("u", f"<!doctype html><html lang='sv'><body>{body}</body></html>")
    (fragment,) = lay_out((sheet,), stylesheet_for_paper(sample_report().look)).fragments
    boxes: dict[str, Box] = {placed.id: placed.box for placed in fragment.placed}
    return {
        width: (round(boxes[str(width)].x, 1), round(boxes[str(width)].y - boxes[f"p{width}"].y, 1)) for width in WIDTHS
    }


def test_a_figure_does_not_move_the_line_break_before_it() -> None:
    """The same sentence ends at the same place whether its figures are elements or plain text, at every width.

    Without kerning, which knows no pairs across elements. But for rounding where words fill a line exactly.
    """
    plain, cited = ends("{}"), ends("<data value='1'>{}</data>")
    differing = [
        width
        for width in WIDTHS
        if abs(plain[width][0] - cited[width][0]) > CLOSE or plain[width][1] != cited[width][1]
    ]

    assert len(differing) <= len(WIDTHS) / 50, differing
