"""Sheets of a workbook → tables of the content language: what they say, what is guessed, what is left out."""
