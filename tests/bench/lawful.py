"""Generated lawful tables, whose true figures are rounded as they are printed: any finding in them is false.

Structure and labels are drawn by one seed, figures by another, so that a table of last year has other figures under
the same labels.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from generator.compose import Understood
from generator.figures import resolve
from tests.bench.changes import Check, Lot, Report, Truth
from tests.bench.changes_tables import keeps
from tests.figures.resolving import content_of

_YEAR = re.compile(r"20\d\d")
_Values = list[float]
_Signed = tuple[tuple[int, int], ...]
_NAMES = """
Äldreomsorg Förskola Grundskola Gymnasium Kultur Fritid Ledning Stab Gator Parker Miljö Bygglov Hemtjänst Boende LSS
Missbruk Försörjning Integration Näringsliv Turism Räddning Lokaler Måltider Bibliotek Vägar Musikskola
"""
_WORDS = tuple(re.findall(r"\w+", _NAMES))


@dataclass(frozen=True)
class Made:
    """A table: headings, rows of a label and true figures, and which rows and columns are the sums of which."""

    name: str
    unit: str
    heads: tuple[str, ...]
    decimals: tuple[int, ...]
    rows: list[tuple[str, _Values]] = field(default_factory=list)
    down: list[tuple[int, _Signed]] = field(default_factory=list)
    across: list[tuple[int, _Signed]] = field(default_factory=list)

    def add(self, label: str, values: Sequence[float], of: Sequence[int] = ()) -> int:
        """Add a row, that is the sum of others where `of` names them; return its number."""
        self.rows.append((label, list(values)))
        number = len(self.rows) - 1
        if of:
            self.down.append((number, tuple((1, each) for each in of)))
        return number

    def sum_of(self, numbers: Sequence[int]) -> _Values:
        """Return the sum of some rows."""
        return [sum(self.rows[number][1][at] for number in numbers) for at in range(len(self.heads))]

    def yaml(self) -> str:
        """The table as an author writes it."""
        lines = [f"  t:\n    rubrik: {self.name}\n    enhet: {self.unit!r}\n    decimaler: som skrivet\n    kolumner:"]
        for number, head in enumerate(self.heads):
            unit = "\n        enhet: '%'" if "%" in head else ""
            lines.append(f"      - k{number}: {head!r}{unit}")
        lines.append("    rader:")
        for number, (label, values) in enumerate(self.rows):
            cells = " | ".join(_printed(value, places) for value, places in zip(values, self.decimals, strict=True))
            lines.append(f"      - {label!r}: {cells}\n        id: r{number}")
        return "\n".join(["tabeller:", *lines, ""])

    def truths(self) -> Iterator[Truth]:
        """The relations of its cells, down and across."""
        for target, terms in self.down:
            for at, head in enumerate(self.heads):
                if "%" not in head:
                    yield Truth(f"t.r{target}.k{at}", tuple((sign, f"t.r{each}.k{at}") for sign, each in terms))
        for target, terms in self.across:
            for at in range(len(self.rows)):
                yield Truth(f"t.r{at}.k{target}", tuple((sign, f"t.r{at}.k{each}") for sign, each in terms))


def _printed(value: float, decimals: int) -> str:
    if math.isnan(value):
        return "_"
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{exact or abs(exact):f}".replace(".", ",")


_Make = Callable[[Lot, Lot], Made]


def _labels(form: Lot) -> Iterator[str]:
    return iter([*form.sample(_WORDS, len(_WORDS)), *(f"Enhet {number}" for number in range(99))])


def _operations(form: Lot, of: Lot) -> Made:
    """Income and costs of two years side by side, departments above their parts, perhaps a row that is not printed."""
    heads = ("Intäkter 2023", "Intäkter 2024", "Kostnader 2023", "Kostnader 2024", "Nettokostnad 2024", "Budget 2024")
    places = form.choice([0, 1, 1])
    made = Made("Driftredovisning", "mnkr" if places else "tkr", (*heads, "Avvikelse 2024"), (places,) * 7)
    words, tops = _labels(form), list[int]()
    hidden = form.random() < 0.1
    for _ in range(form.randint(2, 5)):
        parts = []
        for _ in range(form.randint(2, 5)):
            income, cost = of.lognormvariate(2, 1.2), -of.lognormvariate(4, 1.2)
            now, spent = income * of.uniform(0.7, 1.3), cost * of.uniform(0.9, 1.1)
            budget = (now + spent) * of.uniform(0.93, 1.07)
            parts.append([income, now, cost, spent, now + spent, budget, now + spent - budget])
        whole = [sum(each) * (1.2 if hidden else 1) for each in zip(*parts, strict=True)]
        top = len(made.rows)
        tops.append(made.add(f"{next(words)}snämnden", whole, () if hidden else range(top + 1, top + 1 + len(parts))))
        for each in parts:
            made.add(next(words), each)
    if form.random() < 0.6:
        made.add(form.choice(["Summa", "Totalt", "Nämnderna"]), made.sum_of(tops), tops)
    made.across.extend([(4, ((1, 1), (1, 3))), (6, ((1, 4), (-1, 5)))])
    return made


def _cash_flow(form: Lot, of: Lot) -> Made:
    years = form.choice([1, 2, 2, 3, 4])
    places = form.choice([0, 0, 1])
    made = Made("Kassaflödesanalys", "mnkr", tuple(f"{2024 - each}" for each in range(years)), (places,) * years)
    sections = {
        "Netto löpande verksamhet": (
            "Årets resultat",
            "Justering för avskrivningar",
            "Minskning av avsättningar",
            "Övrigt",
        ),
        "Netto investeringar": ("Investering i materiella", "Försäljning av materiella", "Investering i finansiella"),
        "Netto finansiering": ("Ökning av långfristiga skulder", "Minskning av skulder", "Ökning av fordringar"),
    }
    nets = []
    for label, items in sections.items():
        rows = [
            made.add(
                item,
                [0.0 if of.random() < 0.2 else of.choice([-1, 1]) * of.lognormvariate(4.5, 1.3) for _ in range(years)],
            )
            for item in items
        ]
        nets.append(made.add(label, made.sum_of(rows), rows))
    flow = made.add("Årets kassaflöde", made.sum_of(nets), nets)
    opening = made.add("Likvida medel vid årets början", [of.uniform(100, 900) for _ in range(years)])
    made.add("Likvida medel vid årets slut", made.sum_of([flow, opening]), [flow, opening])
    # The years are not of one account here: what one ends with the other begins with.
    for at in range(years - 2, -1, -1):
        made.rows[opening][1][at] = made.rows[opening + 1][1][at + 1]
        made.rows[opening + 1][1][at] = made.rows[opening][1][at] + made.rows[flow][1][at]
    return made


def _note(form: Lot, of: Lot) -> Made:
    years, number = form.choice([1, 2, 3]), form.randint(2, 6)
    made = Made("Not 4", "mnkr", tuple(f"{2024 - each}" for each in range(years)), (form.choice([0, 1]),) * years)
    first = form.random() < 0.2
    values = [
        [of.choice([1, 1, 1, -1]) * size * of.uniform(0.5, 1.6) * (of.random() > 0.15) for _ in range(years)]
        for size in [of.lognormvariate(3, 1.5) for _ in range(number)]
    ]
    whole = [sum(each) for each in zip(*values, strict=True)]
    if first:
        made.add("SUMMA", whole, range(1, number + 1))
    for each in values:
        made.add(f"{form.choice(_WORDS)} {len(made.rows)}", each)
    if not first:
        made.add("SUMMA", whole, range(number))
    return made


def _two_years(of: Lot, mean: int) -> _Values:
    size = of.lognormvariate(mean, 1.3)
    return [size * of.uniform(0.8, 1.3), size]


def _overview(form: Lot, of: Lot) -> Made:
    years = form.choice([4, 5])
    made = Made("Fem år i sammandrag", "mnkr", tuple(f"{2024 - each}" for each in range(years)), (1,) * years)
    for label, size in (
        ("Nettokostnad", 1500),
        ("Skatteintäkter och bidrag", 1540),
        ("Årets resultat", 30),
        ("Investeringar", 120),
        ("Låneskuld", 400),
        ("Eget kapital", 900),
        ("Pensionsskuld", 610),
    ):
        values = [size * of.uniform(0.9, 1.1)]
        while len(values) < years:
            values.append(values[-1] * of.uniform(0.96, 1.05))
        made.add(label, values)
    return made


def _indicators(form: Lot, of: Lot) -> Made:
    columns = form.choice([2, 3, 4, 5])
    heads = ("Utfall 2024", "Mål 2024", "Utfall 2023", "Riket", "Utfall 2022")[:columns]
    made = Made("Indikatorer", "%", heads, (form.choice([0, 0, 1]),) * columns)
    for number in range(form.randint(3, 12)):
        size = of.choice([of.randint(1, 20), of.randint(10, 99), of.randint(50, 99)])
        blank = of.random() < 0.1
        values = [math.nan if blank and of.random() < 0.5 else size * of.uniform(0.85, 1.15) for _ in range(columns)]
        made.add(f"Nöjd med {form.choice(_WORDS).lower()} {number}", values)
    return made


def _volumes(form: Lot, of: Lot) -> Made:
    columns = form.choice([3, 4, 5])
    made = Made("Volymer", "antal", tuple(f"Kv {each + 1}" for each in range(columns)), (0,) * columns)
    for number in range(form.randint(3, 8)):
        size = of.lognormvariate(3.5, 1)
        made.add(
            f"Antal {form.choice(_WORDS).lower()} {number}",
            [round(size * of.uniform(0.8, 1.2)) for _ in range(columns)],
        )
    whole = made.sum_of(range(len(made.rows)))
    made.add("Totalt unika personer", [round(each * of.uniform(0.8, 0.97)) for each in whole])
    return made


def _shares(form: Lot, of: Lot) -> Made:
    heads = ("Utfall 2024", "Andel 2024, %", "Utfall 2023", "Andel 2023, %", "Förändring, %")
    made = Made("Fördelning", "mnkr", heads, (0, 0, 0, 0, 1))
    now = [of.lognormvariate(4, 1) for _ in range(form.randint(3, 7))]
    then = [each * of.uniform(0.8, 1.2) for each in now]
    for one, other in zip(now, then, strict=True):
        shares = 100 * one / sum(now), 100 * other / sum(then)
        made.add(
            f"{form.choice(_WORDS)} {len(made.rows)}", [one, shares[0], other, shares[1], 100 * (one - other) / other]
        )
    whole = sum(now), sum(then)
    made.add("Summa", [whole[0], 100, whole[1], 100, 100 * (whole[0] - whole[1]) / whole[1]], range(len(now)))
    return made


def _balance(form: Lot, of: Lot) -> Made:
    made = Made("Balansräkning", "mnkr", ("2024", "2023"), (form.choice([0, 1]),) * 2)

    def part(labels: Sequence[str], total: str) -> int:
        rows = [made.add(each, _two_years(of, 4)) for each in labels]
        return made.add(total, made.sum_of(rows), rows)

    fixed = part(("Immateriella", "Materiella", "Finansiella"), "Summa anläggningstillgångar")
    current = part(("Förråd", "Fordringar", "Kassa"), "Summa omsättningstillgångar")
    assets = made.add("SUMMA TILLGÅNGAR", made.sum_of([fixed, current]), [fixed, current])
    own = made.add("Eget kapital", [0, 0])
    made.add("varav årets resultat", [of.uniform(5, 40) for _ in made.heads])
    provisions = part(("Pensioner", "Andra avsättningar"), "Summa avsättningar")
    debts = part(("Långfristiga", "Kortfristiga"), "Summa skulder")
    both = made.sum_of([provisions, debts])
    made.rows[own][1][:] = [one - other for one, other in zip(made.rows[assets][1], both, strict=True)]
    made.add("SUMMA EGET KAPITAL OCH SKULDER", made.rows[assets][1], [own, provisions, debts])
    return made


def _months(form: Lot, of: Lot) -> Made:
    places = form.choice([0, 1, 1])
    heads = (
        "Utfall april",
        "Budget april",
        "Avvikelse april",
        "Förbrukat, %",
        "Budget helår",
        "Prognos helår",
        "Avvikelse helår",
    )
    made = Made("Månadsuppföljning", "mnkr", heads, (places, places, places, 0, places, places, places))
    for number in range(form.randint(3, 12)):
        budget = of.lognormvariate(3, 1)
        spent, forecast = budget * of.uniform(0.9, 1.1), 3 * budget * of.uniform(0.95, 1.05)
        values = [spent, budget, budget - spent, 100 * spent / budget, 3 * budget, forecast, 3 * budget - forecast]
        made.add(f"{form.choice(_WORDS)} {number}", values)
    whole = made.sum_of(range(len(made.rows)))
    whole[3] = 100 * whole[0] / whole[1]
    made.add("Summa", whole, range(len(made.rows)))
    made.across.extend([(2, ((1, 1), (-1, 0))), (6, ((1, 4), (-1, 5)))])
    return made


def _statement(form: Lot, of: Lot) -> Made:
    """An income statement whose results build on each other, its costs with minus or without."""
    places, sign = form.choice([0, 1]), form.choice([-1, 1])
    made = Made("Resultaträkning", "mnkr", ("Utfall 2024", "Budget 2024", "Utfall 2023"), (places,) * 3)

    def row(label: str, mean: float, of_cost: int) -> int:
        size = of.lognormvariate(mean, 0.5)
        return made.add(label, [of_cost * size * of.uniform(0.9, 1.1) for _ in made.heads])

    def result(label: str, terms: _Signed) -> int:
        values = [sum(each * made.rows[number][1][at] for each, number in terms) for at in range(len(made.heads))]
        number = made.add(label, values)
        made.down.append((number, terms))
        return number

    income = row("Verksamhetens intäkter", 5, 1)
    costs, lost = row("Verksamhetens kostnader", 7, sign), row("Avskrivningar", 3, sign)
    net = result("Verksamhetens nettokostnader", ((1, income), (-sign, costs), (-sign, lost)))
    taxes, grants = row("Skatteintäkter", 7, 1), row("Generella statsbidrag", 5, 1)
    before = result("Verksamhetens resultat", ((1, net), (1, taxes), (1, grants)))
    gained, paid = row("Finansiella intäkter", 2, 1), row("Finansiella kostnader", 2, sign)
    result("Årets resultat", ((1, before), (1, gained), (-sign, paid)))
    return made


def _capital(form: Lot, of: Lot) -> Made:
    """Openings and changes across, in kronor or thousands."""
    heads = ("Ingående balans", "Tillkommande", "Avgående", "Utgående balans")
    made = Made("Avsättningar", form.choice(["tkr", "kr"]), heads, (0,) * 4)
    for number in range(form.randint(2, 7)):
        opening, more, less = (round(of.lognormvariate(mean, 0.8)) for mean in (8, 6, 6))
        made.add(f"{form.choice(_WORDS)} {number}", [opening, more, -less, opening + more - less])
    made.add("Summa", made.sum_of(range(len(made.rows))), range(len(made.rows)))
    made.across.append((3, ((1, 0), (1, 1), (1, 2))))
    return made


MAKERS: Sequence[_Make] = (
    _operations,
    _cash_flow,
    _note,
    _overview,
    _indicators,
    _volumes,
    _shares,
    _balance,
    _months,
    _statement,
    _capital,
)


def reports(seed: int, number: int, checks: tuple[Check, ...], *, with_last_year: bool = False) -> Iterator[Report]:
    """Yield reports of one lawful table each, in turn of each maker; perhaps with last year's table at hand."""
    for at in range(number):
        make = MAKERS[at % len(MAKERS)]

        def drawn(year: int, make: _Make = make, at: int = at) -> Made:
            form, figures = (Lot(f"{seed} {at} {part}") for part in ("form", year))
            return make(form, figures)

        made = drawn(2024)
        earlier = (
            {"2022": _YEAR.sub(lambda year: str(int(year[0]) - 1), drawn(2023).yaml())} if with_last_year else None
        )
        content = content_of(made.yaml(), earlier)
        understood = Understood(content, resolve(content), ())
        truths = tuple(each for each in made.truths() if keeps(each, understood.ledger))
        yield Report(f"{make.__name__[1:]} {at}", understood, truths, checks)
