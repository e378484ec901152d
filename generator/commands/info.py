"""`tertial info`: the versions that decide what comes out, for whoever reports a fault."""

from __future__ import annotations

import ctypes.util
import platform

import yaml

from generator.commands.terminal import Terminal
from generator.versions import tool_versions


def info(terminal: Terminal) -> None:
    """Show a line for each part, also for the libraries that only make things fast."""
    versions = {
        **tool_versions(),
        "python": f"{platform.python_version()} ({platform.platform()})",
        "harfbuzz-subset": "finns" if ctypes.util.find_library("harfbuzz-subset") else "saknas",
        "libyaml": _libyaml(),
    }
    terminal.result(*(f"{name:<16} {version}" for name, version in versions.items()))


def _libyaml() -> str:
    if not yaml.__with_libyaml__:
        return "saknas (filerna läses långsammare)"
    from yaml import _yaml

    return str(_yaml.get_version_string())
