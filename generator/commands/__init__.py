"""The commands: words typed after `tertial` become an exit code. The only room that prints, asks or ends the process.

A help page loads no other room than `problems`, and `check` no layout engine.
"""

from generator.commands.cli import run

__all__ = ["run"]
