"""pdf: see docs/architecture.md."""

from generator.printing.pdf.assemble import assemble, bundle
from generator.printing.pdf.fragment_store import FragmentStore
from generator.printing.pdf.lay_out import lay_out
from generator.printing.pdf.layout_pool import layout_pool
from generator.printing.pdf.layout_problems import layout_problems
from generator.printing.pdf.local_layouter import LocalLayouter

__all__ = ["FragmentStore", "LocalLayouter", "assemble", "bundle", "lay_out", "layout_pool", "layout_problems"]
