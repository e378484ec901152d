"""What authors write: validates a `Source` into a typed `Content`, all places kept. Pure; knows no printed form."""

from generator.content.board_rows import BOARDS
from generator.content.collecting import find_board, folder_name
from generator.content.charts import drawn_columns, drawn_rows
from generator.content.expression import (
    UNIT_FILTERS, WORD_FILTERS, Citation, as_citation, citations_in, parse_expression, parse_formula, place_in,
    readable_citations, split_citations,
)
from generator.content.expression_tree import (
    Binary, Count, Expression, Filter, Joined, LiteralNumber, Lookup, Name, Negate, Phrase, Sum, has_quotient, names_in,
)
from generator.content.fields import (
    EXPRESSION_WORDS, IDENTIFIER, OPEN, Cited, Decimals, DeclaredBlock, Formula, WrittenNumber, where_of,
)
from generator.content.figure_source import FigureSource, SourceColumn, SourceRow
from generator.content.file_columns import name_key
from generator.content.file_names import CHECK_PAGE, DIFFERENCES_PAGE, name_fault, same_name
from generator.content.file_units import SaidUnits, format_problems
from generator.content.file_names import STATUS_PAGE
from generator.content.house import CheckSettings, FieldEntry, House, NextPeriod, Profile, RecordType, StatusEntry
from generator.content.json_schema import json_schemas
from generator.content.matters import MATTERS, papers_of
from generator.content.notes import NOTES, NoteReference, names_of, note_references, parts_of
from generator.content.outline import (
    CONTENT_KEYS, KINDS, KINDS_TO_READ, MEMO_PARTS, ContentEntry, DecisionLevelEntry, KeyFigureEntry, Kind, MemoParts,
    MemoRules, Outline, SectionEntry, ShownField, StatusView, noun_of, placed_kind,
)
from generator.content.period import (
    RESERVED, AcceptedEntry, Board, ChartEntry, ChartKind, Content, DocumentPlan, ExternalAppendix, FieldSign,
    FieldStatus, FieldValue, FigureEntry, Matter, Municipality, Period, PeriodEntry, PictureEntry, Placement,
    ReconciliationEntry, Record, RecordLink, Section, TableLinks, word_of, CollectedBoard, Included,
)
from generator.content.plan_document import section_id
from generator.content.read_house import merged, read_house, unknown_words
from generator.content.read_node import read_model
from generator.content.read_period import KEPT_TEXTS
from generator.content.signs import unprintable
from generator.content.source import (
    DATA_PARTS, GUESS_MARK, Block, CellText, CollectedSource, Grid, HouseSource, Items, LineStarts, Node, PeriodSource,
    Source, Text, TextStyle, as_shown, grid_key,
)
from generator.content.table import (
    COLUMN_KEYS, NUMERIC_KINDS, ROW_KEYS, SUM_KINDS, Attributes, ComputedCell, ExplainedEntry, FormulaCell,
    LabelledCell, NumberCell, PercentSigns, RowUnits, SignCell, Table, TableCell, TableColumn, TableEntry, TableRow,
    TextCell,
)
from generator.content.table_columns import NOTE_MARK
from generator.content.table_data import data_of, number_text
from generator.content.text_forms import BOX, BOX_END, LANGUAGE, LOWERED, NOTE, NOTE_BELOW, RAISED, STRUCK
from generator.content.validate import read_unfinished, validate
from generator.content.walk import (
    HEADINGS, HIDDEN, RUNNING, ContentPlace, Passage, PlacedFormula, Wording, every_section, passages_of,
    period_wordings, section_passages, section_paths, texts_in, wordings_of,
)
from generator.content.writing import READY, DocumentStatus, PeriodStatus, WritingTask, period_statuses, unready

__all__ = [
    "BOARDS", "BOX", "BOX_END", "CHECK_PAGE", "COLUMN_KEYS", "CONTENT_KEYS", "DATA_PARTS", "DIFFERENCES_PAGE",
    "EXPRESSION_WORDS", "GUESS_MARK", "HEADINGS", "HIDDEN", "IDENTIFIER", "KEPT_TEXTS", "KINDS", "KINDS_TO_READ",
    "LANGUAGE", "LOWERED", "MATTERS", "MEMO_PARTS", "NOTE", "NOTES", "NOTE_BELOW", "NOTE_MARK", "NUMERIC_KINDS", "OPEN",
    "RAISED", "READY", "RESERVED", "ROW_KEYS", "RUNNING", "STATUS_PAGE", "STRUCK", "SUM_KINDS", "UNIT_FILTERS",
    "WORD_FILTERS", "AcceptedEntry", "Attributes", "Binary", "Block", "Board", "CellText", "ChartEntry", "ChartKind",
    "CheckSettings", "Citation", "Cited", "CollectedBoard", "CollectedSource", "ComputedCell", "Content",
    "ContentEntry", "ContentPlace", "Count", "Decimals", "DecisionLevelEntry", "DeclaredBlock", "DocumentPlan",
    "DocumentStatus", "ExplainedEntry", "Expression", "ExternalAppendix", "FieldEntry", "FieldSign", "FieldStatus",
    "FieldValue", "FigureEntry", "FigureSource", "Filter", "Formula", "FormulaCell", "Grid", "House", "HouseSource",
    "Included", "Items", "Joined", "KeyFigureEntry", "Kind", "LabelledCell", "LineStarts", "LiteralNumber", "Lookup",
    "Matter", "MemoParts", "MemoRules", "Municipality", "Name", "Negate", "NextPeriod", "Node", "NoteReference",
    "NumberCell", "Outline", "Passage", "PercentSigns", "Period", "PeriodEntry", "PeriodSource", "PeriodStatus",
    "Phrase", "PictureEntry", "PlacedFormula", "Placement", "Profile", "ReconciliationEntry", "Record", "RecordLink",
    "RecordType", "RowUnits", "SaidUnits", "Section", "SectionEntry", "ShownField", "SignCell", "Source",
    "SourceColumn", "SourceRow", "StatusEntry", "StatusView", "Sum", "Table", "TableCell", "TableColumn", "TableEntry",
    "TableLinks", "TableRow", "Text", "TextCell", "TextStyle", "Wording", "WritingTask", "WrittenNumber", "as_citation",
    "as_shown", "citations_in", "data_of", "drawn_columns", "drawn_rows", "every_section", "find_board", "folder_name",
    "format_problems", "grid_key", "has_quotient", "json_schemas", "merged", "name_fault", "name_key", "names_in",
    "names_of", "note_references", "noun_of", "number_text", "papers_of", "parse_expression", "parse_formula",
    "parts_of", "passages_of", "period_statuses", "period_wordings", "place_in", "placed_kind", "read_house",
    "read_model", "read_unfinished", "readable_citations", "same_name", "section_id", "section_passages",
    "section_paths", "split_citations", "texts_in", "unknown_words", "unprintable", "unready", "validate", "where_of",
    "word_of", "wordings_of",
]
