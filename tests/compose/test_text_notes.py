"""A text with footnotes → marks in it that lead to the notes below it, which lead back."""

from __future__ import annotations

from generator.document import NoteMark, PrintedFigure, ProseBlock, passages, plain_text, words
from tests.compose.composing import blocks_of, document_of

OUTLINE = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - text: a\n      - text: b\n"
CONTENT = """
tal:
  familjer: 665
texter:
  a: |
    Ett.[^moms] Två[^1] och åter[^moms], men `[^1]` är kod.

    [^moms]: Utan moms, {{ familjer }} familjer
      och *mer*.
    [^1]: Not två.
  b: |
    Tre.[^1]

    [^1]: Not tre.
"""


def prose() -> list[ProseBlock]:
    """The two texts, set."""
    return [block for block in blocks_of(document_of(CONTENT, OUTLINE)) if isinstance(block, ProseBlock)]


def marks(block: ProseBlock) -> list[NoteMark]:
    """The marks of a text in order."""
    return [run for run in block.text if isinstance(run, NoteMark)]


def test_notes_are_numbered_through_the_unit_by_their_first_marks() -> None:
    """Two texts may call a note the same; one that is marked twice has one number."""
    first, second = prose()

    assert [mark.text for mark in marks(first)] == ["1", "2", "1"]
    assert [(note.mark, words(note.text)) for note in first.notes] == [
        ("1", "Utan moms, 665 familjer och mer."),
        ("2", "Not två."),
    ]
    assert [(note.mark, plain_text(note.text)) for note in second.notes] == [("3", "Not tre.")]


def test_marks_and_notes_lead_to_each_other() -> None:
    """The note leads back to its first mark, and no id is there twice."""
    first, second = prose()
    notes = (*first.notes, *second.notes)
    by_id = {mark.id: mark.note for mark in (*marks(first), *marks(second)) if mark.id}

    assert len([mark for mark in marks(first) if mark.id]) == len(first.notes)
    assert by_id == {note.back: note.id for note in notes}
    assert len({*by_id, *(note.id for note in notes)}) == 2 * len(notes)


def test_a_note_has_its_markup_and_its_figures() -> None:
    """A figure in a note is a use like any other, and code keeps what looks like a mark."""
    first, _ = prose()
    document = document_of(CONTENT, OUTLINE)
    figures = [run.text for run in first.notes[0].text if isinstance(run, PrintedFigure)]

    assert figures == ["665"]
    assert [use.text for use in document.uses if use.figure == "familjer"] == ["665"]
    assert "<em>mer</em>" in "".join(str(run) for run in first.notes[0].text)
    assert "[^1]" in plain_text(first.text)


def test_what_is_said_holds_the_notes_and_not_the_marks() -> None:
    """Checks and comparisons meet the words of notes below those of the text."""
    said = [passage.text for passage in passages(document_of(CONTENT, OUTLINE)) if hasattr(passage, "text")]

    assert "Ett. Två och åter, men [^1] är kod.\n1 Utan moms, 665 familjer och mer.\n2 Not två." in said
