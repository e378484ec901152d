"""Tertial: a controller's structured content in → accessible municipal reports in HTML and PDF out."""

__version__ = "0.1.0"
