"""What is remembered for a run: it is what a layout would give, is shared, and is made anew where anything changed."""

from __future__ import annotations

import pickle
from pathlib import Path

from generator.document import Layout, Sheet, Style
from generator.printing.pdf import LocalLayouter, lay_out
from tests.printing.pdf import sample
from tests.remembered import Remembered


def laid_out(text: str, style: Style) -> Layout:
    """A sheet with one paragraph, laid out as a document is."""
    layouter = LocalLayouter()
    layouter.prepare(style)
    return lay_out((Sheet("a", sample.document(f"<p>{text}</p>")),), style, layouter=layouter)


def test_what_is_remembered_is_what_a_layout_gives(tmp_path: Path) -> None:
    """Another process of the run has it from the folder, and lays nothing out; without the memory nothing is shared."""
    style = sample.style("p { colour: red }")
    first, second = (Remembered.in_folder(tmp_path / "fragments") for _ in range(2))
    with first.in_use():
        made = laid_out("Text", style)
        again = laid_out("Text", style)
    with second.in_use():
        found = laid_out("Text", style)

    assert made == again == found == laid_out("Text", style)
    assert made.all_faults
    assert (first.store.laid_out, second.store.laid_out) == (["a"], [])


def test_what_changed_is_laid_out_anew(tmp_path: Path) -> None:
    """Another text, another rule, another file in the style's folder: each is another fragment."""
    (tmp_path / "bilder").mkdir()
    plain = sample.style()
    style = Style(plain.css, plain.base, (tmp_path / "bilder",))
    memory = Remembered.in_folder(tmp_path / "fragments")
    with memory.in_use():
        laid_out("Text", style)
        laid_out("Rättad", style)
        faulty = laid_out("Text", Style(f"{plain.css} p {{ colour: red }}", plain.base, (tmp_path / "bilder",)))
        (tmp_path / "bilder" / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
        sound = laid_out("Text", style)

    assert memory.store.laid_out == ["a"] * 4
    assert (len(faulty.all_faults), sound.all_faults) == (1, ())


def test_what_is_half_written_is_not_read(tmp_path: Path) -> None:
    """A fragment has its name when it is whole: what another process is writing stands under another."""
    memory = Remembered.in_folder(tmp_path / "fragments")
    with memory.in_use():
        made = laid_out("Text", sample.style())

    (path,) = (tmp_path / "fragments").iterdir()
    assert pickle.loads(path.read_bytes()) == made.fragments[0]  # noqa: S301 - written above
