"""pdf: see docs/architecture.md."""

from generator.printing.pdf.assemble import assemble, bundle
from generator.printing.pdf.bench import Bench
from generator.printing.pdf.crew import Remembering
from generator.printing.pdf.lay_out import lay_out
from generator.printing.pdf.layout_problems import layout_problems

__all__ = ["Bench", "Remembering", "assemble", "bundle", "lay_out", "layout_problems"]
