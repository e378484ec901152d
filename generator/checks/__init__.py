"""Checks: the findings of a period that is understood. A check reads values only and changes none."""

from generator.checks.collection import UNFINISHED
from generator.checks.examine import examine, lawful_differences

__all__ = ["UNFINISHED", "examine", "lawful_differences"]
