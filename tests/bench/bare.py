"""Bare WeasyPrint: an HTML file in → its PDF out, as a plain script does it. Called as a process of its own."""

import sys
from pathlib import Path

from weasyprint import HTML

source, target = map(Path, sys.argv[1:])
target.write_bytes(HTML(filename=source).write_pdf(pdf_variant="pdf/a-3a") or b"")
