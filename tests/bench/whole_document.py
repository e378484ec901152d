"""A document → one HTML file as a good author would write it for WeasyPrint alone: the text of Tertial's own sheets.

The units stand in one page after the other; page numbers of the contents, and page heads, are CSS's own counters.
"""

from __future__ import annotations

import re
from pathlib import Path

from generator.document import Document
from generator.printing.html import render_sheets, stylesheet_for_paper

_BODY = re.compile(r"<body([^>]*)>(.*)</body>", re.DOTALL)
_PAGE_OF = re.compile(r'<span class="page-of" data-page-of="([^"]*)"></span>')

# What the furniture says in each page's margins, by the page rules themselves.
_HEADS = """
section.unit-omslag { page: omslag }
section + section { break-before: page }
a.page-of::after { content: target-counter(attr(href), page) }
html { string-set: house attr(data-house), running attr(data-running) }
@page { font-family: "Source Sans 3", sans-serif; font-size: 8.5pt; color: #56616d;
  @top-left { content: string(house); vertical-align: top; padding-top: 14mm }
  @top-center { content: string(running); vertical-align: top; padding-top: 14mm }
  @top-right { content: counter(page) " (" counter(pages) ")"; vertical-align: top; padding-top: 14mm } }
@page omslag { @top-left { content: none } @top-center { content: none } @top-right { content: none } }
"""


def write_whole_document(document: Document, folder: Path) -> Path:
    """A document and a folder go in; the HTML file, its style inside and its fonts named by path, comes out."""
    style = stylesheet_for_paper(document.look, marked=document.marked)
    sections = []
    for sheet in render_sheets(document):
        match = _BODY.search(sheet.html)
        if match is None:
            raise ValueError(f"sheet {sheet.id} has no body")
        sections.append(f"<section{match[1]}>{match[2]}</section>")
    body = _PAGE_OF.sub(r'<a class="page-of" href="#\1"></a>', "\n".join(sections)).replace('href="xref:', 'href="#')
    css = re.sub(r"\bbody\.", "section.", style.css) + _HEADS
    css = re.sub(
        r'url\("(?!data:)([^"]+)"\)', lambda found: f'url("{(style.base / found[1]).resolve().as_uri()}")', css
    )
    running = f"{document.title} · {document.board}"
    head = f"<meta charset='utf-8'><title>{document.title}</title><style>{css}</style>"
    html = f"<!doctype html><html lang='sv' data-house='{document.municipality}' data-running='{running}'>"
    path = folder / "helhet.html"
    path.write_text(f"{html}<head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return path
