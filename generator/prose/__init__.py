"""Prose: what the sentences of a period say of its figures. Knows content and ledger, but no document."""

from generator.prose.clauses import KIND_STEMS, Clause, Cue, clause_at
from generator.prose.direction_words import (
    DirectionWord, Signed, attached, compared_pairs, direction_words, distance, rows_of_word, signed_of, targets_of,
    turned,
)
from generator.prose.fitting import MeasuredNumber, accepts
from generator.prose.meanings import AmountStage, Flow, Meaning, meaning_of, stage_of, words_of
from generator.prose.rank_words import (
    Named, Overtaken, RankClaim, RankForm, fitting_rankings, holds, orders_in, rank_claims,
)
from generator.prose.rankings import (
    RankedRow, Ranking, Rankings, amount_of_entry, changes_of, deviations_of, pairs_of, rankings, same_in,
)
from generator.prose.statements import Index, ReadTexts, Statement, nearest_rows, read_texts, reading_of
from generator.prose.subjects import Subject, SubjectRow, printed, rows_of
from generator.prose.texts import Prose, Quoted, printed_words, title_of

__all__ = [
    "KIND_STEMS", "AmountStage", "Clause", "Cue", "DirectionWord", "Flow", "Index", "Meaning", "MeasuredNumber",
    "Named", "Overtaken", "Prose", "Quoted", "RankClaim", "RankForm", "RankedRow", "Ranking", "Rankings",
    "ReadTexts", "Signed", "Statement", "Subject", "SubjectRow", "accepts", "amount_of_entry", "attached",
    "changes_of", "clause_at", "compared_pairs", "deviations_of", "direction_words", "distance", "fitting_rankings",
    "holds", "meaning_of", "nearest_rows", "orders_in", "pairs_of", "printed", "printed_words",
    "rank_claims", "rankings", "read_texts", "reading_of", "rows_of", "rows_of_word", "same_in", "signed_of",
    "stage_of", "targets_of", "title_of", "turned", "words_of",
]
