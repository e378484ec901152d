"""Pictures of every size and kind fit column and page, and an archive takes them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.commands.conftest import DOCUMENTS, HERE, PERIOD, MakeProject, Project

OUTLINE = "mall: rapport\navsnitt:\n  - rubrik: Läget\n    {}innehåll:\n      - text: laget\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3000 400"><rect width="3000" height="400"/></svg>'
PLACED = "mall: rapport\navsnitt:\n  - rubrik: Läget\n    innehåll:\n      - bild: torg\n      - bild: yta\n"
DECLARED = """\
tal:
  hus: 12
bilder:
  torg:
    fil: bilder/torg.png
    alternativtext: Ett "torg" med {{ hus }} hus
    bildtext: Torget med {{ hus }} hus.
    fotograf: Kommunen
    bredd: 40 %
    placering: höger
  yta:
    fil: bilder/torg.png
    dekorativ: ja
"""
TEXT = """\
![Brett](bilder/bred.jpg)

![Högt](bilder/hog.png "Ett högt torn."){bredd=100%}

![Karta](bilder/karta.svg){placering=mitten}

![Fyra](bilder/fyra.jpg){bredd=30% placering=höger}

![](bilder/hog.png){dekorativ=ja}
"""


def write(project: Project, name: str, data: bytes) -> None:
    """Makes a file of bytes among the pictures."""
    path = Path(project.folder, HERE, "bilder", name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def saved(picture: Image.Image, form: str) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("turned", ["", "sidriktning: liggande\n    "], ids=["upright", "landscape"])
def test_pictures_fit_the_column_and_the_page(project: MakeProject, turned: str) -> None:
    """Nothing sticks out (T401), colours are those of the page or grey, and each has its words or is decoration."""
    made = project({
        "templates/storkoping/mallar/rapport.yaml": OUTLINE.format(turned),
        f"{HERE}/period.yaml": PERIOD + DOCUMENTS,
        f"{HERE}/laget.md": TEXT,
    })  # fmt: skip
    write(made, "bred.jpg", saved(Image.new("RGB", (2400, 300), "green"), "JPEG"))
    write(made, "hog.png", saved(Image.new("L", (400, 3000)), "PNG"))
    write(made, "karta.svg", SVG)
    write(made, "fyra.jpg", saved(Image.new("CMYK", (300, 200), (9, 99, 0, 0)), "JPEG"))

    run = made.run("build", "--format", "pdf")

    assert run.code == 0, run.err
    assert "T4" not in run.err
    with pikepdf.open(made.folder / "output/storkoping/socialnamnden/2023-t1/rapport.pdf") as pdf:
        figures = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"]
        spaces = {str(each.ColorSpace) for each in pdf.objects
                  if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"}  # fmt: skip

        assert {str(each.Alt) for each in figures} == {"Brett", "Högt", "Karta", "Fyra"}
        assert spaces == {"/DeviceRGB", "/DeviceGray"}


def test_a_declared_picture_stands_where_its_outline_places_it(project: MakeProject) -> None:
    """With words for who does not see it, a caption that cites, its photographer, width and place."""
    made = project({
        "templates/storkoping/mallar/rapport.yaml": PLACED,
        f"{HERE}/period.yaml": PERIOD + DOCUMENTS + DECLARED,
    })  # fmt: skip
    write(made, "torg.png", saved(Image.new("RGB", (40, 20), "red"), "PNG"))

    run = made.run("build", "--format", "html")
    page = made.read("output/storkoping/socialnamnden/2023-t1/rapport.html")

    assert run.code == 0, run.err
    assert (
        'class="picture picture-right" style="width: 40%"><img alt="Ett &quot;torg&quot; med 12 hus" src="data:' in page
    )
    assert '>12</data> hus. <span class="credit">Foto: Kommunen</span></figcaption></figure>' in page
    assert '<img alt="" src="data:' in page


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (('    alternativtext: Ett "torg" med {{ hus }} hus\n', ""), "T102", 13),
        (("dekorativ: ja", "alternativtext: ''"), "T108", 21),
        (("fil: bilder/torg.png", "fil: bilder/tord.png"), "T305", 13),
        (("placering: höger", "placering: hoger"), "T111", 18),
        (("bredd: 40 %", "bredd: 6 cm"), "T103", 17),
        (("  torg:", "  tork:"), "T313", 0),
    ],
)
def test_what_is_wrong_with_a_declared_picture_is_told(
    project: MakeProject, change: tuple[str, str], code: str, line: int
) -> None:
    """Words that lack, a file that is not there, a place or width that is none, an id that is not declared."""
    text = PERIOD + DOCUMENTS + DECLARED
    assert change[0] in text
    made = project({
        "templates/storkoping/mallar/rapport.yaml": PLACED,
        f"{HERE}/period.yaml": text.replace(*change, 1),
    })  # fmt: skip
    write(made, "torg.png", saved(Image.new("RGB", (40, 20), "red"), "PNG"))

    found = json.loads(made.run("check", "--format", "json").out)

    assert code in {each["code"] for each in found}
    assert not line or line in {each["line"] for each in found if each["code"] == code}
