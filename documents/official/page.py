"""The model of `page.toml`: paper and type of an official document."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from scoring.frozen import Frozen

Centimetres = Decimal
Alignment = Literal["left", "center", "right", "justify"]


class Paper(Frozen):
    """Size and margins in centimetres, of a portrait page."""

    width_cm: Centimetres = Field(gt=5, le=60)
    height_cm: Centimetres = Field(gt=5, le=60)
    top_cm: Centimetres = Field(ge=0, le=10)
    bottom_cm: Centimetres = Field(ge=0, le=10)
    left_cm: Centimetres = Field(ge=0, le=10)
    right_cm: Centimetres = Field(ge=0, le=10)
    footer_cm: Centimetres = Field(ge=0, le=10)
    """Distance of the page number from the paper's edge."""


class TypeStyle(Frozen):
    """The type of one kind of text; sizes in points, indents in characters."""

    font: str = Field(min_length=1, max_length=60)
    latin: str = Field(default="Times New Roman", min_length=1, max_length=60)
    size_pt: Decimal = Field(ge=4, le=72)
    bold: bool = False
    is_red: bool = False
    align: Alignment = "left"
    line_pt: Decimal = Field(ge=4, le=144)
    """Exact line spacing."""
    indent_chars: Decimal = Field(default=Decimal(0), ge=0, le=20)
    """Indent of the first line."""
    right_chars: Decimal = Field(default=Decimal(0), ge=0, le=20)
    """Indent on the right."""
    before_pt: Decimal = Field(default=Decimal(0), ge=0, le=144)
    after_pt: Decimal = Field(default=Decimal(0), ge=0, le=144)


TITLE_FONT, TEXT_FONT, MARK_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"

OFFICE = TypeStyle(
    font=TITLE_FONT, size_pt=Decimal(48), line_pt=Decimal(60), align="center", is_red=True
)
"""The size is the largest: a long name is set smaller, so that it stays on one line."""
NUMBER = TypeStyle(font=TEXT_FONT, size_pt=Decimal(16), line_pt=Decimal(28), align="center")
TOP_MARK = TypeStyle(font=MARK_FONT, size_pt=Decimal(16), line_pt=Decimal(28))
IMPRINT = TypeStyle(font=TEXT_FONT, size_pt=Decimal(14), line_pt=Decimal(24))


class PageTemplate(Frozen):
    """Paper, the type of each kind of text, and the lines of tables.

    The kinds with a default were added later: an office's own file may not have them.
    """

    paper: Paper
    title: TypeStyle
    recipients: TypeStyle
    body: TypeStyle
    heading_1: TypeStyle
    heading_2: TypeStyle
    attachment_list: TypeStyle
    signature: TypeStyle
    seal: TypeStyle
    attachment_mark: TypeStyle
    table_title: TypeStyle
    table_head: TypeStyle
    table_text: TypeStyle
    note: TypeStyle
    page_number: TypeStyle
    office: TypeStyle = OFFICE
    number: TypeStyle = NUMBER
    top_mark: TypeStyle = TOP_MARK
    imprint: TypeStyle = IMPRINT
    row_pt: Decimal = Field(default=Decimal(19), ge=4, le=144)
    """Least height of a table's row in points."""
    line_eighths: int = Field(default=4, ge=1, le=96)
    """Width of a table's lines in eighths of a point."""


STYLE_NAMES = {
    "title": "公文标题",
    "recipients": "主送机关",
    "body": "公文正文",
    "heading_1": "公文一级标题",
    "heading_2": "公文二级标题",
    "attachment_list": "附件说明",
    "signature": "落款",
    "seal": "附注",
    "attachment_mark": "附件序号",
    "table_title": "表题",
    "table_head": "表头",
    "table_text": "表文",
    "note": "表注",
    "page_number": "页码",
    "office": "发文机关标志",
    "number": "发文字号",
    "top_mark": "份号密级紧急程度",
    "imprint": "版记",
}
"""Kind of text → name of its style; a style that the base document already has is left as is."""
