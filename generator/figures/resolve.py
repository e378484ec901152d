"""Stage 3: compute every figure of a content, in the order of dependencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from generator.content import BOARDS, Content, Decimals, Expression, Name, Period, parse_formula
from generator.figures.counts import choices_of
from generator.figures.definitions import Defined, Definition, joined
from generator.figures.evaluate import Missing, evaluate, into_unit
from generator.figures.facts import facts_of, period_facts
from generator.figures.ledger import Carried, Computed, Fact, Figure, Imported, Ledger, Origin, StatedOrigin
from generator.figures.names import PERIOD_WORDS, FigureAt, board_reference, find
from generator.figures.needs import citation_problems, figures_in, needed
from generator.figures.quantity import Quantity
from generator.figures.record_figures import reconciled_figures, record_figures, single_figures
from generator.figures.relations import inclusions, relations_of, sum_of_terms
from generator.figures.table_figures import table_figures
from generator.problems import Problem, Rejected, refuse

_NONE: Mapping[Content, Ledger] = MappingProxyType({})


def in_order(needs: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Order figures by their needs; return the order and the rings. What depends on a ring is in neither.

    Otherwise the order is that of the keys; needs that are no key are ignored. A ring begins with its first key.
    """
    waiting = {name: {need for need in wanted if need in needs} for name, wanted in needs.items()}
    users: dict[str, list[str]] = {name: [] for name in needs}
    for name, wanted in waiting.items():
        for need in wanted:
            users[need].append(name)
    ready = [name for name, wanted in waiting.items() if not wanted]
    for name in ready:
        for user in users[name]:
            waiting[user].discard(name)
            if not waiting[user]:
                ready.append(user)
    done = frozenset(ready)
    return tuple(ready), tuple(_rings({name: wanted for name, wanted in waiting.items() if name not in done}, needs))


