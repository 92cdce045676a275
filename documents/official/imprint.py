"""Draw the imprint (版记) by GB/T 9704-2012, 7.4: on the last even page, at its foot."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from documents.official.document import OfficialDocument
from documents.official.letterhead import RedHead
from documents.official.tables import EMU_PER_TWIP, measure_room
from documents.official.text import to_xml

THICK, THIN = 20, 14
"""Twips: 0.35 mm for the first and the last line, 0.25 mm for those between."""
COPIES_MARK = "抄送："


def has_imprint(head: RedHead | None) -> bool:
    """Return whether a document ends with an imprint."""
    return head is not None and bool(head.letterhead.copies or head.letterhead.printer)


def draw_imprint(paper: OfficialDocument, head: RedHead, machine_line: str) -> None:
    """Draw who gets a copy, who printed when, and in small type where the figures come from.

    A frame, which Word, WPS and LibreOffice all know, holds it at the foot of the page.
    """
    paper.start_last_page()
    width = measure_room(paper.document) // EMU_PER_TWIP
    texts = list(_list_texts(paper, head, machine_line, width))
    weights = [THICK, *[THIN] * (len(texts) - 1)]
    lines = [_write_line(paper, weight) for weight in weights]
    parts = [part for pair in zip(lines, texts, strict=True) for part in pair]
    frame = (
        f'<w:framePr w:w="{width}" w:wrap="around" w:vAnchor="margin" w:hAnchor="margin"'
        ' w:xAlign="left" w:yAlign="bottom"/>'
    )
    for style, form, runs in [*parts, _write_line(paper, THICK)]:
        xml = (
            f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style}"/>{frame}{form}</w:pPr>'
            f"{runs}</w:p>"
        )
        paper.document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")
    paper.add("imprint", "")  # the frame is bound to it


Part = tuple[str, str, str]
"""A paragraph's style, properties and runs."""


def _list_texts(
    paper: OfficialDocument, head: RedHead, machine_line: str, width: int
) -> Iterator[Part]:
    """Yield the texts; a character stays free on the left and on the right."""
    character = int(paper.page.imprint.size_pt * 20)
    style = paper.style_id("imprint")
    if copies := head.letterhead.copies.rstrip("。"):
        hanging = character * len(COPIES_MARK)
        indent = (
            f'<w:ind w:left="{character + hanging}" w:right="{character}" w:hanging="{hanging}"/>'
        )
        yield style, indent, _write_runs(f"{COPIES_MARK}{copies}。")
    if printer := head.letterhead.printer:
        form = (
            f'<w:tabs><w:tab w:val="right" w:pos="{width - character}"/></w:tabs>'
            f'<w:ind w:left="{character}" w:firstLine="0"/>'
        )
        yield style, form, _write_runs(printer, f"{head.printed_on}印发")
    if machine_line:
        indent = f'<w:ind w:left="{character}" w:right="0" w:firstLine="0"/>'
        yield paper.style_id("seal"), indent, _write_runs(machine_line)


def _write_line(paper: OfficialDocument, twips: int) -> Part:
    """Return a line as an empty black paragraph: borders that differ dissolve a frame."""
    form = (
        '<w:shd w:val="clear" w:color="auto" w:fill="000000"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{twips}" w:lineRule="exact"/>'
        '<w:ind w:left="0" w:right="0" w:firstLine="0"/>'
    )
    return paper.style_id("imprint"), form, ""


def _write_runs(*parts: str) -> str:
    return "<w:r><w:tab/></w:r>".join(
        '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
        f'<w:t xml:space="preserve">{to_xml(part)}</w:t></w:r>'
        for part in parts
    )
