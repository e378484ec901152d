"""Swedish numbers, units, dates, stems and spelling: all of them are read and printed here. Knows no other room."""

from generator.swedish.number_words import Mention, Multiple, majorities, multiples, number_words
from generator.swedish.numbers import (
    BLANKS, HARD_SPACE, MOST_DIGITS, UNITS, Ambiguous, NotANumber, NumberFormat, ReadNumber, Unreadable, convert,
    format_number, format_quantity, known_unit, kronor_per, parse_labelled, parse_number, plain_quantity, rounded,
    rounded_sign,
)
from generator.swedish.parts_of_year import PARTS_OF_YEAR
from generator.swedish.period_words import PeriodEnd, other_end, other_end_of_file, period_ends
from generator.swedish.spelling import Speller, speller_of
from generator.swedish.stems import WORD, ordered_stems, stem, stems_within, subject_stems, unknown_stems
from generator.swedish.unit_words import is_unit, unit_in, unit_of_format
from generator.swedish.words import (
    MONTHS, SHORT_MONTHS, DateStyle, NotADate, ascii_name, format_date, format_interval, hard_spaces, identifier,
    join_words, parse_date, sort_key, words_for,
)

__all__ = [
    "BLANKS", "HARD_SPACE", "MONTHS", "MOST_DIGITS", "PARTS_OF_YEAR", "SHORT_MONTHS", "UNITS", "WORD", "Ambiguous",
    "DateStyle", "Mention", "Multiple", "NotADate", "NotANumber", "NumberFormat", "PeriodEnd", "ReadNumber",
    "Speller", "Unreadable", "ascii_name", "convert", "format_date", "format_interval", "format_number",
    "format_quantity", "hard_spaces", "identifier", "is_unit", "join_words", "known_unit", "kronor_per", "majorities",
    "multiples", "number_words", "ordered_stems", "other_end", "other_end_of_file", "parse_date", "parse_labelled",
    "parse_number", "period_ends", "plain_quantity", "rounded", "rounded_sign", "sort_key", "speller_of", "stem",
    "stems_within", "subject_stems", "unit_in", "unit_of_format", "unknown_stems", "words_for",
]
