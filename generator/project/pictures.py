"""Pictures as files: whether one is whole, of the kind that its name says, and of a size that a page can take."""

from __future__ import annotations

import base64
import binascii
import io
import re
import warnings
from collections.abc import Mapping

from generator.project.svg import svg_fault

# Of each kind: the first bytes, and the endings of names.
_SIGNATURES: Mapping[str, re.Pattern[bytes]] = {
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "GIF": re.compile(rb"GIF8[79]a"),
    "WEBP": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "SVG": re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE\s+svg|(?:\w+:)?svg)\b", re.IGNORECASE),
}
# What ends a file, where a decoder does not miss it.
_ENDS = {"PNG": b"IEND\xaeB`\x82", "JPEG": b"\xff\xd9"}
_KINDS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".gif": "GIF",
    ".webp": "WEBP",
    ".svg": "SVG",
}
PICTURE_ENDINGS = frozenset(_KINDS)
LARGEST_PICTURE = 20_000_000  # bytes
_MOST_PIXELS = 50_000_000
_LONGEST_SIDE = 20_000
TOO_LARGE = f"filen är större än {LARGEST_PICTURE // 1_000_000} MB"


def picture_fault(name: str, data: bytes) -> str:
    """Return what is wrong with a picture, in words that end a sentence; empty where nothing is."""
    if len(data) > LARGEST_PICTURE:
        return TOO_LARGE
    if not data.strip(b"\0"):
        return "filen är tom"
    kind = _kind_of(data)
    ending = name[name.rfind(".") :].lower()
    named = _KINDS[ending]
    if not kind:
        return f"innehållet är inte {named}"
    if kind != named:
        return f"innehållet är {kind} fast namnet slutar på {ending}"
    return svg_fault(data, _embedded_fault) if kind == "SVG" else _raster_fault(kind, data)


def _kind_of(data: bytes) -> str:
    return next((kind for kind, signature in _SIGNATURES.items() if signature.match(data)), "")


def _raster_fault(kind: str, data: bytes) -> str:
    # Loaded for pictures alone.
    from PIL import Image, ImageFile, UnidentifiedImageError

    # The layout engine lets Pillow make up what a file lacks, for the whole process.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=[kind]) as picture:
                width, height = picture.size
                if max(width, height) > _LONGEST_SIDE or width * height > _MOST_PIXELS:
                    return (
                        f"den är {width} × {height} bildpunkter, och {_MOST_PIXELS // 1_000_000} miljoner är det mesta"
                    )
                if getattr(picture, "n_frames", 1) > 1 and kind != "JPEG":
                    return "den rör sig, och på papper står allt still: spara en av bilderna som PNG"
                picture.load()
    except Image.DecompressionBombError:
        return f"den är för stor: {_MOST_PIXELS // 1_000_000} miljoner bildpunkter är det mesta"
    except UnidentifiedImageError:
        return "början av filen går inte att läsa"
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, OverflowError):
        return "filen är avkortad eller skadad"
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    return "" if _ENDS.get(kind, b"") in data else "filen är avkortad eller skadad"


def _embedded_fault(address: str) -> str:
    """Return what is wrong with a picture in a data address of an SVG."""
    match = re.fullmatch(r"data:image/(png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s]*)", address, re.IGNORECASE)
    if match is None:
        return "en bild i bilden är varken PNG, JPEG, GIF eller WEBP"
    try:
        data = base64.b64decode("".join(match[2].split()), validate=True)
    except binascii.Error:
        return "en bild i bilden går inte att läsa"
    fault = picture_fault(f".{match[1].lower()}", data)
    return f"en bild i bilden: {fault}" if fault else ""
