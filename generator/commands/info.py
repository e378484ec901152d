"""The machine that Tertial runs on → the versions that decide what comes out, for whoever reports a fault."""

from __future__ import annotations

import ctypes.util
import platform

from generator import __version__
from generator.commands.voice import ExitCode, Voice
from generator.versions import LIBRARIES, PACKAGES, library_version, package_version


def info(voice: Voice) -> ExitCode:
    """Says one line for each part: name and version, and whether the libraries that make things fast are there."""
    voice.result(f"tertial          {__version__}")
    voice.result(f"python           {platform.python_version()} ({platform.platform()})")
    for package in PACKAGES:
        voice.result(f"{package:<16} {package_version(package)}")
    for library in LIBRARIES:
        voice.result(f"{library:<16} {library_version(library)}")
    voice.result(f"harfbuzz-subset  {'finns' if ctypes.util.find_library('harfbuzz-subset') else 'saknas'}")
    voice.result(f"libyaml          {_libyaml()}")
    return ExitCode.FINE


def _libyaml() -> str:
    # Heavy only where it is asked for: --help never comes here, but the module is loaded for its version.
    import yaml

    if not yaml.__with_libyaml__:
        return "saknas (filerna läses långsammare)"
    from yaml import _yaml

    return str(_yaml.get_version_string())
