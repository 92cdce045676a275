"""Draw the red head of an official document by GB/T 9704-2012, 7.2, and its signature."""

from __future__ import annotations

from decimal import Decimal

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Emu, Pt
from docx.text.paragraph import Paragraph

from documents.official.document import OfficialDocument
from documents.official.letterhead import RedHead
from documents.official.tables import measure_room
from documents.official.text import clean
from documents.wording import measure_width

OFFICE_MM = Decimal(35)
"""From the upper edge of the text area to the office's name."""
POINTS_PER_MM = Decimal(72) / Decimal("25.4")
LINES_BELOW = 2
"""Empty lines between office, number, red line and title."""
RULE_GAP_PT, RULE_EIGHTHS, RED = 11, 16, "FF0000"
"""The red line stands 4 mm below the number."""
SEALED_CHARS = Decimal(4)
"""The room on the right of a date that a seal is put on."""


def draw_head(paper: OfficialDocument, head: RedHead) -> None:
    """Draw the marks, the office's name, the document number and the red line."""
    marks = head.letterhead.top_marks
    for mark in marks:
        paper.add("top_mark", mark)
    taken = len(marks) * paper.page.top_mark.line_pt
    office = paper.add("office", head.letterhead.office)
    office.paragraph_format.space_before = Pt(
        float(max(OFFICE_MM * POINTS_PER_MM - taken, Decimal(0)))
    )
    _fit_one_line(paper, office)
    line = paper.page.number.line_pt
    number = _draw_number(paper, head)
    number.paragraph_format.space_before = Pt(float(LINES_BELOW * line))
    number._p.get_or_add_pPr().insert_element_before(
        parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="{RULE_EIGHTHS}"'
            f' w:space="{RULE_GAP_PT}" w:color="{RED}"/></w:pBdr>'
        ),
        "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr",
    )  # fmt: skip


def draw_title(paper: OfficialDocument, title: str) -> None:
    """Draw the title below the red line."""
    form = paper.add("title", title).paragraph_format
    form.space_before = Pt(float(LINES_BELOW * paper.page.body.line_pt))


def draw_signature(paper: OfficialDocument, issuer: str, day: str) -> None:
    """Draw issuer and date for a seal: the date four characters from the right, both centred."""
    size = paper.page.signature.size_pt
    longer = Decimal(measure_width(issuer) - measure_width(day)) / 4
    paper.add("signature", "")
    for text, chars in (
        (issuer, max(SEALED_CHARS - longer, Decimal(0))),
        (day, max(SEALED_CHARS, longer)),
    ):
        paper.add("signature", text).paragraph_format.right_indent = Pt(float(chars * size))


def _fit_one_line(paper: OfficialDocument, office: Paragraph) -> None:
    """Set a long name smaller, so that it stays on one line."""
    characters = Decimal(max(measure_width(office.text), 1)) / 2
    room = Decimal(measure_room(paper.document)) / Emu(Pt(1))
    size = min(paper.page.office.size_pt, room // characters)
    for run in office.runs:
        run.font.size = Pt(float(size))
    office.paragraph_format.line_spacing = Pt(float(min(paper.page.office.line_pt, size * 5 / 4)))


def _draw_number(paper: OfficialDocument, head: RedHead) -> Paragraph:
    """Draw the document number; with a signer, the number on the left and the signer right."""
    if not head.signer:
        return paper.add("number", head.number)
    paragraph = paper.add("number", f"　{head.number}")
    paragraph.runs[-1].add_tab()
    paragraph.runs[-1].add_text(clean(f"签发人：{head.signer}　"))
    form = paragraph.paragraph_format
    form.alignment = WD_ALIGN_PARAGRAPH.LEFT
    form.tab_stops.add_tab_stop(Emu(measure_room(paper.document)), WD_TAB_ALIGNMENT.RIGHT)
    return paragraph
