"""Content from YAML as a controller writes it, without files: text of a period → its Content, Ledger and problems."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import pytest

from generator.checks.tables.reconciliation import reconciliation
from generator.content import Block, Content, Formula, HouseSource, PeriodSource, Source, as_citation, validate
from generator.figures import Ledger, Scope, print_citation, resolve
from generator.figures.evaluate import PrintedCitation
from generator.problems import Problem, Rejected, Where
from generator.project import read_yaml

PERIOD = """
period: 2023-t1
rubrik: Tertial 1 2023
från: 2023-01-01
till: 2023-04-30
föregående_period: 2022-t3
föregående_bokslut: 2022
"""

PROFILE = """
talformat:
  standard:
    minus: "−"
  avvikelse:
    decimaler: 1
    plustecken: ja
enheter:
  - årsarbetare
  - kr per dygn
statusskalor:
  status:
    Klar:
      ord: Genomförd
uppföljningstyper:
  enheter:
    id_fält: rubrik
    fält:
      rubrik:
        typ: text
      riktning:
        typ: val
        val: [upp, ner]
      utfall:
        typ: tal
        enhet: mnkr
        decimaler: 1
      budget:
        typ: tal
        enhet: mnkr
      avvikelse:
        typ: tal
        enhet: mnkr
        formel: utfall - budget
      andel:
        typ: tal
        enhet: "%"
        decimaler: 0
        formel_efter:
          fält: riktning
          formler:
            upp: utfall / budget
            ner: budget / utfall
      status:
        typ: status
        skala: status
      datum:
        typ: datum
      granne:
        typ: post
        av: enheter
      kommentar:
        typ: löptext
"""

OUTLINE = """
mall: rapport
titel: Rapport
avsnitt:
  - rubrik: Sammanfattning
    tomt: tillåtet
    innehåll:
      - text: sammanfattning
        obligatoriskt: nej
  - rubrik: Enheter
    id: enheter
    tomt: tillåtet
    avsnitt:
      - för_varje: enheter
        rubrik_per_post: "{{ post.rubrik }}"
        tomt: tillåtet
        innehåll:
          - text: om_enheten
            obligatoriskt: nej
"""


def block(text: str, file: str = "period.yaml") -> Block:
    """YAML in → its tree out; a fault in it is a fault of the test."""
    tree, problems = read_yaml(textwrap.dedent(text), file)
    assert not problems, problems
    return tree or Block()


def content_of(text: str, earlier: Mapping[str, str] | None = None, *, documents: bool = False) -> Content:
    """The YAML of a period, and of earlier ones by name, in → the Content out; `documents` adds a report."""
    head = PERIOD + ("dokument:\n  rapport:\n    mall: rapport\n" if documents else "")
    if documents and "enheter:" not in text:
        head += "enheter: []\n"
    own = PeriodSource("k/n/2023-t1", (block(head, "head.yaml"), block(text)))
    others = {
        name: PeriodSource(f"k/n/{name}", (block(PERIOD, "head.yaml"), block(told, f"{name}.yaml")))
        for name, told in (earlier or {}).items()
    }
    house = HouseSource("hus", (block(PROFILE, "profil.yaml"),), (block(OUTLINE, "mall.yaml"),), ())
    return validate(
        Source(
            block("kommun: Storköpings kommun\nprofil: hus", "kommun.yaml"),
            block("nämnd: Socialnämnden\nbestämd_form: socialnämnden", "namnd.yaml"),
            house,
            own,
            others,
        )
    )


def ledger_of(text: str, earlier: Mapping[str, str] | None = None, *, documents: bool = False) -> Ledger:
    """The YAML of a period in → its Ledger out."""
    return resolve(content_of(text, earlier, documents=documents))


def problems_of(text: str, earlier: Mapping[str, str] | None = None, *, documents: bool = False) -> tuple[Problem, ...]:
    """The YAML of a period in → what resolving and reconciling finds wrong with it."""
    content = content_of(text, earlier, documents=documents)
    try:
        return tuple(reconciliation(resolve(content)))
    except Rejected as rejected:
        return rejected.problems


def printed(ledger: Ledger, expression: str, scope: Scope | None = None) -> PrintedCitation:
    """An expression as it stands between the braces in → what is printed for it."""
    return print_citation(as_citation(Formula(expression, Where("text.md", 1, 1))), ledger, scope or Scope())


def text_of(ledger: Ledger, expression: str, scope: Scope | None = None) -> str:
    """The text printed for an expression, with plain blanks for hard ones."""
    return printed(ledger, expression, scope).text.replace("\u00a0", " ")


def refusal(ledger: Ledger, expression: str, scope: Scope | None = None) -> Problem:
    """The one problem that an expression gives."""
    with pytest.raises(Rejected) as caught:
        printed(ledger, expression, scope)
    (problem,) = caught.value.problems
    return problem
