"""What decides the bytes beside the content: nothing in → versions of programs and libraries; fonts → theirs."""

from __future__ import annotations

import ctypes.util
import io
import platform
from collections.abc import Mapping
from importlib import metadata

from generator import __version__

PACKAGES = ("weasyprint", "pydyf", "pikepdf", "jinja2", "markdown", "babel", "pydantic", "pyyaml", "openpyxl")
MISSING = "saknas"
_FONTS = (".woff2", ".woff", ".ttf", ".otf")
_VERSION_NAME = 5  # The name table's entry for it, in the OpenType specification.


def tool_versions() -> dict[str, str]:
    """The versions of Tertial, Python, the libraries, Pango and HarfBuzz, by name; `saknas` for what is not there."""
    return {
        "tertial": __version__,
        "python": platform.python_version(),
        **{package: package_version(package) for package in PACKAGES},
        "pango": pango_version(),
        "harfbuzz": harfbuzz_version(),
    }


def font_versions(files: Mapping[str, bytes]) -> dict[str, str]:
    """Files by path go in; the versions that the fonts among them give themselves come out, by path."""
    # It takes a tenth of a second to load, and only publishing asks for it.
    from fontTools.ttLib import TTFont, TTLibError

    found = {}
    for name, data in files.items():
        if name.endswith(_FONTS):
            try:
                told = TTFont(io.BytesIO(data), lazy=True)["name"].getDebugName(_VERSION_NAME)
            except (TTLibError, KeyError):
                told = ""
            found[name] = str(told or "okänd")
    return found


def package_version(package: str) -> str:
    """The name of a package goes in; its installed version comes out."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return MISSING


def _library(name: str) -> ctypes.CDLL | None:
    path = ctypes.util.find_library(name)
    return ctypes.CDLL(path) if path else None


def pango_version() -> str:
    """The version of Pango, which sets the lines."""
    library = _library("pango-1.0")
    if library is None:
        return MISSING
    library.pango_version_string.restype = ctypes.c_char_p
    return str(library.pango_version_string().decode())


def harfbuzz_version() -> str:
    """The version of HarfBuzz, which shapes the glyphs and makes the subsets of fonts."""
    library = _library("harfbuzz")
    if library is None:
        return MISSING
    library.hb_version_string.restype = ctypes.c_char_p
    return str(library.hb_version_string().decode())
