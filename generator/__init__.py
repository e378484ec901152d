"""Tertial: accessible municipal reports in HTML and PDF from controllers' structured content."""

__version__ = "0.1.0"
