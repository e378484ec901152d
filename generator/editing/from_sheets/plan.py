"""A workbook → the file of its tables, what is to be looked at in it, and what it has not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from generator.content import GUESS_MARK, RESERVED, Text
from generator.editing.from_sheets.blocks import TableRows, cell_name, sheet_blocks, shown_text
from generator.editing.from_sheets.cells import draft_cell
from generator.editing.from_sheets.draft import DraftTable
from generator.editing.from_sheets.read_block import fitting_id, read_block, unlike
from generator.editing.from_sheets.relations import relate
from generator.editing.from_sheets.table_yaml import tables_yaml
from generator.problems import Problem, Rejected, Where
from generator.project import SheetPage, is_data_row, read_pages
from generator.swedish import identifier

_OWN_WORKBOOK = "Spara bara de blad och rader som ska bli tabeller i en egen arbetsbok."
# A sheet of more rows is no table of a report, but what one is made of.
_MOST_ROWS = 2_000
_HEADS_OF_LISTING, _TOP_ROWS = {"Tal", "Värde", "Tryckt som", "Ursprung", "Tryckt i"}, 5
_NO_FORMULAS = ".xls säger inga formler, så summor och skillnader är skrivna som tal om inte etiketten säger summa"
# Names that programs give to sheets, and that say nothing.
_NAMELESS = ("blad", "sheet", "ark", "tabell", "table", "worksheet")


@dataclass(frozen=True, slots=True)
class NewTable:
    """A table that is made of a sheet: how large it is, and what of it is computed."""

    id: str
    sheet: str
    area: str
    rows: int
    columns: int
    unit: str
    sums: int
    formulas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkbookTables:
    """The tables of a workbook, by its name, their YAML and the guesses in it by line.

    `left_out` is what stands in the workbook and not in the tables, with its cells; `notices` are hidden rows and the
    like.
    """

    file: str
    tables: tuple[NewTable, ...]
    yaml: bytes
    guesses: tuple[tuple[int, str], ...]
    left_out: tuple[str, ...]
    notices: tuple[Problem, ...]


def workbook_tables(data: bytes, file: str, sheets: Collection[str], taken: Collection[str]) -> WorkbookTables:
    """Return what a workbook, or its sheets of these names, is as tables; their ids are none of `taken`.

    Raises Rejected for a file that cannot be read, or that has no table.
    """
    found = read_pages(data, file, sheets)
    drafts: list[DraftTable] = []
    too_long: list[TableRows] = []
    told: set[Where] = set()
    left_out = [f"Bladet {name} är dolt. Ta med det med --blad" for name in found.hidden]
    left_out += [f"Bladet {each.where.cell.partition('!')[0]}: {each.message}" for each in found.refused]
    listings = [page for page in found.pages if not sheets and len(found.pages) > 1 and _lists_figures(page)]
    pages = [page for page in found.pages if page not in listings]
    left_out += [f"Bladet {page.name} räknar upp de andra bladens tal. Ta med det med --blad" for page in listings]
    for page in pages:
        blocks = sheet_blocks(page)
        fitting = [block for block in blocks.blocks if len(block.rows) <= _MOST_ROWS]
        too_long += [block for block in blocks.blocks if len(block.rows) > _MOST_ROWS]
        drafts += _drafts(page, fitting, PurePath(file).stem)
        left_out += [f"{cell_name(text)}: ”{shown_text(text)}”" for text in blocks.loose]
        told |= {text.where for text in blocks.loose}
        left_out += [f"{each.where.cell}: {each.message}" for each in page.unread]
        left_out += [f"{cell}: kommentaren ”{text}”" for cell, text in page.comments.items() if text]
    left_out += [f"{each.page.name}!{each.area}: {len(each.rows)} rader, fler än {_MOST_ROWS}" for each in too_long]
    if not drafts:
        raise _no_table(file, found.refused, too_long)
    _name(drafts, {*RESERVED, *taken})
    relate(drafts, {page.name: page for page in pages})
    left_out += [line for draft in drafts for line in draft.left_out]
    told |= {cell.where for block in too_long for row in block.rows for cell in row.cells}
    left_out += _no_figures(pages, drafts, told)
    yaml = tables_yaml(drafts, file)
    of_parts = [page.notices for page in pages] + [draft.notices for draft in drafts]
    notices = tuple(each for notices in of_parts for each in notices)
    marked = (line.partition(f"# {GUESS_MARK}") for line in yaml.decode().split("\n"))
    guesses = tuple((number, what) for number, (_, mark, what) in enumerate(marked, 1) if mark)
    return WorkbookTables(file, tuple(map(_new_table, drafts)), yaml, guesses, tuple(left_out), notices)


def _drafts(page: SheetPage, blocks: Sequence[TableRows], stem: str) -> Sequence[DraftTable]:
    drafts = [read_block(block) for block in blocks]
    for draft in drafts:
        if not page.has_formulas:
            draft.guesses["heading"] = _NO_FORMULAS
        alone = len(drafts) == 1 and not _is_nameless(page.name)
        words = page.name if alone or not draft.heading else draft.heading
        draft.id = fitting_id(words, "") or fitting_id(page.name or stem, "tabell")
        if not draft.heading:
            draft.heading = page.name or stem
            name = "bladets namn" if page.name else "filens namn"
            draft.guesses["heading"] = "; ".join(filter(None, (name, draft.guesses.get("heading"))))
    return drafts


def _lists_figures(page: SheetPage) -> bool:
    """Whether a sheet is the list of all figures of a workbook that Tertial has written."""
    return any(set(row.cells) >= _HEADS_OF_LISTING for row in page.rows[:_TOP_ROWS])


def _no_figures(pages: Sequence[SheetPage], drafts: Sequence[DraftTable], told: Collection[Where]) -> Iterator[str]:
    """Say which numbers of the sheets are neither in a cell of a table nor told of: as one that became a heading."""
    known = {*told, *(place for draft in drafts for place in draft.words)}
    known |= {cell.text.where for draft in drafts for row in draft.rows for cell in row.cells}
    cells = (cell for page in pages for row in page.rows for cell in row.cells)
    lost = [cell for cell in cells if cell and cell.where not in known and is_data_row((Text(""), cell))]
    numbers = [f"{cell_name(cell)} ”{shown_text(cell)}”" for cell in lost if draft_cell(cell).kind == "number"]
    if numbers:
        yield f"Tal som inte är tal i tabellerna: {', '.join(numbers)}"


def _is_nameless(name: str) -> bool:
    return identifier(name).rstrip("_0123456789") in _NAMELESS or not name


def _name(drafts: Sequence[DraftTable], names: set[str]) -> None:
    for draft in drafts:
        draft.id = unlike(draft.id, names)
        names.add(draft.id)


def _new_table(draft: DraftTable) -> NewTable:
    formulas = tuple(column.id for column in draft.columns if column.formula)
    sums = sum(bool(row.sums) for row in draft.rows)
    return NewTable(draft.id, draft.sheet, draft.area, len(draft.rows), len(draft.columns), draft.unit, sums, formulas)


def _no_table(file: str, refused: Sequence[Problem], too_long: Sequence[TableRows]) -> Rejected:
    if too_long:
        where, message = (
            Where(file, cell=f"{too_long[0].page.name}!A1"),
            "Bladet är för långt för en tabell i en rapport.",
        )
        found = f"{len(too_long[0].rows)} rader"
        return Rejected([Problem("T014", where, message, f"högst {_MOST_ROWS} rader", found, _OWN_WORKBOOK)])
    if refused:
        return Rejected([replace(each, hint=_OWN_WORKBOOK) for each in refused])
    hint = "En tabell har en rad med rubriker och minst en rad med tal under den."
    message, expected = "Arbetsboken har ingen tabell.", "en tabell på ett synligt blad"
    return Rejected([Problem("T014", Where(file), message, expected, hint=hint)])
