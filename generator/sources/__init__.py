"""Figures from other systems, as those systems write them. Bytes in, values or problems out: no content, no disk."""

from generator.sources.sie import SieFile, read_sie
from generator.sources.sie_sums import SieSelection, sie_sum

__all__ = ["SieFile", "SieSelection", "read_sie", "sie_sum"]
