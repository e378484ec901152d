"""`python -m generator` and its words → the same as the command `tertial`."""

from generator.cli import run

run()
