"""What memos and forms print of what the house and the document say, from files to the documents."""

from __future__ import annotations

from collections.abc import Mapping

from generator.document import DecisionProposal, Document, FormBlock, Letterhead, PaperList, TableBlock, plain_text
from generator.pipeline import understand
from tests.commands.conftest import HERE, PERIOD, MakeProject

MEMO = """\
mall: skrivelse
titel: Skrivelse
numrering: ingen
brevhuvud:
  - id: diarienummer
    etikett: Diarienummer
    värde: "{{ ärende.diarienummer }}"
avsnitt:
  - rubrik: Förslag till beslut
    innehåll:
      - del: förslag_till_beslut
  - rubrik: Bilagor
    innehåll:
      - del: bilagor
"""
FORM = """\
mall: blankett
titel: Blankett
numrering: ingen
innehåll:
  - ärenden_till_tillsyn: alla
    visa: formulär
    rubrik: Händelse
    blanka: 2
avsnitt: []
"""
PROFILE = """\
namn: Storköping
uppföljningstyper:
  ärenden_till_tillsyn:
    id_fält: nummer
    fält:
      nummer:
        typ: text
        etikett: Nummer
      åtgärd:
        typ: löptext
        etikett: Åtgärd
ledtexter:
  beslutspunkter_inleds: ja
"""
DOCUMENTS = """\
dokument:
  skrivelse:
    mall: skrivelse
    brevhuvud:
      diarienummer: ""
    förslag_till_beslut:
      - beslutar: Socialnämnden
        punkter:
          - godkänna blanketten.
          - lägga den till handlingarna.
    omedelbar_justering: ja
    bilagor: [blankett]
  blankett:
    mall: blankett
    listas_som: Händelser under kvartalet
ärenden_till_tillsyn:
  - nummer: "17"
    åtgärd: Rutinen har ändrats.
"""
FILES = {
    "templates/storkoping/profil.yaml": PROFILE,
    "templates/storkoping/mallar/skrivelse.yaml": MEMO,
    "templates/storkoping/mallar/blankett.yaml": FORM,
    f"{HERE}/period.yaml": PERIOD + DOCUMENTS,
}


def _documents(project: MakeProject, files: Mapping[str, str]) -> dict[str, Document]:
    made = understand(project(files).folder, HERE.removeprefix("content/"))
    return {document.id: document for document in made.documents}


def test_each_point_is_a_whole_sentence_where_the_house_wants_it(project: MakeProject) -> None:
    """With `beslutspunkter_inleds: ja` the words before the points stand in each of them; the last one has its own."""
    blocks = _documents(project, FILES)["skrivelse"].units[0].blocks
    (proposal,) = [block for section in blocks[1:2] for block in section.blocks]  # type: ignore[union-attr]

    assert isinstance(proposal, DecisionProposal)
    assert [plain_text(point) for level in proposal.levels for point in level.points] == [
        "Socialnämnden beslutar att godkänna blanketten.",
        "Socialnämnden beslutar att lägga den till handlingarna.",
        "Paragrafen förklaras omedelbart justerad.",
    ]
    assert proposal.levels[0].opening == ()


def test_the_words_stand_once_above_the_points_otherwise(project: MakeProject) -> None:
    """Without it they open the level."""
    files = {**FILES, "templates/storkoping/profil.yaml": PROFILE.replace("inleds: ja", "inleds: nej")}
    blocks = _documents(project, files)["skrivelse"].units[0].blocks
    (proposal,) = [block for section in blocks[1:2] for block in section.blocks]  # type: ignore[union-attr]

    assert isinstance(proposal, DecisionProposal)
    assert plain_text(proposal.levels[0].opening) == "Socialnämnden beslutar att"
    assert plain_text(proposal.levels[0].points[0]) == "godkänna blanketten."


def test_a_paper_is_listed_by_the_name_that_it_has_in_lists(project: MakeProject) -> None:
    """`listas_som` is what the list of appendices says; the paper keeps its own title."""
    documents = _documents(project, FILES)
    (papers,) = [block for section in documents["skrivelse"].units[0].blocks[2:] for block in section.blocks]  # type: ignore[union-attr]

    assert isinstance(papers, PaperList)
    assert plain_text(papers.entries[0].title) == "Händelser under kvartalet"
    assert documents["blankett"].title == "Blankett"


def test_a_letterhead_field_may_be_left_blank(project: MakeProject) -> None:
    """A field that the document leaves blank keeps its label, and asks for nothing that the outline would cite."""
    letterhead = _documents(project, FILES)["skrivelse"].units[0].blocks[0]

    assert isinstance(letterhead, Letterhead)
    assert [(plain_text(field.label), plain_text(field.text)) for field in letterhead.fields] == [("Diarienummer", "")]


def test_a_form_needs_no_sections(project: MakeProject) -> None:
    """A form that is a title and what stands under it is one unit: the record, then the blank copies."""
    document = _documents(project, FILES)["blankett"]
    forms = [block for block in document.units[0].blocks if isinstance(block, FormBlock)]

    assert len(document.units) == 1
    assert [plain_text(form.title) for form in forms] == ["Händelse 1", "Händelse 2", "Händelse 3"]
    assert [bool(part.text) for form in forms for row in form.rows for part in row] == [True, True] + [False] * 4


def test_figures_with_labels_are_headed_as_words(project: MakeProject) -> None:
    """Where cells hold several figures with labels, the head of the column stands over their words."""
    report = "dokument:\n  rapport:\n    mall: andelar\n    titel: Rapport\n"
    outline = "mall: andelar\navsnitt:\n  - rubrik: Andelar\n    innehåll:\n      - tabell: andelar\n"
    table = """\
tabeller:
  andelar:
    rubrik: Andelar
    enhet: "%"
    decimaler: 0
    kolumner:
      - förra: Förra året
      - nu: I år
    rader:
      - Vuxna: 44 Perioden ; 39 Helår | 40
"""
    files = {f"{HERE}/period.yaml": PERIOD + report + table, "templates/storkoping/mallar/andelar.yaml": outline}
    (shown,) = [
        block
        for unit in _documents(project, files)["rapport"].units
        for section in unit.blocks
        for block in getattr(section, "blocks", ())
        if isinstance(block, TableBlock)
    ]

    assert [head.kind for head in shown.head[0][1:]] == ["text", "tal"]
    assert [column.kind for column in shown.columns[1:]] == ["text", "tal"]
