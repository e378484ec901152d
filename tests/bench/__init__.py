"""Measurements, run by hand and not by the tests: a report's way from YAML to its files, beside bare WeasyPrint."""