def _rings(left: Mapping[str, set[str]], needs: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    rings: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for start in left:
        trail: list[str] = []
        at = start
        while at not in seen:
            seen.add(at)
            trail.append(at)
            at = next(need for need in needs[at] if need in left)
        if at in trail:
            ring = trail[trail.index(at) :]
            first = min(range(len(ring)), key=lambda place: list(left).index(ring[place]))
            rings.append(tuple(ring[first:] + ring[:first]))
    return rings


def resolve(content: Content, boards: Mapping[Content, Ledger] = _NONE) -> Ledger:
    """Return the ledger of a content, with those of the earlier periods and of the collected boards that it may cite.

    `boards` are ledgers that are there already.

    Every citation is evaluated once, so that composing refuses nothing. A figure of an earlier period that cannot be
    computed is a problem only where it is cited. Raises Rejected with all problems of names (T201, T211), expressions
    (T202, T208, T209), rings (T203), units (T205), division by zero (T206), missing values (T207), explanations (T210).
    """
    earlier = {
        key: _Work(content, period, period_facts(period), dict(_of_boards(period, boards))).ledger()
        for key, period in content.earlier.items()
    }
    work = _Work(content, content.period, facts_of(content), earlier | dict(_of_boards(content.period, boards)))
    ledger = work.ledger()
    work.problems.extend(citation_problems(content, ledger, frozenset(work.failed)))
    refuse(dict.fromkeys(work.problems))
    return ledger


def _of_boards(period: Period, boards: Mapping[Content, Ledger]) -> Iterator[tuple[str, Ledger]]:
    for each in period.collected:
        if each.content is not None:
            yield each.key, boards.get(each.content) or resolve(each.content, boards)


@dataclass(slots=True)
class _Work:
    content: Content
    period: Period
    facts: Mapping[str, Fact]
    earlier: Mapping[str, Ledger] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)

    def ledger(self) -> Ledger:
        defined = self._defined()
        view = self._view(defined)
        definitions = {each.id: each for each in defined.definitions}
        formulas = dict(self._formulas(definitions.values()))
        needs = {name: self._needs(each, formulas.get(name), view) for name, each in definitions.items()}
        order, rings = in_order(needs)
        for ring in rings:
            self._ring(ring, definitions)
        for name in order:
            self._compute(definitions[name], formulas.get(name), needs[name], view)
        for name in definitions.keys() - self.figures.keys():
            self._fail(definitions[name], ())
        relations, problems = relations_of(defined, view, frozenset(self.failed))
        included, not_included = inclusions(defined.parts, view, frozenset(self.failed))
        self.problems.extend((*problems, *not_included))
        in_content_order = {name: self.figures[name] for name in definitions}
        return replace(view, figures=MappingProxyType(in_content_order), relations=relations, inclusions=included)

    def _defined(self) -> Defined:
        records = record_figures(self.period, self.content.house, self.content.board.roles)
        boards = {record.id: record for record in self.period.records.get(BOARDS, ())}
        tables = (table_figures(table, boards) for table in self.period.tables.values())
        reconciled = reconciled_figures(self.period.entry.reconciliations)
        return joined((single_figures(self.period.figures), *tables, records, reconciled))

    def _view(self, defined: Defined) -> Ledger:
        names: dict[str, tuple[str, ...]] = {}
        for name, figure in dict.fromkeys(defined.names):
            names[name] = (*names.get(name, ()), figure)
        types = self.content.house.record_types
        return Ledger(
            period=self.period.source_id,
            figures=self.figures,
            names=names,
            cells=defined.cells,
            facts={**self.facts, **defined.facts},
            records={name: tuple(record.id for record in each) for name, each in self.period.records.items()},
            fields={name: {key: entry.unit for key, entry in each.fields.items()} for name, each in types.items()},
            words=defined.words,
            choices=dict(choices_of(self.content.house, self.period.records)),
            references=dict(_references(self.period)),
            boards={each.id: each.key if each.content is not None else "" for each in self.period.collected},
            earlier=self.earlier,
            number_formats=self.content.house.number_formats,
            dates=self.content.house.dates,
        )

    def _formulas(self, definitions: Iterable[Definition]) -> Iterator[tuple[str, Expression]]:
        for each in definitions:
            if each.formula is not None:
                try:
                    yield each.id, parse_formula(each.formula)
                except Rejected as rejected:
                    self._fail(each, rejected.problems)

    def _needs(self, definition: Definition, formula: Expression | None, view: Ledger) -> tuple[str, ...]:
        if formula is None:
            return tuple(name for _, name in definition.terms)
        try:
            return needed(formula, view, definition.scope)
        except Rejected as rejected:
            self._fail(definition, rejected.problems)
            return ()

    def _ring(self, ring: tuple[str, ...], definitions: Mapping[str, Definition]) -> None:
        first, *others = (definitions[name] for name in ring)
        path = " → ".join((*ring, ring[0]))
        hint = "Skriv ett av talen i stället för att räkna ut det."
        # In a table its own rows and columns go before the figures of the period.
        hidden = next((part for part in first.id.split(".")[1:] if part in definitions and not others), "")
        if hidden:
            hint = (
                f"I tabellen är ”{hidden}” raden eller kolumnen själv, inte talet som heter så. Ge en av dem nytt id."
            )
        where = first.formula.where if first.formula else first.where
        related = tuple(each.formula.where if each.formula else each.where for each in others)
        message = "Talet räknas ut av sig självt." if not others else "Formlerna går i ring."
        problem = Problem("T203", where, message, found=path, hint=hint, related=related)
        self._fail(first, [problem])
        self.problems.extend([problem] if first.of_group else [])

    def _fail(self, definition: Definition, problems: Iterable[Problem]) -> None:
        reasons = tuple(problems)
        fault = reasons[0].message if reasons else "Ett tal som det räknas ut av går inte att räkna ut."
        if not definition.of_group:
            self.problems.extend(reasons)
            self.failed[definition.id] = fault
        self.figures[definition.id] = _figure(definition, None, StatedOrigin(definition.where), fault)

    def _compute(self, each: Definition, formula: Expression | None, needs: tuple[str, ...], view: Ledger) -> None:
        if each.id in self.figures:
            return
        try:
            if any(need in self.failed for need in needs):
                self._fail(each, ())
            else:
                self.figures[each.id] = _computed(each, formula, needs, view)
        except Rejected as rejected:
            self._fail(each, rejected.problems)


