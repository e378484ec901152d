"""Pictures of every size and kind fit column and page, and an archive takes them."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.commands.conftest import DOCUMENTS, HERE, PERIOD, MakeProject, Project

OUTLINE = "mall: rapport\navsnitt:\n  - rubrik: Läget\n    {}innehåll:\n      - text: laget\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3000 400"><rect width="3000" height="400"/></svg>'
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
