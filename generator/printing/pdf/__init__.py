"""Sheets laid out and assembled into files that are PDF/A-3a and PDF/UA-1 at once; same input, same bytes."""

from generator.printing.pdf.assemble import assemble, bundle
from generator.printing.pdf.fragment_store import FragmentStore
from generator.printing.pdf.lay_out import lay_out
from generator.printing.pdf.layout_pool import layout_pool
from generator.printing.pdf.layout_problems import layout_problems
from generator.printing.pdf.local_layouter import LocalLayouter

__all__ = ["FragmentStore", "LocalLayouter", "assemble", "bundle", "lay_out", "layout_pool", "layout_problems"]
