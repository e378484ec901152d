"""The content and its figures → documents: units, sections, headings, prose with figures, the contents list."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from generator.compose import compose
from generator.content import validate
from generator.document import (
    Block,
    ContentsEntry,
    Cover,
    Document,
    DocumentUnit,
    KeyFigures,
    Letterhead,
    PageBreak,
    PrintedFigure,
    ProseBlock,
    RecordList,
    Remark,
    SectionBlock,
)
from generator.figures import resolve
from tests.compose.composing import blocks_of, content_and_document, document_of, figures_in, source_of, text_of

TEXTS = """
tal:
  x: 1 204
  y: -3,5 mnkr
texter:
  a: |
    Text A om {{ x }}.
  b: |
    Text B.
"""
RUN_ON = """
innehållsförteckning: 2
avsnitt:
  - rubrik: Ett
    innehåll:
      - text: a
  - rubrik: Två
    innehåll:
      - text: b
    avsnitt:
      - rubrik: Två ett
        innehåll:
          - text: b
      - rubrik: Bred
        sidriktning: liggande
        innehåll:
          - text: a
        avsnitt:
          - rubrik: Inne i bred
            innehåll:
              - text: b
      - rubrik: Efter
        innehåll:
          - text: b
        avsnitt:
          - rubrik: Djupt
            innehåll:
              - text: b
  - rubrik: Tre
    innehåll:
      - text: a
"""
SHORT = "tal:\n  x: 1204\ntexter:\n  b: |\n    Text.\n"
OWN_PAGES = "kapitel_på_ny_sida: ja\n" + RUN_ON


def shape(units: tuple[DocumentUnit, ...]) -> list[tuple[str, str, list[str]]]:
    """Kind, orientation and the sections at the top of each unit."""
    return [
        (unit.kind, unit.orientation, [block.id for block in unit.blocks if isinstance(block, SectionBlock)])
        for unit in units
    ]


def lines(entries: tuple[ContentsEntry, ...]) -> list[tuple[str, str, int, list[object]]]:
    """Number, target, level and lines within of each line of a contents list."""
    return [(each.number, each.target, each.level, list(lines(each.entries))) for each in entries]


def sections(document: Document) -> dict[str, SectionBlock]:
    """All sections of a document by id."""
    return {block.id: block for block in blocks_of(document) if isinstance(block, SectionBlock)}


def prose(text: str, more: str = "") -> ProseBlock:
    """A text in Markdown → the block it is printed as."""
    inner = text.replace("\n", "\n    ")
    outline = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - text: t\n"
    document = document_of(f"tal:\n  x: 1 204\n  y: -3,5 mnkr\n{more}texter:\n  t: |\n    {inner}\n", outline)
    (block,) = (each for each in blocks_of(document) if isinstance(each, ProseBlock))
    return block


def markup(text: str, more: str = "") -> str:
    """A text in Markdown → its HTML, with the words of its figures in it, on one line with plain blanks."""
    html = "".join(str(run) if isinstance(run, str) else run.text for run in prose(text, more).text)
    return " ".join(html.replace("\u00a0", "~").split()).replace("> <", "><")


# --- units ---------------------------------------------------------------------------------------------------------


def test_chapters_that_run_on_are_one_unit_cut_where_pages_turn() -> None:
    """What stands before the turned section, that section, and what follows."""
    assert shape(document_of(TEXTS, RUN_ON).units) == [
        ("innehåll", "stående", []),
        ("text", "stående", ["ett", "två"]),
        ("text", "liggande", ["bred"]),
        ("text", "stående", ["efter", "tre"]),
    ]


@pytest.mark.parametrize(("contents", "first"), [("innehållsförteckning: 1\n", "innehåll"), ("", "text")])
def test_a_paper_without_a_cover_begins_with_its_letterhead(contents: str, first: str) -> None:
    """The title stands above the contents list."""
    document = document_of(TEXTS, contents + "avsnitt:\n  - rubrik: Ett\n    innehåll:\n      - text: a\n")
    letterheads = [
        (unit.kind, index)
        for unit in document.units
        for index, block in enumerate(unit.blocks)
        if isinstance(block, Letterhead)
    ]

    assert letterheads == [(first, 0)]


def test_chapters_on_pages_of_their_own_are_units_of_their_own() -> None:
    """A chapter is a unit, cut where its pages turn."""
    assert shape(document_of(TEXTS, OWN_PAGES).units) == [
        ("innehåll", "stående", []),
        ("kapitel", "stående", ["ett"]),
        ("kapitel", "stående", ["två"]),
        ("kapitel", "liggande", ["bred"]),
        ("kapitel", "stående", ["efter"]),
        ("kapitel", "stående", ["tre"]),
    ]


def test_a_heading_alone_turns_with_what_follows_it() -> None:
    """A chapter whose first section is turned, and that has nothing of its own, has its heading on that page."""
    outline = """
        avsnitt:
          - rubrik: Bara rubrik
            avsnitt:
              - rubrik: Bred
                sidriktning: liggande
                innehåll:
                  - text: a
              - rubrik: Smal
                innehåll:
                  - text: b
    """
    shapes = [each for each in shape(document_of(TEXTS, outline).units) if each[2]]

    assert shapes == [("text", "liggande", ["bara_rubrik"]), ("text", "stående", ["smal"])]


def test_ids_of_units_and_elements_are_all_different() -> None:
    """No element id stands twice, and none is a unit's."""
    document = document_of(TEXTS, RUN_ON + "  - rubrik: Innehåll\n    innehåll:\n      - text: a\n      - text: a\n")
    ids = [block.id for block in blocks_of(document) if not isinstance(block, PageBreak)]
    figures = [use.element for use in document.uses]
    units = [unit.id for unit in document.units]

    assert len({*ids, *figures, *units}) == len(ids) + len(figures) + len(units)


