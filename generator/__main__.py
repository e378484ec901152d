"""`python -m generator` and its words → the same as the command `tertial`."""

from generator.commands.cli import run

run()
