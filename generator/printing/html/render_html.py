"""A Document in → its web page out: one self-contained file. The sheets for paper are made in `sheets`.

The templates of the house print what the document holds; nothing is computed here or there.
"""

from __future__ import annotations

from markupsafe import Markup

from generator.document.document import Document
from generator.printing.html.stylesheet import stylesheet_for_web
from generator.printing.html.templating import link_in_page, render_template


def render_html(document: Document) -> str:
    """A document in → its web page out: one file with style, fonts and charts inside, and no script.

    Raises:
        Rejected: T501, a template of the house is at fault.
    """
    return render_template(
        document.look.folders,
        "page.html",
        document=document,
        words=document.look.words,
        css=Markup(stylesheet_for_web(document.look, marked=document.marked)),  # noqa: S704 - the style sheets of the house, no content,
        link=link_in_page,
        paper=False,
    )
