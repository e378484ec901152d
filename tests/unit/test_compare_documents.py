"""A document before and after: what differs is told and marked, and nothing else is touched."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from generator.compare_documents import compare_documents
from generator.document import Block, Document, Heading, Look, Prose, Section, Unit
from generator.inline import Inline, PrintedFigure, Revised, StatusMark, Was


def paper(*blocks: Block) -> Document:
    """A document with one chapter that holds the blocks."""
    section = Section("läge", Heading("läge-rubrik", 2, "1", ("Läge",)), blocks)
    look = Look("prov", (), {"struket": "struket", "nytt": "nytt"})
    unit = Unit("del-rapport", "text", "", (section,))
    return Document("rapport", "p", "Rapport", "", "", "", "", look, "rapport", (unit,), None)


def prose(*runs: Inline) -> Prose:
    """A text of these runs."""
    return Prose("text", tuple(run for each in runs for run in each))


def marked(document: Document) -> Inline:
    """The runs of the text of a document."""
    section = document.units[0].blocks[0]
    assert isinstance(section, Section)
    text = section.blocks[0]
    assert isinstance(text, Prose)
    return text.text


def test_a_document_is_the_same_as_itself() -> None:
    """Nothing differs, and the document comes out as it went in."""
    document = paper(prose((Markup("<p>Allt "), PrintedFigure("f1", "x", "1", "1 mnkr"), Markup("</p>"))))
    found = compare_documents(document, document)

    assert found.changed == ()
    assert found.marked == document


def test_figures_states_and_words_are_told_where_they_stand() -> None:
    """Each has its section, old and new; the marked one keeps what stood there beside what stands."""
    figure, state = PrintedFigure("f1", "x", "1", "1 mnkr"), StatusMark("bock", "grön", "Uppfyllt")
    old = paper(prose((Markup("<p>Det är bra. "), figure, state, Markup("</p>"))))
    new_figure, new_state = replace(figure, text="2 mnkr"), replace(state, symbol="kryss", text="Ej uppfyllt")
    new = paper(prose((Markup("<p>Det är illa. "), new_figure, new_state, Markup("</p>"))))
    found = compare_documents(old, new)

    assert [(each.kind, each.place.section, each.place.old, each.place.new) for each in found.changed] == [
        ("ord", "1", "bra.", "illa."),
        ("tal", "1", "1 mnkr", "2 mnkr"),
        ("status", "1", "Uppfyllt", "Ej uppfyllt"),
    ]
    runs = marked(found.marked)
    assert Revised(Was("bra.", "struket", "nytt"), "illa.") in runs
    assert replace(new_figure, was=Was("1 mnkr", "struket", "nytt")) in runs
    assert replace(new_state, was=Was("Uppfyllt", "struket", "nytt")) in runs


def test_a_text_that_is_gone_is_told() -> None:
    """A block that only the old document has is a place with nothing new."""
    found = compare_documents(paper(prose(("Kvar",)), Prose("bort", ("Borta nu",))), paper(prose(("Kvar",))))

    assert [(each.place.old, each.place.new) for each in found.changed] == [("Borta nu", "")]
