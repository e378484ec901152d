"""Figures from other systems, as those systems write them. Bytes in, values or problems out: no content, no disk."""

from generator.project.sources.sie import SieFile, is_sie, read_sie
from generator.project.sources.sie_sums import (
    SieSelection, account_sums, known_accounts, known_objects, months_of_year,
)

__all__ = [
    "SieFile", "SieSelection", "account_sums", "is_sie", "known_accounts", "known_objects", "months_of_year",
    "read_sie",
]
