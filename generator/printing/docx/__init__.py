"""A document as a file of Word, made by hand from its blocks. No content is known here."""

from generator.printing.docx.word_document import WordFile, word_document

__all__ = ["WordFile", "word_document"]
