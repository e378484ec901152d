"""The weights of what speaks for a figure: logarithms of odds, fitted and not set by hand.

`python -m tests.bench.fit_prose` makes the table and says how; docs/checks.md says on which reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

_FITTED = """
alone: 3.04; amount as amount: 0.41; amount as change: -3.00; amount as deviation: -2.66; amount as percent: -0.69;
amount as result: -0.00; amount as share: 0.38; around.far: -0.01; around.heading: 1.49; around.sentence: 0.85;
basis.around: 1.53; basis.budget: -0.16; basis.budget of: -2.67; basis.mål: 1.04; basis.not budget: -1.28;
basis.not mål: -1.02; basis.not prognos: -2.81; basis.nowhere: -2.00; basis.outcome: -0.31; basis.prognos: 0.81;
basis.unsaid budget: -3.01; basis.unsaid mål: -3.23; basis.unsaid prognos: -3.97; change as amount: -2.28;
change as change: 1.52; change as deviation: -2.25; change as percent: 0.36; change as result: -2.37;
change as share: -0.90; column: -0.77; column.heading: 1.00; column.rival: -3.50; column.sentence: 1.63; counted: 0.72;
counted.not: -1.41; decimals: 1.09; decimals.other: -0.98; deviation as amount: -1.24; deviation as change: -3.00;
deviation as deviation: 1.24; deviation as percent: -1.00; deviation as result: -0.44; deviation as share: -3.00;
deviation.around: 0.99; earlier: 0.73; earlier.alone: -3.47; earlier.not: -3.03; earlier.unsaid: -2.67; flow: 0.77;
flow.other: -2.25; flow.unsaid: -0.26; foreign: -0.84; later: -3.51; learnt: 0.98; near.column: 1.72; near.row: 0.78;
near.same: 0.00; near.table: -0.22; nothing: 0.93; nothing.about: 0.37; nothing.bound: 2.02; nothing.change: 1.41;
nothing.count: 0.38; nothing.house: 1.65; nothing.month: 1.73; nothing.part: 0.83; nothing.part of: 0.39;
nothing.percent: -0.44; nothing.rate: 1.53; nothing.stray: 0.25; nothing.subject: 2.19; nothing.target: 1.20;
nothing.what: 0.93; own record: 2.41; part: 1.00; part.other: -2.93; people.other: -1.81; rate.said: -2.03;
rate.unsaid: -1.84; result as amount: -1.37; result as change: -3.00; result as deviation: -0.76;
result as percent: -1.00; result as result: 1.11; row: -4.99; row.clause: 7.47; row.far: 3.73; row.heading: 4.81;
row.plain: 0.63; row.sentence: 6.30; same section: 0.58; section above: 0.03; sentence.column: 2.01;
sentence.row: 1.49; sentence.same: -3.08; sentence.table: -0.26; share as amount: -0.50; share as percent: 1.00;
share as share: 1.00; sign: 1.46; sign.other: -0.86; unit: 0.41; whole: -3.45; whole.kind: 1.53; whole.plain: 1.68;
whole.said: 1.87; year: -0.05; year.other: -3.46
"""
WEIGHTS: Mapping[str, Decimal] = {
    name.strip(): Decimal(weight) for name, weight in (each.split(":") for each in _FITTED.split(";"))
}
