"""Checks of values: a value in → the problems found in it out; nothing is ever changed."""

from generator.checks.examine import examine

__all__ = ["examine"]
