"""Bytes of a picture → what is wrong with it. The files in pictures/broken have each the fault that FEL says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from generator.project import load
from generator.project.pictures import LARGEST_PICTURE, picture_fault
from generator.project.svg import LARGEST_SVG

FOLDER = Path(__file__).parent / "pictures"
ROOT = Path(__file__).parents[2]
FAULTS = dict(line.split(": ", 1) for line in (FOLDER / "FEL").read_text(encoding="utf-8").splitlines())
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'


def fault_of_svg(inside: str) -> str:
    """What stands in an SVG in → what is wrong with it."""
    return picture_fault("k.svg", SVG.format(inside).encode())


def test_every_broken_file_has_its_fault_told() -> None:
    """No file lies there whose fault nobody looks for."""
    assert {path.name for path in (FOLDER / "broken").iterdir()} == set(FAULTS)


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_broken_picture_is_told(name: str) -> None:
    """What is wrong is said in words that end the sentence ”Bilden … är trasig:”."""
    assert picture_fault(name, (FOLDER / "broken" / name).read_bytes()) == FAULTS[name]


@pytest.mark.parametrize("path", sorted((FOLDER / "whole").iterdir()), ids=lambda path: path.name)
def test_a_whole_picture_is_let_be(path: Path) -> None:
    """Pictures as programs write them have no fault: every kind, endings in capitals, the standard's own DOCTYPE."""
    assert picture_fault(path.name, path.read_bytes()) == ""


@pytest.mark.parametrize("kind", ["png", "jpg", "gif", "webp"])
@pytest.mark.parametrize("kept", [1, 5, 11, 30, -9, -4])
def test_a_picture_cut_anywhere_is_told(kind: str, kept: int) -> None:
    """Wherever a copy was broken off, it is noticed."""
    data = next(path for path in (FOLDER / "whole").iterdir() if path.suffix.lower() == f".{kind}").read_bytes()

    assert picture_fault(f"k.{kind}", data[:kept])


def test_an_svg_is_read_in_the_encoding_that_it_says() -> None:
    """Latin-1 that says so is whole; without a word the same bytes are not XML."""
    data = SVG.format("<text>å</text>").encode("latin-1")

    assert picture_fault("k.svg", b'<?xml version="1.0" encoding="iso-8859-1"?>' + data) == ""
    assert picture_fault("k.svg", data) == "den är inte hel XML (rad 1)"


def test_sizes_are_bounded() -> None:
    """Bytes, elements and pictures within are counted before anything is drawn; what is just small enough passes."""
    pad = LARGEST_SVG - len(SVG.format("").encode())
    small = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=="
    image = f'<image href="{small}"/>'

    assert "större än 20 MB" in picture_fault("k.png", bytes(LARGEST_PICTURE + 1))
    assert "större än 5 MB" in fault_of_svg(" " * (pad + 1))
    assert fault_of_svg(" " * pad) == ""
    assert "för många delar" in fault_of_svg("<g/>" * 50_000)
    assert fault_of_svg("<g/>" * 40_000) == ""
    assert "för många delar" in fault_of_svg("<g>" * 100 + "</g>" * 100)
    assert fault_of_svg("<g>" * 99 + "</g>" * 99) == ""
    assert "mer än 20 bilder" in fault_of_svg(image * 21)
    assert fault_of_svg(image * 20) == ""


@pytest.mark.parametrize(
    "inside",
    [
        '<rect style="fill: u\\72 l(//exempel.se/a)"/>',
        '<rect style="fill: URL( //exempel.se/a )"/>',
        "<rect style=\"fill: image-set('//exempel.se/a')\"/>",
        '<rect fill="url(#a) url(data:text/html;base64,AAAA)"/>',
        '<rect cursor="url(//exempel.se/a)"/>',
        '<rect mask="url(k.svg#m)"/>',
        "<style>a{}</style><style>b { fill: url('//exempel.se') }</style>",
        '<feImage href="#a"/>',
        '<filter><feImage href="https://exempel.se/a.png"/></filter>',
        '<textPath href="https://exempel.se/a.svg#p">x</textPath>',
        '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="javascript:alert(1)"/>',
        '<animate attributeName="x"/>',
        '<handler type="application/ecmascript">x</handler>',
        '<rect onclick="x"/>',
        '<x xmlns="http://www.w3.org/1999/xhtml"/>',
        '<iframe xmlns=""/>',
    ],
)
def test_nothing_comes_from_outside_and_nothing_runs(inside: str) -> None:
    """However it is spelt, what fetches, leads out or runs is refused."""
    assert fault_of_svg(inside)


@pytest.mark.parametrize(
    "subset", ['<!ATTLIST svg onload CDATA "alert(1)">', "<!ELEMENT svg ANY>", '<!ENTITY % a "b">', ""]
)
def test_the_standards_doctype_declares_nothing_of_its_own(subset: str) -> None:
    """The public name of the standard is let be, but not with declarations that add attributes or entities."""
    doctype = f'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd" [{subset}]>'

    assert picture_fault("k.svg", (doctype + SVG.format("")).encode()) == "den har en egen DOCTYPE"
    assert picture_fault("k.svg", (doctype.replace(f" [{subset}]", "") + SVG.format("")).encode()) == ""


def test_pictures_are_looked_at_when_they_are_read(tmp_path: Path) -> None:
    """The source of a period says what is wrong with each; of a file that is too large only that much is read.

    Pictures of earlier periods are not shown, and so not decoded.
    """
    folder = tmp_path / "content" / "exempel" / "namnden" / "2024-t1"
    project = ROOT / "tests" / "projects" / "minimal"
    for path in (each for each in project.rglob("*") if each.is_file()):
        goal = tmp_path / path.relative_to(project)
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.write_bytes(path.read_bytes())
    (folder / "hel.svg").write_text(SVG.format(""), encoding="utf-8")
    (folder / "HALV.SVG").write_text(SVG.format("<g>"), encoding="utf-8")
    (folder.parent / "2023" / "HALV.SVG").write_text(SVG.format("<g>"), encoding="utf-8")
    with (folder / "stor.png").open("wb") as opened:
        opened.truncate(200_000_000)

    source = load(tmp_path, "exempel/namnden/2024-t1", ROOT / "templates")
    period = source.period

    assert set(period.images) == {"hel.svg", "HALV.SVG", "stor.png"}
    assert period.image_faults == {
        "HALV.SVG": "den är inte hel XML (rad 1)",
        "stor.png": "filen är större än 20 MB",
    }
    assert len(period.images["stor.png"]) == LARGEST_PICTURE + 1
    assert source.earlier["2023"].image_faults == {}


def test_no_decoder_is_loaded_without_a_picture() -> None:
    """The library that decodes pictures is loaded for pictures alone."""
    program = (
        "import sys; from pathlib import Path; from generator.project import load; "
        "load(Path('tests/projects/minimal'), 'exempel/namnden/2024-t1', Path('templates')); "
        "sys.exit('PIL' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False, timeout=60).returncode == 0
