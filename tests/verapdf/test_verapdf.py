"""The PDF validator itself: it finds what is wrong, and it passes what is right."""

from pathlib import Path

import pikepdf
import pytest
from weasyprint import HTML

from tests.verapdf.runner import DEBIAN_JARS, EngineError, VeraPdf, compiled

ACCESSIBLE = "<html lang=sv><title>Rapport</title><h1>Rapport</h1><p>Text</p></html>"


def plain_pdf(path: Path) -> Path:
    """An empty page with nothing that a standard asks for."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    return path


def test_a_plain_pdf_breaks_both_standards(verapdf: VeraPdf, tmp_path: Path) -> None:
    """A page without tags, title and metadata is found out, with the rules it breaks, for either standard."""
    failures = verapdf.validate([plain_pdf(tmp_path / "plain.pdf")])

    assert {("ua1", "7.1-11"), ("3a", "6.7.3.3-1")} <= {(failure.flavour, failure.rule) for failure in failures}
    assert all(failure.message and failure.times for failure in failures)


def test_an_accessible_pdf_passes_the_standard_it_keeps(verapdf: VeraPdf, tmp_path: Path) -> None:
    """A document that WeasyPrint makes for PDF/UA-1 passes it, and breaks PDF/A-3a: each verdict is its own."""
    path = tmp_path / "ua.pdf"
    HTML(string=ACCESSIBLE).write_pdf(path, pdf_variant="pdf/ua-1")

    assert [] == verapdf.validate([path], ["ua1"])
    assert "6.6.4-1" in {failure.rule for failure in verapdf.validate([path], ["3a"])}


def test_several_files_keep_their_own_verdicts(verapdf: VeraPdf, tmp_path: Path) -> None:
    """The process answers for each file apart: a bad one between two good ones leaves no mark on them."""
    good, bad = tmp_path / "good.pdf", plain_pdf(tmp_path / "bad.pdf")
    HTML(string=ACCESSIBLE).write_pdf(good, pdf_variant="pdf/ua-1")

    assert {bad} == {failure.file for failure in verapdf.validate([good, bad, good], ["ua1"])}


def test_only_what_was_valid_by_a_standard_is_not_looked_at_again(verapdf: VeraPdf, tmp_path: Path) -> None:
    """The same bytes under another name pass or fail as before, by either standard; other bytes are looked at."""
    good, bad = tmp_path / "good.pdf", plain_pdf(tmp_path / "bad.pdf")
    HTML(string=ACCESSIBLE).write_pdf(good, pdf_variant="pdf/ua-1")
    assert verapdf.validate([good], ["ua1"]) == []
    for path in (good, bad):
        (tmp_path / f"copy-{path.name}").write_bytes(path.read_bytes())

    assert verapdf.validate([tmp_path / "copy-good.pdf"], ["ua1"]) == []
    assert {failure.file.name for failure in verapdf.validate([tmp_path / "copy-good.pdf"], ["3a"])} == {
        "copy-good.pdf"
    }
    for path in (bad, tmp_path / "copy-bad.pdf"):
        assert {failure.file for failure in verapdf.validate([path])} == {path}
    good.write_bytes(bad.read_bytes())
    assert {failure.file for failure in verapdf.validate([good])} == {good}


@pytest.mark.parametrize("content", [None, b"", b"%PDF-1.7\nnothing more"])
def test_what_cannot_be_read_is_a_failure(verapdf: VeraPdf, tmp_path: Path, content: bytes | None) -> None:
    """A file that is missing, empty or cut short never counts as valid."""
    path = tmp_path / "odd.pdf"
    if content is not None:
        path.write_bytes(content)

    assert ["unreadable"] == [failure.rule for failure in verapdf.validate([path], ["ua1"])]


def test_a_missing_java_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Java's compiler nothing is skipped: the error names the package to install."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(EngineError, match="default-jdk-headless"):
        VeraPdf(cache=tmp_path / "cache")


def test_a_missing_jar_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without JAXB nothing is skipped: the error names the jar and the package to install."""
    assert DEBIAN_JARS.is_dir()
    monkeypatch.setattr("tests.verapdf.runner.DEBIAN_JARS", tmp_path)

    with pytest.raises(EngineError, match=r"jaxb-runtime\.jar.*libjaxb-java"):
        VeraPdf()


def test_a_runner_that_does_not_compile_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Java's own message comes along when the runner is refused, and nothing is left that looks compiled."""
    source = tmp_path / "Validate.java"
    source.write_text("class Validate { nonsense }")
    monkeypatch.setattr("tests.verapdf.runner.SOURCE", source)

    with pytest.raises(EngineError, match="error:"):
        compiled([source], tmp_path / "cache")

    assert [] == list((tmp_path / "cache").iterdir())
