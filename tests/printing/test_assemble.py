"""What the finished file says of itself and carries: metadata, attachments, page labels; and what is refused."""

from __future__ import annotations

import dataclasses
import io
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree as ET

import pikepdf
import pytest

from generator.document import Attachment, Layout, Metadata, Numbering, Sheet
from generator.printing.pdf import assemble, lay_out
from generator.printing.pdf.assemble import AssemblyError
from generator.printing.pdf.metadata import pdf_date, xmp_packet
from tests.printing.pdf import sample

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"


@pytest.fixture(scope="module")
def layout() -> Layout:
    """A cover without a number, two counted pages, and a notice in Roman numbers."""
    kinds = (Numbering.UNNUMBERED, Numbering.COUNTED, Numbering.ROMAN)
    bodies = ("<h1>A</h1>", "<p id='x'>B</p><p style='break-before: page'>C</p>", "<p>D</p>")
    sheets = (
        Sheet(str(place), sample.document(body), numbering=kind)
        for place, (body, kind) in enumerate(zip(bodies, kinds, strict=True))
    )
    return lay_out(tuple(sheets), sample.style())


@pytest.fixture(scope="module")
def file(layout: Layout) -> pikepdf.Pdf:
    """That layout bound with metadata and attachments, opened."""
    return pikepdf.open(io.BytesIO(assemble(layout, sample.METADATA, sample.ATTACHMENTS).data))


def test_info_and_xmp_say_the_same(file: pikepdf.Pdf) -> None:
    """Title, author, subject, keywords and dates, in both places; the language in the catalogue."""
    xmp = ET.fromstring(file.Root.Metadata.read_bytes())  # noqa: S314 - our own
    texts = {
        name: [item.text for item in element.iter(f"{RDF}li")]
        for name in ("title", "creator", "description", "subject", "language")
        for element in xmp.iter(f"{DC}{name}")
    }

    assert texts == {
        "title": [str(file.docinfo.Title)],
        "creator": [str(file.docinfo.Author)],
        "description": ["Prov & prövning"],
        "subject": ["delårsrapport", "prov"],
        "language": ["sv"],
    }
    assert str(file.docinfo.Subject) == "Prov & prövning"
    assert str(file.docinfo.CreationDate) == "D:20240517093000Z"
    assert [element.text for element in xmp.iter(f"{XMP}ModifyDate")] == ["2024-05-17T09:30:00Z"]
    assert str(file.Root.Lang) == "sv"
    assert file.Root.ViewerPreferences.DisplayDocTitle
    assert file.Root.MarkInfo.Marked


def test_the_file_claims_both_standards_in_one_rdf() -> None:
    """PDF/A-3 conformance A and PDF/UA part 1 with its extension schema, in the only rdf:RDF of the packet."""
    packet = xmp_packet(sample.METADATA).decode()

    assert packet.count("<rdf:RDF") == 1
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in packet
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    assert "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>" in packet


def test_without_dates_none_is_made_up(layout: Layout) -> None:
    """A document without dates has none: no clock is read."""
    data = assemble(layout, Metadata("Titel", "Kommun")).data
    file = pikepdf.open(io.BytesIO(data))

    assert "/CreationDate" not in file.docinfo
    assert "/ModDate" not in file.docinfo
    assert b"CreateDate" not in file.Root.Metadata.read_bytes()


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (UTC, "D:20240102030405Z"),
        (timezone(timedelta(hours=1)), "D:20240102030405+01'00'"),
        (timezone(-timedelta(hours=3, minutes=30)), "D:20240102030405-03'30'"),
    ],
)
def test_dates_keep_their_zone(zone: timezone, expected: str) -> None:
    """A PDF date says its offset; a date without one is refused."""
    assert pdf_date(datetime(2024, 1, 2, 3, 4, 5, tzinfo=zone)) == expected
    with pytest.raises(ValueError, match="time zone"):
        pdf_date(datetime(2024, 1, 2))  # noqa: DTZ001 - what is refused


def test_attachments_travel_with_what_they_are(file: pikepdf.Pdf) -> None:
    """Name, bytes, media type, relationship and fixed dates; listed for the whole document."""
    spec = file.attachments["tabell-1.csv"]
    stream = spec.obj.EF.F

    assert set(file.attachments) == {"tabell-1.csv", "tal.json"}
    assert spec.get_file().read_bytes() == sample.ATTACHMENTS[0].data
    assert [str(said) for said in (stream.Subtype, spec.obj.AFRelationship, spec.obj.Desc)] == [
        "/text/csv",
        "/Data",
        "Tabell 1",
    ]
    assert str(stream.Params.ModDate) == str(stream.Params.CreationDate) == "D:20240517093000Z"
    assert int(stream.Params.Size) == len(sample.ATTACHMENTS[0].data)
    assert [str(one.F) for one in file.Root.AF] == ["tabell-1.csv", "tal.json"]


@pytest.mark.parametrize("names", [("tabell-å.csv",), ("a.csv", "a.csv")])
def test_names_of_attachments_are_ascii_and_unique(layout: Layout, names: tuple[str, ...]) -> None:
    """Another name is not found again in several readers, and of two with one name one would be lost."""
    attachments = tuple(Attachment(name, b"", "text/csv", "", sample.MOMENT) for name in names)

    with pytest.raises(AssemblyError):
        assemble(layout, sample.METADATA, attachments)


def test_page_labels_are_the_printed_numbers(layout: Layout, file: pikepdf.Pdf) -> None:
    """Where printed numbers and pages differ, the file says the printed ones; where they agree, it needs not."""
    plain = Layout(layout.fragments[1:2])

    assert [str(page.label) for page in file.pages] == ["", "1", "2", "i"]
    assert "/PageLabels" not in pikepdf.open(io.BytesIO(assemble(plain, sample.METADATA).data)).Root


def test_places_are_counted_over_the_whole_file(layout: Layout) -> None:
    """The page of an element is that of the file."""
    pdf = assemble(layout, sample.METADATA)

    assert [box.page for box in pdf.places("x")] == [2]
    assert pdf.labels == ("", "1", "2", "i")


def test_a_link_to_nothing_is_refused() -> None:
    """A dead link is the layout's fault to report; a file with one is not made."""
    layout = lay_out((Sheet("a", sample.document("<p><a href='#borta'>x</a></p>")),), sample.style())

    with pytest.raises(AssemblyError, match="borta"):
        assemble(layout, sample.METADATA)


def test_furniture_of_another_size_is_refused(layout: Layout) -> None:
    """Heads and feet made for other pages are not laid over these."""
    wide = lay_out((Sheet("w", sample.document("<div class='wide'>x</div>")),), sample.style()).fragments[0].pdf
    mixed = dataclasses.replace(layout, fragments=layout.fragments[:1], furniture=wide)

    with pytest.raises(AssemblyError, match="size"):
        assemble(mixed, sample.METADATA)
