"""content: see docs/architecture.md."""

from generator.content.expression import (
    UNIT_FILTERS, WORD_FILTERS, Citation, as_citation, parse_expression, parse_formula, place_in,
    readable_citations, split_citations,
)
from generator.content.expression_tree import (
    Binary, Expression, Filter, Joined, LiteralNumber, Name, Negate, Phrase, Sum, has_quotient, names_in,
)
from generator.content.fields import (
    EXPRESSION_WORDS, IDENTIFIER, Cited, Decimals, DeclaredBlock, Formula, WrittenNumber,
)
from generator.content.house import FieldEntry, House, NextPeriod, Profile, RecordType
from generator.content.json_schema import json_schemas
from generator.content.outline import (
    MEMO_PARTS, ContentEntry, DecisionLevelEntry, MemoParts, MemoRules, Outline, SectionEntry, ShownField,
)
from generator.content.outlines import section_id
from generator.content.period import (
    RESERVED, AcceptedEntry, Board, ChartEntry, Content, DocumentPlan, ExternalAppendix, FieldFigure, FieldStatus,
    FieldValue, FigureEntry, Matter, Municipality, Period, PeriodEntry, Placement, Record, RecordLink, Section,
    StatedFigure, word_of,
)
from generator.content.read_errors import read_model
from generator.content.read_house import merged, read_house
from generator.content.read_period import KEPT_TEXTS, KINDS
from generator.content.source import (
    Block, Grid, HouseSource, Items, Node, PeriodSource, Source, Text, TextStyle, grid_key,
)
from generator.content.table import (
    NUMERIC_KINDS, SUM_KINDS, Attributes, ComputedCell, ExplainedEntry, FormulaCell, LabelledCell, NumberCell,
    SignCell, Table, TableCell, TableColumn, TableRow, TextCell,
)
from generator.content.tables.cells import OPEN
from generator.content.validate import validate

__all__ = [
    "EXPRESSION_WORDS", "IDENTIFIER", "KEPT_TEXTS", "KINDS", "MEMO_PARTS", "NUMERIC_KINDS", "OPEN", "RESERVED",
    "SUM_KINDS", "UNIT_FILTERS", "WORD_FILTERS", "AcceptedEntry", "Attributes", "Binary", "Block", "Board",
    "ChartEntry", "Citation", "Cited", "ComputedCell", "Content", "ContentEntry", "Decimals", "DecisionLevelEntry",
    "DeclaredBlock", "DocumentPlan", "ExplainedEntry", "Expression", "ExternalAppendix", "FieldEntry",
    "FieldFigure", "FieldStatus", "FieldValue", "FigureEntry", "Filter", "Formula", "FormulaCell", "Grid", "House",
    "HouseSource", "Items", "Joined", "LabelledCell", "LiteralNumber", "Matter", "MemoParts", "MemoRules",
    "Municipality", "Name", "Negate", "NextPeriod", "Node", "NumberCell", "Outline", "Period", "PeriodEntry",
    "PeriodSource", "Phrase", "Placement", "Profile", "Record", "RecordLink", "RecordType", "Section",
    "SectionEntry", "ShownField", "SignCell", "Source", "StatedFigure", "Sum", "Table", "TableCell", "TableColumn",
    "TableRow", "Text", "TextCell", "TextStyle", "WrittenNumber", "as_citation", "grid_key", "has_quotient",
    "json_schemas", "merged", "names_in", "parse_expression", "parse_formula", "place_in", "read_house",
    "read_model", "readable_citations", "section_id", "split_citations", "validate", "word_of",
]
