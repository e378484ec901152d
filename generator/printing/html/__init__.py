"""html: see docs/architecture.md."""

from generator.printing.html.check_report import check_report
from generator.printing.html.render import render_furniture, render_html, render_sheets
from generator.printing.html.stylesheet import stylesheet_for_paper

__all__ = ["check_report", "render_furniture", "render_html", "render_sheets", "stylesheet_for_paper"]
