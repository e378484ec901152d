"""The machine that Tertial runs on → the versions that decide what comes out, for whoever reports a fault."""

from __future__ import annotations

import ctypes.util
import platform
from importlib import metadata

from generator import __version__
from generator.voice import ExitCode, Voice

PACKAGES = (
    "weasyprint",
    "pydyf",
    "pikepdf",
    "jinja2",
    "markdown",
    "babel",
    "pydantic",
    "pyyaml",
    "openpyxl",
)


def info(voice: Voice) -> ExitCode:
    """Says one line for each part: name and version, and whether the libraries that make things fast are there."""
    voice.result(f"tertial          {__version__}")
    voice.result(f"python           {platform.python_version()} ({platform.platform()})")
    for package in PACKAGES:
        voice.result(f"{package:<16} {_version(package)}")
    voice.result(f"pango            {_pango()}")
    voice.result(f"harfbuzz         {_harfbuzz()}")
    voice.result(f"harfbuzz-subset  {'finns' if ctypes.util.find_library('harfbuzz-subset') else 'saknas'}")
    voice.result(f"libyaml          {_libyaml()}")
    return ExitCode.FINE


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "saknas"


def _library(name: str) -> ctypes.CDLL | None:
    path = ctypes.util.find_library(name)
    return ctypes.CDLL(path) if path else None


def _pango() -> str:
    library = _library("pango-1.0")
    if library is None:
        return "saknas"
    library.pango_version_string.restype = ctypes.c_char_p
    return str(library.pango_version_string().decode())


def _harfbuzz() -> str:
    library = _library("harfbuzz")
    if library is None:
        return "saknas"
    library.hb_version_string.restype = ctypes.c_char_p
    return str(library.hb_version_string().decode())


def _libyaml() -> str:
    # Heavy only where it is asked for: --help never comes here, but the module is loaded for its version.
    import yaml

    if not yaml.__with_libyaml__:
        return "saknas (filerna läses långsammare)"
    from yaml import _yaml

    return str(_yaml.get_version_string())
