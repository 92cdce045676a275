"""The red head and the imprint: only where the office wants them, as the standard has them."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from documents.official.document import OfficialDocument
from documents.official.imprint import draw_imprint, has_imprint
from documents.official.letterhead import WHOLE_NUMBER, Letterhead, RedHead
from documents.official.page import STYLE_NAMES
from documents.official.page_files import load_letterhead, load_page
from documents.official.red_head import draw_head, draw_signature
from documents.template_files import TemplateError

OFFICE = Letterhead(
    office="甲县优化营商环境领导小组办公室文件",
    number="甲营商办发〔{年}〕{号}号",
    copies="县委办公室，县政府办公室",
    printer="甲县优化营商环境领导小组办公室",
)
DAY = "2021年12月3日"


def draw(letterhead: Letterhead, signer: str = "") -> Document:
    """Return a document with head, signature and imprint, read back."""
    paper = OfficialDocument(load_page(None, "none"), title="通报")
    head = RedHead(letterhead, letterhead.write_number(2021, "12"), signer, DAY)
    draw_head(paper, head)
    draw_signature(paper, "甲县优化营商环境领导小组办公室", DAY)
    if has_imprint(head):
        draw_imprint(paper, head, "校验码 7-3730 448d")
    return docx.Document(io.BytesIO(paper.save()))


def texts_of(document: Document, kind: str) -> list[str]:
    name = STYLE_NAMES[kind]
    return [one.text for one in document.paragraphs if one.style and one.style.name == name]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("12", "甲营商办发〔2021〕12号"),
        ("012", "甲营商办发〔2021〕12号"),
        (" 甲办发〔2021〕 3号 ", "甲办发〔2021〕3号"),
    ],
)
def test_a_serial_number_fills_the_pattern_and_a_whole_one_stays(typed: str, written: str) -> None:
    number = OFFICE.complete_number(typed, 2021)
    assert number == written and WHOLE_NUMBER.fullmatch(number)


@pytest.mark.parametrize("typed", ["", "甲办发2021-3号", "甲办发〔2021〕号", "甲办发〔21〕3号"])
def test_what_is_no_document_number_is_not_taken_for_one(typed: str) -> None:
    assert not WHOLE_NUMBER.fullmatch(OFFICE.complete_number(typed, 2021))


def test_the_shipped_letterhead_is_blank() -> None:
    assert load_letterhead(None, "none") == Letterhead()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('number = "甲发〔{年}〕号"', "第1行，number：要有 {号}"),
        ('office = "甲"\nnumber = "{月}{号}"', "第2行，number：只能用 {年} 和 {号}"),
        ('offices = "甲"', "没有这样的项"),
    ],
)
def test_a_wrong_letterhead_is_said_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "letterhead.toml").write_text(text, "utf-8")
    with pytest.raises(TemplateError, match=said):
        load_letterhead(tmp_path, "none")


def test_the_head_is_a_red_name_a_number_and_a_red_line() -> None:
    document = draw(OFFICE)
    office, number = document.paragraphs[:2]
    assert office.style is not None and office.text == OFFICE.office
    assert office.style.font.color.rgb == RGBColor(0xFF, 0, 0)
    # 17 characters on one line of 15.6 cm: set smaller than the template's size.
    assert office.runs[0].font.size == Pt(26)
    assert number.text == "甲营商办发〔2021〕12号"
    line = next(number._p.iter(qn("w:pBdr"))).find(qn("w:bottom"))
    assert line.get(qn("w:color")) == "FF0000"


def test_a_signer_stands_on_the_right_of_the_number() -> None:
    (said,) = texts_of(draw(OFFICE, "李明"), "number")
    assert said == "　甲营商办发〔2021〕12号\t签发人：李明　"


def test_issuer_and_date_are_centred_on_each_other() -> None:
    document = draw(OFFICE)
    indents = [
        one.paragraph_format.right_indent
        for one in document.paragraphs
        if one.style and one.style.name == STYLE_NAMES["signature"] and one.text
    ]
    # The issuer has 15 characters and the date 6.5: half the difference is 4.25.
    assert indents == [Pt(0), Pt(4.25 * 16)]


def test_the_imprint_ends_the_document_on_an_even_page_without_a_number() -> None:
    document = draw(OFFICE)
    assert texts_of(document, "imprint")[1:6:2] == [
        "抄送：县委办公室，县政府办公室。", f"{OFFICE.printer}\t{DAY}印发", ""
    ]  # fmt: skip
    assert texts_of(document, "seal") == ["校验码 7-3730 448d"]
    last = document.sections[-1]
    assert last.start_type == WD_SECTION.EVEN_PAGE
    assert (last.footer.paragraphs[0].text, last.even_page_footer.paragraphs[0].text) == ("", "")
    assert document.sections[0].footer.paragraphs[0].text == "— 1 —"


def test_without_copies_and_printer_there_is_no_imprint() -> None:
    bare = Letterhead(office="甲县人民政府办公室文件", number=OFFICE.number)
    assert len(draw(bare).sections) == 1