def test_figures_are_counted_in_their_unit() -> None:
    """A figure more in one unit changes no id in another."""
    before = document_of(TEXTS, OWN_PAGES).units
    after = document_of(TEXTS.replace("Text B.", "Text B {{ x }} {{ y }}."), OWN_PAGES).units

    assert [unit for unit in before if unit.id.endswith("-ett")] == [unit for unit in after if unit.id.endswith("-ett")]
    assert before != after


def test_a_document_begins_with_its_cover() -> None:
    """Who reports what for when; titles may cite."""
    document = document_of(
        TEXTS, "omslag: ja\n" + OWN_PAGES.lstrip(), document='daterad: 2025-04-10\nundertitel: "Om {{ x }}"'
    )
    (cover,) = document.units[0].blocks

    assert isinstance(cover, Cover)
    assert (cover.municipality, cover.board, text_of(cover.title), text_of(cover.subtitle), cover.period) == (
        "Storköpings kommun",
        "Vårdnämnden",
        "Rapport",
        "Om 1 204",
        "mars 2025",
    )
    assert [(text_of(fact.label), text_of(fact.text)) for fact in cover.facts] == [("Datum", "10 april 2025")]
    assert document.date == "2025-04-10"


# --- sections ------------------------------------------------------------------------------------------------------


def test_headings_have_levels_below_the_title() -> None:
    """A chapter is an h2; no level is skipped, and none is below six."""
    document = document_of(TEXTS, RUN_ON)

    assert {name: section.heading.level for name, section in sections(document).items()} == {
        "ett": 2,
        "två": 2,
        "två_ett": 3,
        "bred": 3,
        "inne_i_bred": 4,
        "efter": 3,
        "djupt": 4,
        "tre": 2,
    }


def test_the_contents_list_is_nested_by_level() -> None:
    """To the depth that is asked for, and past turned pages too."""
    contents = document_of(TEXTS, RUN_ON).contents

    assert contents is not None
    assert lines(contents.entries) == [
        ("1", "ett", 1, []),
        ("2", "två", 1, [("2.1", "två_ett", 2, []), ("2.2", "bred", 2, []), ("2.3", "efter", 2, [])]),
        ("3", "tre", 1, []),
    ]


def test_a_short_heading_stands_in_the_contents_and_the_running_head() -> None:
    """The heading itself is printed whole; what the short one cites is no use of the figure."""
    outline = (
        "innehållsförteckning: 1\nkapitel_på_ny_sida: ja\navsnitt:\n  - rubrik: Ett långt avsnitt\n"
        '    kort_rubrik: "Kort {{ x | decimaler(0) }}"\n    innehåll:\n      - text: b\n'
    )
    document = document_of(SHORT, outline)
    chapter = next(unit for unit in document.units if unit.kind == "kapitel")
    (section,) = (block for block in chapter.blocks if isinstance(block, SectionBlock))

    assert document.contents is not None
    assert [entry.title for entry in document.contents.entries] == ["Kort 1\u00a0204"]
    assert chapter.running_title == "1 Kort 1\u00a0204"
    assert section.heading.text == ("Ett långt avsnitt",)
    assert document.uses == ()


