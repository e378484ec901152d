"""What differs between two versions, and a look → a web page with it: the old struck, the new set in, cell by cell."""

from __future__ import annotations

from itertools import groupby

from generator.differences import Differences
from generator.document import Look
from generator.stylesheet import stylesheet_for_web
from generator.templating import render_template


def differences_page(differences: Differences, look: Look) -> str:
    """Differences and the look of the papers go in; HTML comes out. Raises Rejected: T501."""
    tables = groupby(differences.cells, lambda each: (each.document, each.section, each.table))
    texts = groupby(differences.texts, lambda each: (each.document, each.section))
    return render_template(
        look.folders,
        "differences.html",
        title=f"Jämförelse: {differences.before} och {differences.after}",
        differences=differences,
        tables=tuple((", ".join(filter(None, place)), tuple(cells)) for place, cells in tables),
        texts=tuple((", ".join(filter(None, place)), tuple(found)) for place, found in texts),
        css=stylesheet_for_web(look),
    )
