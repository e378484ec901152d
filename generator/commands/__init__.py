"""Commands, from words to exit code: the only room that prints, asks or exits; a help page loads only `problems`."""

from generator.commands.cli import run

__all__ = ["run"]
