"""What decides the bytes beside the content: the versions of programs, libraries and fonts."""

from __future__ import annotations

import ctypes.util
import io
import platform
import zlib
from collections.abc import Mapping
from importlib import metadata

from generator import __version__

_PACKAGES = ("weasyprint", "pydyf", "pikepdf", "jinja2", "markdown", "babel", "pydantic", "pyyaml", "openpyxl", "xlrd")
_LIBRARIES = {"pango": ("pango-1.0", "pango_version_string"), "harfbuzz": ("harfbuzz", "hb_version_string")}
_MISSING = "saknas"
_FONTS = (".woff2", ".woff", ".ttf", ".otf")
_VERSION_NAME = 5  # The name table's entry for it, in the OpenType specification.


def tool_versions() -> dict[str, str]:
    """Return the versions of Tertial, Python, the packages and libraries, by name; `saknas` for what is missing."""
    return {
        "tertial": __version__,
        "python": platform.python_version(),
        **{package: _package_version(package) for package in _PACKAGES},
        **{library: _library_version(library) for library in _LIBRARIES},
        # Another implementation than zlib's own compresses to other bytes of the same content.
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }


def font_versions(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the versions that the fonts among files by path give themselves."""
    # It takes a tenth of a second to load, and only publishing asks for it.
    from fontTools.ttLib import TTFont

    versions = {}
    for path, data in files.items():
        if path.endswith(_FONTS):
            try:
                version = TTFont(io.BytesIO(data), lazy=True)["name"].getDebugName(_VERSION_NAME)
            except Exception:  # noqa: BLE001 - a broken font may raise anything, and is told of where it is used
                version = ""
            versions[path] = str(version or "okänd")
    return versions


def _package_version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return _MISSING


def _library_version(library: str) -> str:
    """Return the version of Pango, which sets the lines, or HarfBuzz, which shapes the glyphs and subsets fonts."""
    name, function = _LIBRARIES[library]
    path = ctypes.util.find_library(name)
    if not path:
        return _MISSING
    version = getattr(ctypes.CDLL(path), function)
    version.restype = ctypes.c_char_p
    return str(version().decode())
