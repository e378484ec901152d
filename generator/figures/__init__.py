"""Figures: every figure of a period, computed exactly, with its precision and origin. Nothing is ever a float."""

from generator.figures.evaluate import counted, evaluate, number_format_of, print_citation, with_decimals
from generator.figures.ledger import (
    Carried, CitingText, Computed, Difference, Figure, Imported, Ledger, Relation, Scope, StatedOrigin, TakenFrom,
    scope_at,
)
from generator.figures.names import PERIOD_WORDS, FigureAt, board_reference, figure_at, find
from generator.figures.quantity import (
    DivisionByZero, Mismatch, Quantity, added, converted, divided, exactly, measure, multiplied, negated, settled,
    stated, subtracted,
)
from generator.figures.relations import signed_terms
from generator.figures.resolve import in_order, resolve
from generator.figures.shift import Shift, common_shift
from generator.figures.table_figures import presentation_of

__all__ = [
    "PERIOD_WORDS", "Carried", "CitingText", "Computed", "Difference", "DivisionByZero", "Figure", "FigureAt",
    "Imported", "Ledger", "Mismatch", "Quantity", "Relation", "Scope", "Shift", "StatedOrigin", "TakenFrom", "added",
    "board_reference", "common_shift", "converted", "counted", "divided", "evaluate", "exactly", "figure_at", "find",
    "in_order", "measure", "multiplied", "negated", "number_format_of", "presentation_of", "print_citation", "resolve",
    "scope_at", "settled", "signed_terms", "stated", "subtracted", "with_decimals",
]
