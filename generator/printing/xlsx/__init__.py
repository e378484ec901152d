"""A document as a workbook: its tables with live formulas, and all its figures. No content is known here."""

from generator.printing.xlsx.workbook import workbook

__all__ = ["workbook"]
