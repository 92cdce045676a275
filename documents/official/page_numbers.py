"""Page numbers by GB/T 9704: — 1 —, on the right of odd pages and the left of even ones."""

from __future__ import annotations

from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import _Footer

from documents.official.page import STYLE_NAMES, PageTemplate

FIELD = (
    '<w:r {ns}><w:t xml:space="preserve">— </w:t></w:r>',
    '<w:r {ns}><w:fldChar w:fldCharType="begin"/></w:r>',
    '<w:r {ns}><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>',
    '<w:r {ns}><w:fldChar w:fldCharType="separate"/></w:r>',
    "<w:r {ns}><w:t>1</w:t></w:r>",
    '<w:r {ns}><w:fldChar w:fldCharType="end"/></w:r>',
    '<w:r {ns}><w:t xml:space="preserve"> —</w:t></w:r>',
)


def add_page_numbers(document: Document, page: PageTemplate) -> None:
    """Number the pages of a document, unless its base document has footers of its own."""
    section = document.sections[0]
    if any(paragraph.text.strip() for paragraph in section.footer.paragraphs):
        return
    settings = document.settings.element
    if settings.find(qn("w:evenAndOddHeaders")) is None:
        document.settings.odd_and_even_pages_header_footer = True
    indent = int(page.page_number.size_pt * 20)  # one character by the standard, in twips
    _write(document, section.footer, "right", indent)
    _write(document, section.even_page_footer, "left", indent)


def _write(document: Document, footer: _Footer, side: str, space: int) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = document.styles[STYLE_NAMES["page_number"]]
    properties = paragraph._p.get_or_add_pPr()
    alignment = OxmlElement("w:jc")
    alignment.set(qn("w:val"), side)
    indent = OxmlElement("w:ind")
    indent.set(qn(f"w:{side}"), str(space))
    indent.set(qn("w:firstLine"), "0")
    properties.append(indent)
    properties.append(alignment)
    for part in FIELD:
        paragraph._p.append(parse_xml(part.format(ns=nsdecls("w"))))
