"""A correction of the engine for Python 3.12 and later, whose `sum` adds floats with compensation.

The engine adds the widths of columns with it, and decides by them where lines break: the same page must come of them
on every Python. So it adds from left to right, as 3.11 does.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from functools import reduce
from types import ModuleType
from typing import Any

_PACKAGES = frozenset({"weasyprint", "tinycss2"})


def add(values: Iterable[Any], start: Any = 0) -> Any:  # noqa: ANN401 - the engine has no types
    """Return the sum, added from left to right, each step rounded."""
    return reduce(operator.add, values, start)


def mend_sums(modules: Mapping[str, ModuleType]) -> None:
    """Let the engine's modules, of those that are loaded, use `add` for `sum`."""
    for name, module in list(modules.items()):
        if name.partition(".")[0] in _PACKAGES:
            vars(module)["sum"] = add
