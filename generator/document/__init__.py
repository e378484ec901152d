"""What is printed, as values: Documents, their pages and their versions. A template has nothing left to decide."""

from generator.document.addresses import (
    LONGEST_ADDRESS, OUTGOING, PAPER, decoded, host_of, outgoing_address, scheme_of, unseen,
)
from generator.document.cell_headers import cell_headers
from generator.document.colour import LEAST_CONTRAST, contrast_to_white, text_on
from generator.document.column_widths import column_widths, fitted
from generator.document.document import (
    Block, BodyRow, CaptionList, CellKind, ChartBlock, Column, Contents, ContentsEntry, CorrectionNotice, Cover,
    DeclaredMark, Document, DocumentUnit, FormBlock, HeadCell, Heading, Heat, KeyFigure, KeyFigures, Look, Note,
    Orientation, PageBreak, PrintedCell, ProseBlock, RecordList, Remark, ReportedPeriod, SectionBlock, Slot,
    TableBlock, Use,
)
from generator.document.drawing import Bar, Drawing, DrawnText, Path, StraightLine
from generator.document.figure_list import DocumentFigure, FigureOrigin, FigureTerm, FormulaPart, ListedFigure
from generator.document.inline import (
    Aligned, Inline, LabelledPart, NoteMark, PrintedFigure, Reference, Revised, Run, Sign, StatusMark, Was, plain_text,
    run_text,
)
from generator.document.memo import (
    DecisionLevel, DecisionProposal, Letterhead, MemoBlock, OutgoingLink, PaperEntry, PaperList, Signatures,
)
from generator.document.pages import (
    FORMATS, PDF, PUBLISHED_FORMATS, Attachment, Bookmark, Box, BuildOptions, Destination, Fault, FaultKind, Format,
    Fragment, Job, Layout, Layouter, Metadata, Numbering, Overflow, PageArea, PageSlot, Pdf, Placed, PublishedFormat,
    Sheet, Style, UnitLink, offsets, page_labels, page_slots, printed_pages,
)
from generator.document.release import CORRECTION_SHEET, FigureChange, Place, Release, Stage
from generator.document.text_width import longest_word, text_width, wrapped
from generator.document.walk import (
    DocumentText, PlacedTable, body_rows, element_of, elements_in, every_block, label_of, origins_of, part_words,
    passages, placed_blocks, placed_cells, placed_heads, running_texts, section_titles, table_grid, words,
)

__all__ = [
    "CORRECTION_SHEET", "FORMATS", "LEAST_CONTRAST", "LONGEST_ADDRESS", "OUTGOING", "PAPER", "PDF", "PUBLISHED_FORMATS",
    "Aligned", "Attachment", "Bar", "Block", "BodyRow", "Bookmark", "Box", "BuildOptions", "CaptionList", "CellKind",
    "ChartBlock", "Column", "Contents", "ContentsEntry", "CorrectionNotice", "Cover", "DecisionLevel",
    "DecisionProposal", "DeclaredMark", "Destination", "Document", "DocumentFigure", "DocumentText", "DocumentUnit",
    "Drawing", "DrawnText", "Fault", "FaultKind", "FigureChange", "FigureOrigin", "FigureTerm", "FormBlock", "Format",
    "FormulaPart", "Fragment", "HeadCell", "Heading", "Heat", "Inline", "Job", "KeyFigure", "KeyFigures",
    "LabelledPart", "Layout", "Layouter", "Letterhead", "ListedFigure", "Look", "MemoBlock", "Metadata", "Note",
    "NoteMark", "Numbering", "Orientation", "OutgoingLink", "Overflow", "PageArea", "PageBreak", "PageSlot",
    "PaperEntry", "PaperList", "Path", "Pdf", "Place", "Placed", "PlacedTable", "PrintedCell", "PrintedFigure",
    "ProseBlock", "PublishedFormat", "RecordList", "Reference", "Release", "Remark", "ReportedPeriod", "Revised", "Run",
    "SectionBlock", "Sheet", "Sign", "Signatures", "Slot", "Stage", "StatusMark", "StraightLine", "Style", "TableBlock",
    "UnitLink", "Use", "Was", "body_rows", "cell_headers", "column_widths", "contrast_to_white", "decoded",
    "element_of", "elements_in", "every_block", "fitted", "host_of", "label_of", "longest_word", "offsets",
    "origins_of", "outgoing_address", "page_labels", "page_slots", "part_words", "passages", "placed_blocks",
    "placed_cells", "placed_heads", "plain_text", "printed_pages", "run_text", "running_texts", "scheme_of",
    "section_titles", "table_grid", "text_on", "text_width", "unseen", "words", "wrapped",
]
