"""Build an official document: page, paragraphs, attachments on new pages, tables, pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Emu, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml.etree import XMLSyntaxError

from documents.official.archive import save
from documents.official.page import PageTemplate
from documents.official.page_numbers import add_page_numbers
from documents.official.styles import RUN_IN, add_styles, list_style_ids, set_defaults
from documents.official.tables import PrintedColumn, add_table, measure_room
from documents.official.text import clean
from documents.template_files import TemplateError

UNDATED = datetime(2000, 1, 1)
"""The creation time in the file; the real time would make every copy a different file."""


LONGEST_PROPERTY = 255


class OfficialDocument:
    """A document under construction; each `add` appends to its end."""

    def __init__(
        self,
        page: PageTemplate,
        base: tuple[str, bytes] | None = None,
        *,
        title: str,
        identity: str = "",
    ) -> None:
        """Begin a document; `identity`, its subject in the file, says which edition it is."""
        self.page = page
        self.document = open_base(*base) if base else docx.Document()
        add_styles(self.document, page)
        if base is None:
            set_defaults(self.document, page)
            _set_paper(self.document.sections[0], page)
        self._style_ids = list_style_ids(self.document)
        add_page_numbers(self.document, page)
        _set_properties(self.document, title, identity)

    def style_id(self, kind: str) -> str:
        """Return the identifier of the style of a kind of text."""
        return self._style_ids[kind]

    def add(self, kind: str, text: str, *, opening: str = "") -> Paragraph:
        """Add a paragraph in the style of `kind`; `opening` is set as a run-in heading."""
        paragraph = self.document.add_paragraph()
        paragraph._p.style = self._style_ids[kind]
        if opening:
            self._add_run(paragraph, opening)._r.style = self._style_ids[RUN_IN]
        self._add_run(paragraph, text)
        return paragraph

    def add_attachment_list(self, titles: Sequence[str]) -> None:
        """Add the list of attachments, 附件：1. …, with the later ones aligned below the first."""
        size = self.page.attachment_list.size_pt
        for number, title in enumerate(titles, start=1):
            numbered = f"{number}. {title}" if len(titles) > 1 else title
            paragraph = self.add(
                "attachment_list", f"附件：{numbered}" if number == 1 else numbered
            )
            form = paragraph.paragraph_format
            # 附件： begins at two characters and takes three: all titles begin at five.
            form.left_indent = Pt(float(size * 5))
            form.first_line_indent = Pt(float(-size * 3 if number == 1 else 0))
            form.space_before = (
                Pt(float(self.page.attachment_list.line_pt)) if number == 1 else None
            )

    def start_attachment(self, mark: str, *, is_landscape: bool) -> None:
        """Begin an attachment on a new page of the given orientation."""
        section = self.document.sections[-1]
        turns = is_landscape != (section.orientation == WD_ORIENT.LANDSCAPE)
        if turns:
            _turn(self.document.add_section(WD_SECTION.NEW_PAGE))
            _flatten(self.document.paragraphs[-1])  # it only holds the section's end
        paragraph = self.add("attachment_mark", mark)
        paragraph.paragraph_format.page_break_before = not turns

    def start_last_page(self) -> None:
        """Begin an upright, even page without a number, as the standard wants it for 版记."""
        was_turned = self.document.sections[-1].orientation == WD_ORIENT.LANDSCAPE
        section = self.document.add_section(WD_SECTION.EVEN_PAGE)
        if was_turned:
            _turn(section)
        _flatten(self.document.paragraphs[-1])  # it only holds the section's end
        for footer in (section.footer, section.even_page_footer):
            footer.is_linked_to_previous = False

    def add_table(
        self, columns: Sequence[PrintedColumn], rows: Sequence[Sequence[str]], *, empty: str = "无"
    ) -> None:
        """Add a table over the width of the page; `empty` is the text of a table without rows."""
        add_table(self.document, self.page, self._style_ids, columns, rows, empty)

    def add_picture(self, png: bytes, alt: str) -> None:
        """Add a picture over the width of the page; `alt` is its text for screen readers."""
        paragraph = self.add("note", "")
        form = paragraph.paragraph_format
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE  # an exact spacing would cut it off
        room = Emu(measure_room(self.document))
        picture = paragraph.add_run().add_picture(io.BytesIO(png), width=room)
        picture._inline.docPr.set("descr", clean(alt))

    def save(self) -> bytes:
        """Return the document as .docx; the same content gives the same bytes."""
        if _ends_with_table(self.document):
            _flatten(self.document.add_paragraph())
        return save(self.document)

    def _add_run(self, paragraph: Paragraph, text: str) -> Run:
        """Add a run whose quotation marks and dashes use the Chinese font."""
        run = paragraph.add_run(clean(text))
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
        return run


def open_base(name: str, content: bytes) -> Document:
    """Return the office's own document, opened; TemplateError if it is not a .docx."""
    try:
        return docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, BadZipFile, XMLSyntaxError, ValueError, KeyError, OSError):
        raise TemplateError(
            f"模板有误：{name}：不是 Word 文档（.docx）。请用 WPS 或 Word 另存为 .docx。"
        ) from None


def _set_paper(section: Section, page: PageTemplate) -> None:
    paper = page.paper
    section.page_width, section.page_height = _cm(paper.width_cm), _cm(paper.height_cm)
    section.top_margin, section.bottom_margin = _cm(paper.top_cm), _cm(paper.bottom_cm)
    section.left_margin, section.right_margin = _cm(paper.left_cm), _cm(paper.right_cm)
    section.footer_distance = _cm(paper.footer_cm)
    section.gutter = 0
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:  # the grid would stretch the exact line spacing
        section._sectPr.remove(grid)


def _turn(section: Section) -> None:
    """Turn a section's page by 90 degrees, together with its margins."""
    is_upright = section.orientation == WD_ORIENT.PORTRAIT
    section.orientation = WD_ORIENT.LANDSCAPE if is_upright else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = section.page_height, section.page_width
    top, right = section.top_margin, section.right_margin
    bottom, left = section.bottom_margin, section.left_margin
    if is_upright:
        section.left_margin, section.top_margin = top, right
        section.right_margin, section.bottom_margin = bottom, left
    else:
        section.top_margin, section.right_margin = left, top
        section.bottom_margin, section.left_margin = right, bottom


def _set_properties(document: Document, title: str, identity: str) -> None:
    """Set the title and the subject, and clear author and time."""
    properties = document.core_properties
    properties.title = " ".join(clean(title).split())
    if identity:
        properties.subject = clean(identity)[:LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = UNDATED
    properties.revision = 1
    properties.language = "zh-CN"


def _ends_with_table(document: Document) -> bool:
    """Return whether the body ends with a table; Word requires a paragraph after it."""
    parts = [element.tag for element in document.element.body if element.tag != qn("w:sectPr")]
    return bool(parts) and parts[-1] == qn("w:tbl")


def _flatten(paragraph: Paragraph) -> None:
    """Make an empty paragraph one point high."""
    form = paragraph.paragraph_format
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(1)
    form.space_before = form.space_after = Pt(0)


def _cm(value: Decimal) -> Cm:
    return Cm(float(value))
