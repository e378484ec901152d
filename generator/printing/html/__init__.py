"""Documents rendered as HTML, for the web and for paper; `templates/` hold all of it, and never calculate."""

from generator.printing.html.check_report import check_report
from generator.printing.html.status_page import StatusRow, StatusSection, StatusTable, status_page
from generator.printing.html.font_signs import missing_signs
from generator.printing.html.render import render_furniture, render_html, render_sheets
from generator.printing.html.stylesheet import look_problems, stylesheet_for_charts, stylesheet_for_paper

__all__ = [
    "StatusRow", "StatusSection", "StatusTable", "check_report", "look_problems", "missing_signs", "render_furniture",
    "render_html", "render_sheets", "status_page", "stylesheet_for_charts", "stylesheet_for_paper",
]
