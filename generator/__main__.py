"""`python -m generator`: the same as the command `tertial`."""

from generator.commands import run

run()
