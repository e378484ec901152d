"""Small content as a controller writes it → tables, records, plans and documents, without any file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping

from generator.compose import compose
from generator.content import (
    Content,
    DocumentPlan,
    Grid,
    HouseSource,
    Node,
    PeriodSource,
    Record,
    Section,
    Source,
    Table,
    Text,
    read_house,
    validate,
)
from generator.content.read_records import read_records
from generator.content.read_table import read_table
from generator.content.table import Vocabulary
from generator.document import Block, BodyRow, Document, Inline, PrintedFigure, SectionBlock, TableBlock, plain_text
from generator.figures import resolve
from generator.problems import Problem, Problems, Rejected
from generator.project.csv_reader import read_csv
from tests.figures.resolving import block

VOCABULARY = Vocabulary(
    frozenset({"kr", "tkr", "mnkr", "%", "antal", "årsarbetare"}),
    frozenset({"standard", "tusental"}),
    {"ljus": ("Grön", "Gul", "Röd")},
)
PERIOD = """\
period: 2025-03
rubrik: Mars 2025
från: 2025-03-01
till: 2025-03-31
"""
PROFILE = """\
uppföljningstyper:
  mål:
    id_fält: rubrik
    fält:
      rubrik:
        typ: text
      nivå:
        typ: val
        val: [nämndmål, delmål]
      under:
        typ: post
        av: mål
      text:
        typ: löptext
  insatser:
    id_fält: namn
    tom_text: Inga insatser finns.
    fält:
      namn:
        typ: text
        etikett: Insats
        obligatoriskt: ja
      ljus:
        typ: status
        skala: ljus
      mål:
        typ: post
        av: mål
      chef:
        typ: roll
      start:
        typ: datum
      kostnad:
        typ: tal
        enhet: tkr
        decimaler: 0
      effekt:
        typ: tal
      rest:
        typ: tal
        enhet: tkr
        formel: kostnad / 2
      klar:
        typ: ja_nej
      delar:
        typ: lista
      steg:
        typ: lista_av
        fält:
          namn:
            typ: text
          belopp:
            typ: tal
            enhet: tkr
      text:
        typ: löptext
symboler:
  bock: symboler/bock.svg
  halv: symboler/halv.svg
  kryss: symboler/kryss.svg
färger:
  grön: "#2b7a4b"
statusskalor:
  ljus:
    Grön:
      symbol: bock
      färg: grön
      ord: Enligt plan
    Gul:
      symbol: halv
    Röd:
      symbol: kryss
"""
BOARD = "nämnd: Vårdnämnden\nbestämd_form: vårdnämnden\nroller:\n  ekonom: Controller\n"


def indented(text: str, blanks: int) -> str:
    """Lines in → the same lines further in."""
    return textwrap.indent(textwrap.dedent(text).strip("\n"), " " * blanks)


def table_and_problems(text: str, grids: Mapping[str, Grid] | None = None) -> tuple[Table | None, tuple[Problem, ...]]:
    """The block of a table in → the table and all that is wrong with it."""
    problems = Problems()
    table = read_table("t", block(text, "tabell.yaml"), grids or {}, VOCABULARY, problems)
    return table, tuple(problems)


def table_of(text: str, grids: Mapping[str, Grid] | None = None) -> Table:
    """The block of a table without faults in → the table."""
    table, problems = table_and_problems(text, grids)
    assert not problems, problems
    assert table is not None
    return table


def simple_table(rows: str, columns: str = "- a: A\n- b: B", more: str = "") -> str:
    """Rows and columns in → the block of a table."""
    return f"kolumner:\n{indented(columns, 2)}\nrader:\n{indented(rows, 2)}\n{textwrap.dedent(more)}"


def grid_of(*lines: str, file: str = "data.csv") -> Grid:
    """Lines with semicolons in → the grid that reading them gives."""
    return read_csv("\n".join(lines).encode(), file)


def house_of(profile: str = PROFILE, *outlines: str) -> HouseSource:
    """A profile and outlines in → their source."""
    return HouseSource(
        "hus",
        (block(profile, "profil.yaml"),),
        tuple(block(text, f"mall_{number}.yaml") for number, text in enumerate(outlines, 1)),
        (),
    )


def records_of(type_id: str, text: str, profile: str = PROFILE) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """What stands under a record type's name in → its records, and all that is wrong with them."""
    problems = Problems()
    house, _ = read_house(house_of(profile), problems)
    assert not problems
    node: Node = block(f"poster:\n{indented(text, 2)}\n", "poster.yaml")[Text("poster")]
    records = read_records(type_id, (node,), house, {"ekonom": "Controller"}, problems)
    return records, tuple(problems)


