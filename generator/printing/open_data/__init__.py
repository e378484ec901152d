"""Print a document's tables and figures as open data: CSV with CSVW and Table Schema, JSON with a JSON Schema."""

from generator.printing.open_data.figures import figure_files
from generator.printing.open_data.files import FIGURE_FILES, DataFile, attached_files, data_files

__all__ = ["FIGURE_FILES", "DataFile", "attached_files", "data_files", "figure_files"]