def test_headings_cite_and_their_figures_are_used_as_headings() -> None:
    """The contents list has the words, and the use says that it is a heading."""
    outline = 'innehållsförteckning: 1\navsnitt:\n  - rubrik: "Läget är {{ x }}"\n    innehåll:\n      - text: b\n'
    document = document_of(TEXTS, outline)

    assert document.contents is not None
    assert document.contents.entries[0].title.replace("\u00a0", " ") == "Läget är 1 204"
    assert [(use.figure, use.slot, use.section) for use in document.uses] == [("x", "heading", "läget_är")]


def test_a_run_in_heading_is_no_line_of_the_contents() -> None:
    """It is the beginning of its text."""
    outline = (
        "innehållsförteckning: 2\navsnitt:\n  - rubrik: A\n    löpande_rubrik: ja\n    innehåll:\n      - text: b\n"
    )
    document = document_of(TEXTS, outline)

    assert document.contents is not None
    assert document.contents.entries == ()
    assert sections(document)["a"].heading.run_in


def test_nothing_to_report_is_said_in_the_houses_words() -> None:
    """The sentence of the profile stands in place of the content."""
    profile = "ledtexter:\n  inget_att_redovisa: Inget nytt.\n"
    document = document_of("texter:\n  b: B.\n", OWN_PAGES, profile, document="inget_att_redovisa: [ett, bred, tre]")
    remarks = [block for block in blocks_of(document) if isinstance(block, Remark)]

    assert [text_of(remark.text) for remark in remarks] == ["Inget nytt."] * 3


def test_key_figures_are_printed_large_with_words() -> None:
    """A key figure is an expression with filters, its label may cite."""
    outline = """
        avsnitt:
          - rubrik: A
            innehåll:
              - nyckeltalsrutor:
                  - tal: y | plustecken | tkr
                    etikett: "Av {{ x }}"
                  - tal: x / 2
                    etikett: Hälften
    """
    (block,) = (each for each in blocks_of(document_of(TEXTS, outline)) if isinstance(each, KeyFigures))

    assert [(text_of(item.value), text_of(item.label)) for item in block.items] == [
        ("−3 500 tkr", "Av 1 204"),
        ("602,00", "Hälften"),
    ]


RECORDS = """
mål:
  - rubrik: Trygghet
insatser:
  - namn: Larm
    ljus: Grön
    kostnad: 450
    delar:
      - Ett
    text: |
      # Inne

      Om {{ post.kostnad }}.
"""


def test_fields_of_any_kind_are_shown_in_a_records_section() -> None:
    """Running text as it is; figures, states and lists with their label."""
    outline = """
        avsnitt:
          - för_varje: insatser
            rubrik_per_post: "{{ post.namn }} ({{ post.kostnad }})"
            innehåll:
              - fält: text
              - fält: rest
              - fält: delar
    """
    document = document_of(RECORDS, outline)
    (section,) = sections(document).values()
    text, rest, parts = section.blocks

    assert text_of(section.heading.text) == "Larm (450 tkr)"
    assert isinstance(text, ProseBlock)
    assert figures_in(text.text) == ["insatser.larm.kostnad"]
    assert "<h3>Inne</h3>" in str(text.text[0])
    assert isinstance(rest, RecordList)
    assert [(text_of(part.label), text_of(part.text)) for part in rest.items[0]] == [("Rest", "225 tkr")]
    assert isinstance(parts, RecordList)
    assert [text_of(item) for item in parts.items[0][0].list_items] == ["Ett"]


def test_records_as_sections_have_headings_and_their_other_fields() -> None:
    """The title is the heading, one level down, and is not said again."""
    outline = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - insatser: alla\n        visa: avsnitt\n"
    inner = sections(document_of(RECORDS, outline))["insatser-a-larm"]
    (block,) = inner.blocks

    assert (inner.heading.level, text_of(inner.heading.text)) == (3, "Larm")
    assert isinstance(block, RecordList)
    assert [text_of(part.label) for part in block.items[0]] == ["Ljus", "Kostnad", "Rest", "Delar", "Text"]