def source_of(
    text: str,
    outline: str,
    profile: str = PROFILE,
    *,
    document: str = "",
    images: Mapping[str, bytes] | None = None,
    grids: Mapping[str, Grid] | None = None,
) -> Source:
    """The period's content, an outline (its keys below `mall`) and more of the document's entry in → a source."""
    entry = "dokument:\n  rapport:\n    mall: rapport\n    titel: Rapport\n" + (indented(document, 4) + "\n")
    return Source(
        block("kommun: Storköpings kommun\nprofil: hus", "kommun.yaml"),
        block(BOARD, "namnd.yaml"),
        house_of(profile, "mall: rapport\n" + textwrap.dedent(outline)),
        PeriodSource(
            "k/n/2025-03",
            tuple(
                block(told, f"content/k/n/2025-03/{name}")
                for name, told in (("period.yaml", PERIOD + entry), ("a.yaml", text))
                if told
            ),
            grids=grids or {},
            images=images or {},
        ),
    )


def faults_of(source: Source) -> list[tuple[str, str]]:
    """A source in → code and message of all that validation says of it."""
    try:
        validate(source)
    except Rejected as rejected:
        return [(problem.code, problem.message) for problem in rejected.problems]
    return []


def content_and_document(source: Source) -> tuple[Content, Document]:
    """A source of one document in → its content, and the document composed."""
    content = validate(source)
    return content, compose(content, resolve(content))[0]


def document_of(text: str, outline: str, profile: str = PROFILE, *, document: str = "") -> Document:
    """The period's content and an outline in → the document composed."""
    return content_and_document(source_of(text, outline, profile, document=document))[1]


def plan_of(text: str, outline: str, *, document: str = "") -> DocumentPlan:
    """The period's content and an outline in → the document as planned."""
    return validate(source_of(text, outline, document=document)).documents[0]


def outline_of(sections: Iterable[Section]) -> list[tuple[str, str, list[object]]]:
    """Sections in → number, id and sections within of each."""
    return [(each.number, each.id, list(outline_of(each.sections))) for each in sections]


def blocks_of(document: Document) -> Iterator[Block]:
    """A document in → all its blocks, those within sections too, in order."""

    def within(blocks: Iterable[Block]) -> Iterator[Block]:
        for each in blocks:
            yield each
            if isinstance(each, SectionBlock):
                yield from within(each.blocks)

    for unit in document.units:
        yield from within(unit.blocks)


def only_table(document: Document) -> TableBlock:
    """A document with one table in → that table."""
    (table,) = (each for each in blocks_of(document) if isinstance(each, TableBlock))
    return table


def text_of(runs: Inline) -> str:
    """Runs in → their words with plain blanks."""
    return plain_text(runs).replace("\u00a0", " ")


def cells_of(row: BodyRow) -> list[str]:
    """A row in → the words of its cells."""
    return [
        text_of(cell.text)
        if not cell.parts
        else " / ".join(
            " ".join(filter(None, (text_of(part.label), text_of(part.text), ", ".join(map(text_of, part.list_items)))))
            for part in cell.parts
        )
        for cell in row.cells
    ]


def printed_cells(table: TableBlock) -> list[list[str]]:
    """A table in → the words of the cells of its rows."""
    return [cells_of(row) for group in table.groups for row in group]


def figures_in(runs: Inline) -> list[str]:
    """Runs in → the ids of the figures printed in them."""
    return [run.figure for run in runs if isinstance(run, PrintedFigure)]
