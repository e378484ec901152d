"""A verb of the command line → the function that carries it out, loaded when it is asked for.

A help page takes a tenth of a second, loading the whole pipeline several: so nothing here imports a command. Nothing in
the package imports commands but the door, so no ring of imports can hide behind it.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from generator.commands.voice import ExitCode
from generator.document.pages import Layouter

COMMANDS: Mapping[str, str] = {
    "build": "generator.commands.build:build",
    "check": "generator.commands.check:check",
    "explain": "generator.commands.explain:explain",
    "explain_code": "generator.commands.explain_code:explain_code",
    "schema": "generator.commands.schema:schema",
    "rename": "generator.commands.rename:rename",
    "correct": "generator.commands.correct:correct",
    "diff": "generator.commands.diff:diff",
    "link": "generator.commands.link:link",
    "new": "generator.commands.new:new",
    "publish": "generator.commands.publish:publish",
    "verify": "generator.commands.verify:verify",
    "info": "generator.commands.info:info",
}


def command(verb: str) -> Callable[..., ExitCode]:
    """An English verb goes in, its function comes out; KeyError where there is none."""
    found: Callable[..., ExitCode] = pkgutil.resolve_name(COMMANDS[verb])
    return found


def layout_pool(workers: int) -> AbstractContextManager[Layouter]:
    """The number of processes goes in; a block with a Crew of them comes out, loaded when it is asked for.

    Asked for before a command is loaded, they load the layout engine meanwhile.
    """
    pool: Callable[[int], AbstractContextManager[Layouter]]
    pool = pkgutil.resolve_name("generator.printing.pdf.layout_pool:layout_pool")
    return pool(workers)
