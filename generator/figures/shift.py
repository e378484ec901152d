"""One slip of unit or sign in all of a column's amounts, told by what they stand beside or replace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

_FEWEST = 3
_NEARLY_ALL = Decimal("0.9")
# Amounts of other months or columns are this many times larger at most: a thousand is told from growth.
_LEAST_APART = Decimal("2.5")
_THOUSAND = 3
# Digits that all amounts agree in by no chance.
_DIGITS = 6


class Shift(NamedTuple):
    """How amounts stand to others: `power` of ten times as large, and with the other sign where they are `turned`."""

    power: int
    turned: bool

    def words(self, others: str) -> str:
        """Return it as a controller says it: “är en miljon gånger större än” the others."""
        if not self.power:
            return f"har omvänt tecken mot {others}"
        names = {3: "tusen", 6: "en miljon", 9: "en miljard"}
        times = names.get(abs(self.power), f"{10 ** abs(self.power)}")
        size = f"är {times} gånger {'större' if self.power > 0 else 'mindre'} än {others}"
        return f"{size}, med omvänt tecken" if self.turned else size


def common_shift(pairs: Sequence[tuple[Decimal, Decimal]]) -> Shift | None:
    """Return how the second of nearly all pairs stands to the first; None where they are alike or too few to tell.

    Digits that are the same tell any power of ten; without them amounts must be a thousand times apart or more.
    """
    told = [(one, other) for one, other in pairs if one and other]
    need = _NEARLY_ALL * len(told)
    if len(told) < _FEWEST:
        return None
    turned = sum((one < 0) != (other < 0) for one, other in told) >= need
    exact = Counter(power for one, other in told if (power := _exact_power(one, other)) is not None)
    if exact and (most := exact.most_common(1)[0])[1] >= need:
        shift = Shift(most[0], turned)
        return shift if shift != (0, False) and sum(len(_digits(one)) for one, _ in told) >= _DIGITS else None
    apart = [(other / one).copy_abs().log10() for one, other in told]
    for side in (1, -1):
        if sum(side * each >= _LEAST_APART for each in apart) >= need:
            middle = sorted(apart)[len(apart) // 2]
            return Shift(_THOUSAND * max(1, round(side * middle / _THOUSAND)) * side, turned)
    near = all(abs(each) < 1 for each in apart)
    return Shift(0, turned=True) if turned and near else None


def _exact_power(one: Decimal, other: Decimal) -> int | None:
    return other.adjusted() - one.adjusted() if _digits(one) == _digits(other) else None


def _digits(value: Decimal) -> tuple[int, ...]:
    return value.normalize().as_tuple().digits
