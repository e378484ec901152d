"""The XMP packet, Info entries and dates of a file that is PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1).

PDF/A wants foreign properties described (6.6.2.3), so the PDF/UA identification brings its extension schema. All is
in one rdf:RDF: readers and validators look at the first only.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from generator.document import Metadata

PRODUCER = "Tertial"

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">{dublin_core}</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">{pdf}</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">{basic}</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def pdf_date(moment: datetime) -> str:
    """Return a PDF date (ISO 32000-1, 7.9.4). Raises ValueError without a time zone."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a date in a PDF needs its time zone")
    minutes = int(offset / timedelta(minutes=1))
    zone = f"{'+' if minutes >= 0 else '-'}{abs(minutes) // 60:02d}'{abs(minutes) % 60:02d}'" if minutes else "Z"
    return f"D:{moment:%Y%m%d%H%M%S}{zone}"


def _xmp_date(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _alternatives(name: str, text: str) -> str:
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt></{name}>'


def _items(name: str, kind: str, texts: tuple[str, ...]) -> str:
    listed = "".join(f"<rdf:li>{escape(text)}</rdf:li>" for text in texts)
    return f"<{name}><rdf:{kind}>{listed}</rdf:{kind}></{name}>"


def xmp_packet(metadata: Metadata) -> bytes:
    """Return the XMP packet, which says the same as `info_entries`."""
    dublin_core = _alternatives("dc:title", metadata.title) + _items("dc:creator", "Seq", (metadata.author,))
    dublin_core += _items("dc:language", "Bag", (metadata.language,))
    pdf = f"<pdf:Producer>{PRODUCER}</pdf:Producer>"
    basic = f"<xmp:CreatorTool>{escape(metadata.creator)}</xmp:CreatorTool>"
    if metadata.subject:
        dublin_core += _alternatives("dc:description", metadata.subject)
    if metadata.keywords:
        dublin_core += _items("dc:subject", "Bag", metadata.keywords)
        pdf += f"<pdf:Keywords>{escape(', '.join(metadata.keywords))}</pdf:Keywords>"
    if metadata.created:
        basic += f"<xmp:CreateDate>{_xmp_date(metadata.created)}</xmp:CreateDate>"
    if metadata.modified:
        basic += f"<xmp:ModifyDate>{_xmp_date(metadata.modified)}</xmp:ModifyDate>"
    return _PACKET.format(dublin_core=dublin_core, pdf=pdf, basic=basic).encode()


def info_entries(metadata: Metadata) -> dict[str, str]:
    """Return the entries of the file's Info dictionary."""
    entries = {
        "/Title": metadata.title,
        "/Author": metadata.author,
        "/Subject": metadata.subject,
        "/Keywords": ", ".join(metadata.keywords),
        "/Creator": metadata.creator,
        "/Producer": PRODUCER,
        "/CreationDate": pdf_date(metadata.created) if metadata.created else "",
        "/ModDate": pdf_date(metadata.modified) if metadata.modified else "",
    }
    return {key: text for key, text in entries.items() if text}
