"""Content and ledger composed into Documents, where every figure is formatted, once. Pure functions."""

from generator.compose.compose import compose
from generator.compose.explain import ExplainedRelation, FigureExplanation, explain
from generator.compose.listed_figures import listed_figures
from generator.compose.look import look_of
from generator.compose.notice import notice_unit
from generator.compose.understood import Depth, Level, Spelling, Understood

__all__ = [
    "Depth", "ExplainedRelation", "FigureExplanation", "Level", "Spelling", "Understood", "compose", "explain",
    "listed_figures", "look_of", "notice_unit",
]
