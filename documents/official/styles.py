"""Paragraph styles: one for each kind of text, with a Chinese name and an East Asian font.

A font name alone sets only Latin letters; `w:eastAsia` sets the Chinese ones. Theme attributes
(`w:eastAsiaTheme`) would override it, so they are removed.
"""

from __future__ import annotations

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.oxml.text.font import CT_RPr
from docx.shared import Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

from documents.official.page import STYLE_NAMES, PageTemplate, TypeStyle

RUN_IN = "公文二级标题字"
"""The character style of a second-level heading that opens a body paragraph."""

THEME_ATTRIBUTES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
HEADINGS = {"heading_1", "attachment_mark", "table_title"}
"""Kinds of text that are kept on the same page as the next paragraph."""

BLACK, RED = RGBColor(0, 0, 0), RGBColor(0xFF, 0, 0)


def add_styles(document: Document, page: PageTemplate) -> None:
    """Add the style of each kind of text; styles that the base document has are left as is."""
    known = {style.name for style in document.styles}
    for kind, name in STYLE_NAMES.items():
        if name not in known:
            style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.element.set(qn("w:styleId"), _style_id(kind))
            _set_paragraph(style, getattr(page, kind))
            style.paragraph_format.keep_with_next = kind in HEADINGS
            _set_type(style, getattr(page, kind))
    if RUN_IN not in known:
        run_in = document.styles.add_style(RUN_IN, WD_STYLE_TYPE.CHARACTER)
        run_in.element.set(qn("w:styleId"), "KaoheRunIn")
        _set_type(run_in, page.heading_2)


def set_defaults(document: Document, page: PageTemplate) -> None:
    """Give the Normal style and the document's defaults the type of the body."""
    body = page.body
    normal = document.styles["Normal"]
    _set_fonts(normal.element.get_or_add_rPr(), body)
    normal.font.size = Pt(float(body.size_pt))
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for run in defaults.iter(qn("w:rPr")) if defaults is not None else ():
        _set_fonts(run, body)
        language = run.find(qn("w:lang"))
        if language is not None:
            language.set(qn("w:eastAsia"), "zh-CN")


def list_style_ids(document: Document) -> dict[str, str]:
    """Return kind of text → identifier of its style in the file.

    They are read once, because python-docx searches all styles at each lookup.
    """
    ids = {style.name: style.style_id for style in document.styles}
    return {kind: ids[name] for kind, name in STYLE_NAMES.items()} | {RUN_IN: ids[RUN_IN]}


def _style_id(kind: str) -> str:
    """Return the identifier of our style, in Latin letters, which every program accepts."""
    return "Kaohe" + "".join(part.capitalize() for part in kind.split("_"))


def _set_paragraph(style: ParagraphStyle, look: TypeStyle) -> None:
    form = style.paragraph_format
    form.alignment = ALIGNMENTS[look.align]
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(float(look.line_pt))
    form.space_before = Pt(float(look.before_pt))
    form.space_after = Pt(float(look.after_pt))
    form.first_line_indent = Pt(float(look.indent_chars * look.size_pt))
    form.right_indent = Pt(float(look.right_chars * look.size_pt))
    form.widow_control = False


def _set_type(style: CharacterStyle, look: TypeStyle) -> None:
    style.font.size = Pt(float(look.size_pt))
    style.font.bold = look.bold
    style.font.color.rgb = RED if look.is_red else BLACK
    _set_fonts(style.element.get_or_add_rPr(), look)


def _set_fonts(run: CT_RPr, look: TypeStyle) -> None:
    fonts = run.get_or_add_rFonts()
    for name in THEME_ATTRIBUTES:
        fonts.attrib.pop(qn(f"w:{name}"), "")
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), look.latin)
    fonts.set(qn("w:eastAsia"), look.font)