# --- prose ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi fick {{ x }} ärenden.", "<p>Vi fick 1~204 ärenden.</p>"),
        ("**{{ x }}** och *{{ y }}*", "<p><strong>1~204</strong> och <em>−3,5~mnkr</em></p>"),
        ("_{{ x }}_", "<p><em>1~204</em></p>"),
        ("{{ x }}_{{ x }}_{{ x }}", "<p>1~204_1~204_1~204</p>"),
        ("# Om {{ x }}", "<h3>Om 1~204</h3>"),
        ("- {{ x }}\n- {{ y }}", "<ul><li>1~204</li><li>−3,5~mnkr</li></ul>"),
        ("{{ period.år }}. Så var det.", "<p>2025. Så var det.</p>"),
        ("{{ y }} saknas", "<p>−3,5~mnkr saknas</p>"),
        ("| {{ x | decimaler(1) }} |", "<p>| 1~204,0 |</p>"),
        (
            'Det är {{ y | ordval(positiv: "*bra*", negativ: "<dåligt>", noll: "_") }}.',
            "<p>Det är <dåligt>.</p>",
        ),
        ("[{{ x }}](https://example.se/a_b_c)", '<p><a href="https://example.se/a_b_c">1~204</a></p>'),
        ("{{ y | utan_enhet }} mnkr", "<p>−3,5~mnkr</p>"),
        ("den 3 maj, 5 % och 1 204 st", "<p>den~3~maj, 5~% och 1~204~st</p>"),
        ("a\\_b\\*c", "<p>a_b*c</p>"),
    ],
)
def test_figures_are_set_in_after_markdown(text: str, expected: str) -> None:
    """Neither a filter's bars nor the words it gives are read as Markdown, nor a number as the start of a list."""
    assert markup(text) == expected


def test_words_of_filters_are_escaped_by_the_template() -> None:
    """What is not Markdown's markup is a plain string, which a template escapes."""
    runs = prose('Det är {{ y | ordval(positiv: "a", negativ: "<b>", noll: "c") }}.').text
    words = next(run for run in runs if not isinstance(run, Markup))

    assert isinstance(words, PrintedFigure)
    assert words.text == "<b>"


def test_figures_in_an_alternative_text_are_words() -> None:
    """An attribute holds no elements: the figure's text stands in it, escaped, and its use says where it is."""
    text = 'texter:\n  t: |\n    ![{{ x }} "hus" & mer](k.png) och {{ x }}\ntal:\n  x: 1 204\n'
    outline = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - text: t\n"
    _, document = content_and_document(source_of(text, outline, images={"k.png": b"abc"}))
    (block,) = (each for each in blocks_of(document) if isinstance(each, ProseBlock))

    assert 'alt="1\u00a0204 &quot;hus&quot; &amp; mer"' in str(block.text[0])
    assert [(use.slot, bool(use.element)) for use in document.uses] == [("alternative text", False), ("body", True)]


def test_a_text_shown_for_each_record_cites_that_record() -> None:
    """`post` is the record of the section, each time."""
    outline = """
        avsnitt:
          - för_varje: insatser
            innehåll:
              - text: t
    """
    records = "insatser:\n  - namn: A\n    kostnad: 1\n  - namn: B\n    kostnad: 2\n"
    text = records + "texter:\n  t: Kostar {{ post.kostnad }}.\n"
    blocks: list[Block] = [block for block in blocks_of(document_of(text, outline)) if isinstance(block, ProseBlock)]

    assert [figures_in(block.text) for block in blocks if isinstance(block, ProseBlock)] == [
        ["insatser.a.kostnad"],
        ["insatser.b.kostnad"],
    ]


def test_every_place_leads_to_a_line() -> None:
    """Sections, headings and blocks know the author's line that they come from."""
    document = document_of(TEXTS, RUN_ON)
    named = {block.id for block in blocks_of(document) if isinstance(block, SectionBlock | ProseBlock)}

    assert named <= set(document.places)
    assert all(where.line for where in document.places.values())


def test_the_same_content_gives_the_same_document() -> None:
    """Nothing but the content decides."""
    content = validate(source_of(TEXTS, RUN_ON))
    ledger = resolve(content)

    assert compose(content, ledger) == compose(content, ledger)
