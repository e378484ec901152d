"""Pictures as they are printed: upright, in sRGB, as large as print needs, without what cameras write in them."""

from __future__ import annotations

import io
import struct
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# 300 dots an inch over the width of an upright page's text, and over its height.
LARGEST_PRINTED: Final = (1850, 2850)
_QUALITY = 88
# An opaque picture that is larger than this without loss is a photograph.
_LARGEST_DRAWING = 1_500_000
# What says nothing but how the picture is stored.
_HARMLESS = frozenset(
    {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "adobe", "adobe_transform"}
    | {"dpi", "interlace", "gamma", "srgb", "transparency", "aspect"}
)
_ORIENTATION = 0x0112
_PLAIN_MODES = frozenset({"L", "RGB", "RGBA"})
_ALPHA_MODES = frozenset({"LA", "La", "PA", "RGBA", "RGBa"})
_WIDE_MODES = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})


@lru_cache(maxsize=32)
def for_print(data: bytes) -> bytes:
    """Return a picture that is whole as a JPEG or PNG for print, or as it is where nothing has to be changed.

    The same bytes give the same bytes with one version of Pillow. A drawing in SVG is as it is.
    """
    if not data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")):
        return data
    # Loaded for pictures alone.
    from PIL import Image

    # What it finds odd and can read is no matter of the author's.
    with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as source:
        form = source.format or ""
        if _is_ready(source, form):
            return data
        picture = _upright(_in_srgb(source), _orientation(source))
        if any(side > most for side, most in zip(picture.size, LARGEST_PRINTED, strict=True)):
            picture.thumbnail(LARGEST_PRINTED, Image.Resampling.LANCZOS, reducing_gap=3.0)
        return _written(picture, photo=form in {"JPEG", "MPO"})


def _is_ready(source: Picture, form: str) -> bool:
    fits = all(side <= most for side, most in zip(source.size, LARGEST_PRINTED, strict=True))
    # An embedded profile of sRGB says nothing either, but is not worth knowing from others.
    return form in {"JPEG", "PNG"} and source.mode in _PLAIN_MODES and fits and _HARMLESS.issuperset(source.info)


def _in_srgb(source: Picture) -> Picture:
    """Return a picture in RGB, RGBA or grey, its colours changed from its own profile to sRGB."""
    profile = source.info.get("icc_profile")
    if source.mode in _WIDE_MODES:
        # Of 16 bits the upper 8.
        return source.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if source.mode in _ALPHA_MODES or "transparency" in source.info:
        plain, mode = source.convert("RGBA"), "RGBA"
    elif source.mode in {"1", "L"}:
        plain, mode = source.convert("L"), "L"
    else:
        plain, mode = source if source.mode in {"RGB", "CMYK", "LAB"} else source.convert("RGB"), "RGB"
    converted = _by_profile(plain, profile, mode) if profile else None
    return converted or plain.convert(mode)


def _by_profile(picture: Picture, profile: bytes, mode: str) -> Picture | None:
    from PIL import ImageCms

    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if mode == "RGBA":
            colours = ImageCms.profileToProfile(picture.convert("RGB"), own, ImageCms.createProfile("sRGB"))
            if colours is not None:
                colours.putalpha(picture.getchannel("A"))
            return colours
        if mode == "L":
            # A grey profile's curve is near that of sRGB; its own conversion would make three channels of one.
            return None
        return ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # A profile that fits no picture of this kind is worth nothing: the values are taken as they are.
        return None


def _orientation(source: Picture) -> int:
    """Return how a camera was held, by EXIF; 1 is upright, and what nobody can read counts as that."""
    try:
        return int(source.getexif().get(_ORIENTATION, 1))
    except (SyntaxError, ValueError, TypeError, OSError, struct.error):
        return 1


def _upright(picture: Picture, orientation: int) -> Picture:
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return picture.transpose(turns[orientation]) if orientation in turns else picture


def _written(picture: Picture, *, photo: bool) -> bytes:
    from PIL import Image

    # A picture of its own has nothing of what the file said.
    clean = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    if clean.mode == "RGBA" and clean.getchannel("A").getextrema() == (255, 255):
        clean = clean.convert("RGB")
    if not photo:
        drawing = _saved(clean, "PNG", optimize=True)
        if clean.mode == "RGBA" or len(drawing) <= _LARGEST_DRAWING:
            return drawing
    return _saved(clean, "JPEG", quality=_QUALITY, optimize=True, subsampling="4:2:0")


def _saved(picture: Picture, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()
