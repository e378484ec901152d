"""The weights of what speaks for a figure: logarithms of odds, fitted and not set by hand.

`python -m tests.bench.fit_prose` makes the table and says how; docs/checks.md says on which reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

_FITTED = """
alone: 3.05; amount as amount: 0.36; amount as change: -3.00; amount as deviation: -2.76; amount as percent: -0.66;
amount as result: -0.03; amount as share: 0.42; around.far: -0.09; around.heading: 1.43; around.sentence: 0.73;
basis.around: 1.56; basis.budget of: -3.00; basis.budget: 0.14; basis.mål: 1.05; basis.not budget: -1.72;
basis.not mål: -1.02; basis.not prognos: -2.78; basis.nowhere: -1.99; basis.outcome: -0.24; basis.prognos: 0.82;
basis.unsaid budget: -2.97; basis.unsaid mål: -3.24; basis.unsaid prognos: -3.93; change as amount: -1.92;
change as change: 1.50; change as deviation: -2.24; change as percent: 0.30; change as result: -2.33;
change as share: -0.92; column: -0.68; column.heading: 1.00; column.rival: -3.50; column.sentence: 1.49; counted: 0.73;
counted.not: -1.41; decimals: 1.08; decimals.other: -1.11; deviation as amount: -1.52; deviation as change: -3.00;
deviation as deviation: 1.33; deviation as percent: -1.00; deviation as result: -0.40; deviation as share: -3.00;
deviation.around: 1.04; earlier: 0.74; earlier.alone: -3.48; earlier.not: -3.02; earlier.unsaid: -2.79; flow: 0.78;
flow.other: -2.27; flow.unsaid: -0.19; foreign: -0.82; later: -3.51; learnt: 0.92; near.column: 1.65; near.row: 0.79;
near.same: 0.00; near.table: 0.16; nothing: 0.88; nothing.about: 0.40; nothing.bound: 2.04; nothing.change: 1.13;
nothing.count: 0.43; nothing.house: 1.66; nothing.month: 1.75; nothing.part: 0.93; nothing.part of: 0.41;
nothing.percent: -0.45; nothing.rate: 1.59; nothing.stray: 0.26; nothing.subject: 2.25; nothing.target: 1.17;
nothing.what: 0.91; own record: 2.38; part: 1.00; part.other: -2.95; people.other: -1.80; rate.said: -2.09;
rate.unsaid: -2.00; result as amount: -1.36; result as change: -3.00; result as deviation: -0.71;
result as percent: -1.00; result as result: 1.09; row: -4.92; row.clause: 7.26; row.far: 3.84; row.heading: 4.85;
row.plain: 0.69; row.sentence: 6.48; same section: 0.49; section above: -0.03; sentence.column: 1.97;
sentence.row: 1.58; sentence.same: -2.99; sentence.table: -0.23; share as amount: -0.50; share as percent: 1.00;
share as share: 1.00; sign: 1.24; sign.other: -1.11; unit: 0.27; whole: -3.46; whole.kind: 1.54; whole.plain: 1.69;
whole.said: 1.87; year: -0.16; year.other: -3.47
"""
WEIGHTS: Mapping[str, Decimal] = {
    name.strip(): Decimal(weight) for name, weight in (each.split(":") for each in _FITTED.split(";"))
}
