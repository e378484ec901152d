"""Pictures of the text and charts, with their alternative texts."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from generator.printing.docx.package import Package
from generator.printing.docx.paragraphs import Picture
from generator.printing.docx.wordml import EMU_PER_MM, EMU_PER_PIXEL, clean, element, related, text, w

_DATA = re.compile(r"data:image/(?P<form>[a-z]+)(?:\+xml)?;base64,(?P<data>.*)", re.DOTALL)
_SVG_SIZE = re.compile(
    r"""<svg\b[^>]*?\bviewBox\s*=\s*["'][\d.\-]+[ ,]+[\d.\-]+[ ,]+([\d.]+)[ ,]+([\d.]+)""", re.DOTALL
)
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_USUAL_SIZE = (600, 400)
_MOST_HEIGHT = 230
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"


@dataclass
class Pictures:
    """Adds pictures to a package, at most as wide as the text; `report` is told what Word cannot show."""

    package: Package
    report: Callable[[str], None]
    text_width: float = 0
    count: int = 0

    def run(self, part: str, picture: Picture) -> Element:
        """Return a run with a picture of the text, or with its alternative text where no picture can be shown."""
        match = _DATA.fullmatch(picture.source)
        original = b64decode(match["data"]) if match else b""
        if match and match["form"] == "svg":
            return self._vector(part, original, picture)
        try:
            data, form, size = _readable(original)
        except (OSError, ValueError):
            self.report(f"Bilden ”{picture.alternative}” går inte att visa; där står dess alternativtext.")
            return w("r", text(f"[{picture.alternative}]"))
        return self.drawing(self.package.picture(part, data, form), size, picture.alternative, share=picture.share)

    def _vector(self, part: str, data: bytes, picture: Picture) -> Element:
        alternative = picture.alternative
        match = _SVG_SIZE.search(data.decode("utf-8", "replace"))
        size = (max(1, round(float(match[1]))), max(1, round(float(match[2])))) if match else _USUAL_SIZE
        # What is shown by programs that know no SVG.
        fallback = _grey()
        self.report(f"Bilden ”{alternative}” är en SVG: äldre versioner av Word visar en grå ruta i dess ställe.")
        vector = self.package.picture(part, data, "svg")
        return self.drawing(self.package.picture(part, fallback, "png"), size, alternative, vector, share=picture.share)

    def chart(self, part: str, data: bytes, size: tuple[int, int], alternative: str) -> Element:
        """Return a run with a chart, as wide as the text."""
        return self.drawing(self.package.picture(part, data, "png"), size, alternative, share=1)

    def drawing(
        self, relation: str, size: tuple[int, int], alternative: str, vector: str = "", *, share: float = 0
    ) -> Element:
        """Return the run of a picture in the line, which takes a `share` of the text's width where it has one."""
        self.count += 1
        width, height = self._extent(size, share)
        name = f"Bild {self.count}"
        blip = related(element("a:blip"), "embed", relation)
        if vector:
            svg = related(element("asvg:svgBlip"), "embed", vector)
            blip.append(element("a:extLst", element("a:ext", svg, uri=_SVG_EXTENSION)))
        properties = element("pic:cNvPr", id=self.count, name=name, descr=alternative)
        frame = element("a:xfrm", element("a:off", x=0, y=0), element("a:ext", cx=width, cy=height))
        shape = element("a:prstGeom", element("a:avLst"), prst="rect")
        picture = element(
            "pic:pic",
            element("pic:nvPicPr", properties, element("pic:cNvPicPr")),
            element("pic:blipFill", blip, element("a:stretch", element("a:fillRect"))),
            element("pic:spPr", frame, shape),
        )
        inline = element(
            "wp:inline",
            element("wp:extent", cx=width, cy=height),
            element("wp:docPr", id=self.count, name=name, descr=clean(alternative)),
            element("a:graphic", element("a:graphicData", picture, uri=_PICTURE)),
            **dict.fromkeys(("distT", "distB", "distL", "distR"), 0),
        )
        return w("r", w("drawing", inline))

    def _extent(self, size: tuple[int, int], share: float) -> tuple[int, int]:
        most = self.text_width * EMU_PER_MM
        width, height = (side * EMU_PER_PIXEL for side in size)
        scale = min(most * share / width if share else min(1.0, most / width), _MOST_HEIGHT * EMU_PER_MM / height)
        return round(width * scale), round(height * scale)


def _readable(data: bytes) -> tuple[bytes, str, tuple[int, int]]:
    """Return a picture in a form that Word reads, with its size in pixels. Raises ValueError or OSError."""
    # Loaded here: few builds make a Word file.
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            form = (image.format or "").lower()
            if form in {"png", "jpeg", "gif"}:
                return data, form, image.size
            out = io.BytesIO()
            image.convert("RGBA").save(out, "PNG")
            return out.getvalue(), "png", image.size
    except Image.DecompressionBombError as error:
        raise ValueError(str(error)) from error


def _grey() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (8, 8), "#d9dfe4").save(out, "PNG")
    return out.getvalue()