def _references(period: Period) -> Iterator[tuple[str, str]]:
    entry = period.entry
    yield from ((board_reference(each.folder), each.key) for each in period.collected if each.content is not None)
    keys = (entry.previous, entry.same_last_year, entry.previous_forecast, entry.previous_closing)
    yield from ((word, str(key)) for word, key in zip(PERIOD_WORDS, keys, strict=True) if key is not None)


def _computed(definition: Definition, formula: Expression | None, needs: tuple[str, ...], view: Ledger) -> Figure:
    if formula is not None and definition.formula is not None:
        value = _value(definition, formula, view)
        figure = _figure(definition, value, _origin(definition, formula, view))
        if figure.shown is None:
            return replace(figure, shown=_shown_there(formula, definition, figure, view))
        return figure
    if definition.terms:
        total = sum_of_terms(definition.terms, view, definition.where)
        text = " ".join(f"{'+' if sign > 0 else '-'} {name}" for sign, name in definition.terms).removeprefix("+ ")
        return _figure(definition, _in_unit(definition, total), Computed(text, needs, definition.where))
    where = definition.where
    imported = definition.taken or where.cell or where.file.endswith((".csv", ".tsv", ".txt"))
    origin = Imported(where, definition.taken) if imported else StatedOrigin(where)
    return _figure(definition, definition.stated, origin)


def _value(definition: Definition, formula: Expression, view: Ledger) -> Quantity | Missing:
    value = evaluate(formula, view, definition.scope)
    if isinstance(value, Missing):
        # The same figure in a second place is blank where it is blank in the first; of nothing there is nothing.
        if definition.strict and not isinstance(formula, Name) and value.sign != "–":
            message = f"Ett tal i formeln saknar värde: ”{value.name}”."
            raise Rejected([Problem("T207", formula.where, message, "ett tal", value.sign or "tomt")])
        return value
    if not isinstance(value, Quantity):
        raise Rejected([Problem("T209", formula.where, "Formeln ger inget tal.", "ett tal", f"{value}")])
    return _in_unit(definition, value)


def _shown_there(formula: Expression, definition: Definition, figure: Figure, view: Ledger) -> Decimals | None:
    """Return how many decimals the figure that a formula only cites is printed with, in the same unit."""
    target = find(formula, view, definition.scope) if isinstance(formula, Name) else None
    if not isinstance(target, FigureAt):
        return None
    cited = target.ledger.figures[target.id]
    return cited.shown if cited.unit == figure.unit else None


def _in_unit(definition: Definition, value: Quantity | Missing) -> Quantity | Missing:
    where = definition.formula.where if definition.formula else definition.where
    if isinstance(value, Quantity) and definition.presentation.unit is not None:
        return into_unit(value, definition.presentation.unit, where)
    return value


def _origin(definition: Definition, formula: Expression, view: Ledger) -> Origin:
    figures = figures_in(formula, view, definition.scope)
    if isinstance(formula, Name) and figures and figures[0].reference:
        return Carried(figures[0].reference, figures[0].id, formula.where)
    text = definition.formula.text if definition.formula else ""
    names = tuple(dict.fromkeys(target.name for target in figures))
    return Computed(text, names, formula.where, definition.scope)


def _figure(definition: Definition, value: Quantity | Missing | None, origin: Origin, fault: str = "") -> Figure:
    presentation = definition.presentation
    quantity = value if isinstance(value, Quantity) else None
    return Figure(
        id=definition.id,
        quantity=quantity,
        unit=quantity.unit if quantity else presentation.unit,
        origin=origin,
        shown=presentation.shown,
        number_format=presentation.number_format,
        plus=presentation.plus,
        sign=value.sign if isinstance(value, Missing) else definition.sign,
        status=presentation.status,
        source=presentation.source,
        fault=fault,
        of_group=definition.of_group,
    )
