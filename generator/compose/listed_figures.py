"""The figures of a document as a list, each with its origin, its places and the formula that a spreadsheet reads."""

from __future__ import annotations

from generator.compose.explain import origin_word
from generator.compose.spreadsheet_formulas import Formula, figure_of_expression, spreadsheet_formulas, terms_of
from generator.document import Document, ListedFigure, section_titles
from generator.figures import Computed, Figure, Ledger, figure_at, number_format_of
from generator.swedish import format_quantity


def listed_figures(document: Document, ledger: Ledger) -> tuple[ListedFigure, ...]:
    """Return the figures of a document in the order of printing, then those that their formulas need."""
    sections = section_titles(document)
    printed: dict[str, dict[str, None]] = {}
    texts: dict[str, str] = {}
    for use in document.uses:
        printed.setdefault(use.figure, {})[sections.get(use.section, "")] = None
        texts.setdefault(use.figure, use.text)
    formulas = spreadsheet_formulas(list(printed), ledger)
    names = dict.fromkeys((*printed, *(term for formula in formulas.values() for term in terms_of(formula))))
    return tuple(
        _listed(name, texts.get(name), tuple(filter(None, printed.get(name, ()))), formulas.get(name, ()), ledger)
        for name in names
    )


def _listed(name: str, text: str | None, printed: tuple[str, ...], formula: Formula, ledger: Ledger) -> ListedFigure:
    at = figure_at(name, ledger)
    figure = at.ledger.figures[at.id] if at else figure_of_expression(name, ledger)
    if figure is None:
        return ListedFigure(name, None, "", text or "", "uträknat i texten", "", name, "", printed)
    return ListedFigure(
        id=name,
        value=figure.value,
        unit=figure.unit or "",
        text=_text(figure, at.ledger if at else ledger) if text is None else text,
        origin=origin_word(figure),
        where=str(figure.where),
        written_formula=figure.origin.formula if isinstance(figure.origin, Computed) else "",
        source=figure.source,
        printed=printed,
        formula=formula,
    )


def _text(figure: Figure, ledger: Ledger) -> str:
    if figure.value is None:
        return figure.sign
    return format_quantity(figure.value, figure.unit, number_format_of(figure, ledger), figure.decimals)
