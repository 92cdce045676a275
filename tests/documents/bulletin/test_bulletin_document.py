"""The drawn bulletin, read back: page and type by GB/T 9704, tables, stable bytes."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from documents.bulletin.draft import change_sentences
from documents.bulletin.preparing import PreparedBulletin, prepare_bulletin
from documents.official.page import STYLE_NAMES
from warehouse.results.scores import ScoreQuery
from warehouse.store import Store


@pytest.fixture(scope="module")
def drawn(jiangxian: PreparedBulletin) -> Document:
    """Return Jiangxian's bulletin, read back."""
    return read(jiangxian.draw())


@pytest.fixture(scope="module")
def drawn_qianyang(qianyang: PreparedBulletin) -> Document:
    """Return Qianyang's bulletin, read back."""
    return read(qianyang.draw())


def read(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def texts_of(document: Document, kind: str) -> list[str]:
    name = STYLE_NAMES[kind]
    return [
        paragraph.text
        for paragraph in document.paragraphs
        if paragraph.style and paragraph.style.name == name
    ]


def test_the_page_is_a4_with_the_margins_of_the_standard(drawn: Document) -> None:
    section = drawn.sections[0]
    sizes = (section.page_width, section.page_height)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(size / Cm(1), 1) for size in sizes if size] == [21.0, 29.7]
    assert [round(margin / Cm(1), 1) for margin in margins if margin] == [3.7, 3.5, 2.8, 2.6]


@pytest.mark.parametrize(
    ("kind", "font", "size"),
    [
        ("title", "方正小标宋简体", 22),
        ("body", "仿宋_GB2312", 16),
        ("heading_1", "黑体", 16),
        ("heading_2", "楷体_GB2312", 16),
        ("attachment_mark", "黑体", 16),
        ("page_number", "宋体", 14),
    ],
)
def test_each_kind_of_text_names_its_chinese_font(
    drawn: Document, kind: str, font: str, size: int
) -> None:
    style = drawn.styles[STYLE_NAMES[kind]]
    fonts = style.element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == font
    assert style.font.size == Pt(size)
    assert not [name for name in fonts.attrib if name.endswith("Theme")]


def test_no_theme_font_overrides_the_chinese_one(drawn: Document) -> None:
    styles = drawn.styles
    for element in (styles.element.find(qn("w:docDefaults")), styles["Normal"].element):
        for fonts in element.iter(qn("w:rFonts")):
            assert fonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
            assert not [name for name in fonts.attrib if "heme" in name]


def test_the_body_is_indented_by_two_characters_at_exactly_28_points(drawn: Document) -> None:
    form = drawn.styles[STYLE_NAMES["body"]].paragraph_format
    assert (form.first_line_indent, form.line_spacing) == (Pt(32), Pt(28))


def test_quotation_marks_use_the_chinese_font(drawn: Document) -> None:
    document = drawn
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs if "“" in run.text]
    assert runs
    hints = [fonts.get(qn("w:hint")) for run in runs for fonts in run._r.iter(qn("w:rFonts"))]
    assert hints == ["eastAsia"] * len(runs)


def test_odd_pages_are_numbered_on_the_right_even_ones_on_the_left(drawn: Document) -> None:
    document = drawn
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert odd.text == even.text == "— 1 —"
    assert odd._p.pPr.find(qn("w:jc")).get(qn("w:val")) == "right"
    assert even._p.pPr.find(qn("w:jc")).get(qn("w:val")) == "left"
    assert " PAGE " in odd._p.xml


def test_headings_sentences_and_signature_stand_in_order(drawn: Document) -> None:
    document = drawn
    assert texts_of(document, "title") == ["关于2021年6月份优化营商环境\n工作推进情况的通报"]
    headings = texts_of(document, "heading_1")
    assert headings[0] == "一、优化营商环境工作推进情况" and headings[4].startswith("五、")
    body = texts_of(document, "body")
    assert body[1].startswith("（一）总体情况。") and body[3].startswith("（三）未完成事项。")
    assert texts_of(document, "signature")[-1] == "2021年7月2日"
    assert texts_of(document, "seal")[0].startswith("数据统计截至20")


def test_the_attachments_are_listed_and_marked(
    drawn: Document, jiangxian: PreparedBulletin
) -> None:
    document = drawn
    assert texts_of(document, "attachment_mark") == [f"附件{number}" for number in range(1, 6)]
    listed = texts_of(document, "attachment_list")
    assert listed[0] == "附件：1. 6月份优化营商环境工作推进情况" and listed[4].startswith("5. ")
    assert texts_of(document, "table_title") == [table.title for table in jiangxian.draft.tables]


def test_a_single_attachment_has_no_number(papers: Store) -> None:
    question = ScoreQuery("jiangxian-2021", "2021-06")
    document = read(prepare_bulletin(papers, question, annexes=["5"]).draw())
    assert texts_of(document, "attachment_mark") == ["附件"]
    assert texts_of(document, "attachment_list") == ["附件：6月份村级便民服务站覆盖率"]


def test_the_cells_are_those_of_the_draft(drawn: Document, jiangxian: PreparedBulletin) -> None:
    document = drawn
    assert len(document.tables) == 5
    for table, drafted in zip(document.tables, jiangxian.draft.tables, strict=True):
        depth = max(len(column.header) for column in drafted.columns)
        cells = [
            tuple("".join(node.text or "" for node in cell.iter(qn("w:t"))) for cell in row.tc_lst)
            for row in table._tbl.tr_lst[depth:]
        ]
        assert cells == list(drafted.rows)


def test_headers_repeat_and_rows_do_not_break(drawn: Document) -> None:
    for table in drawn.tables:
        rows = table._tbl.tr_lst
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
        heads = [row for row in rows if row.find(f".//{qn('w:tblHeader')}") is not None]
        assert heads == rows[: len(heads)] and heads


def test_the_hotlines_header_has_two_levels(drawn: Document) -> None:
    upper, lower = drawn.tables[3]._tbl.tr_lst[:2]
    spans = [cell.grid_span for cell in upper.tc_lst]
    assert spans == [1, 1, 1, 2, 2, 2]
    assert [cell.vMerge for cell in upper.tc_lst[:3]] == ["restart"] * 3
    assert [cell.vMerge for cell in lower.tc_lst[:3]] == ["continue"] * 3


def test_the_corner_cell_is_cut_by_a_diagonal(drawn: Document) -> None:
    corner = drawn.tables[1]._tbl.tr_lst[0].tc_lst[0]
    assert corner.find(f".//{qn('w:tl2br')}") is not None
    assert [p.text for p in drawn.tables[1].cell(0, 0).paragraphs] == [
        "考核项",
        "单 位",
    ]


def test_a_wide_table_turns_the_page_and_the_next_turns_it_back(drawn_qianyang: Document) -> None:
    document = drawn_qianyang
    turned = [section.orientation == WD_ORIENT.LANDSCAPE for section in document.sections]
    assert turned == [False, True]
    wide = document.sections[1]
    assert (wide.page_width or 0) > (wide.page_height or 0)
    margins = (wide.left_margin, wide.right_margin, wide.top_margin, wide.bottom_margin)
    assert [round(margin / Cm(1), 1) for margin in margins if margin] == [3.7, 3.5, 2.6, 2.8]


def test_a_picture_has_a_text_for_screen_readers(drawn_qianyang: Document) -> None:
    (picture,) = drawn_qianyang.inline_shapes
    assert "条形图" in picture._inline.docPr.get("descr")


def test_the_same_draft_gives_the_same_bytes_at_any_time(jiangxian: PreparedBulletin) -> None:
    first = jiangxian.draw(seal_line="第1版")
    time.sleep(2.1)  # the times of a zip go by two seconds
    assert jiangxian.draw(seal_line="第1版") == first
    parts = zipfile.ZipFile(io.BytesIO(first)).infolist()
    assert {part.date_time for part in parts} == {(1980, 1, 1, 0, 0, 0)}
    assert jiangxian.draw(seal_line="第2版") != first


def test_what_a_machine_needs_is_one_small_line(jiangxian: PreparedBulletin) -> None:
    document = read(jiangxian.draw("第3版｜校验码 7-3730 448d", "SHA-256 3730448d"))
    (said,) = texts_of(document, "seal")
    assert said == f"{jiangxian.draft.data_line}｜第3版｜校验码 7-3730 448d"
    assert document.core_properties.subject == "SHA-256 3730448d"


def test_the_package_names_nobody_and_no_time(drawn: Document) -> None:
    properties = drawn.core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.created is not None and properties.created.year == 2000


NASTY = "甲\x00乙\x0b丙\x1f丁\ud800戊\ufffe己\t庚=1+1<b>&amp;"


def test_what_xml_cannot_hold_breaks_no_document(jiangxian: PreparedBulletin) -> None:
    table = jiangxian.draft.tables[0]
    nasty = replace(table, title=NASTY, rows=((NASTY, "=1", "+1", "-1", "@a"),), note=NASTY)
    section = replace(jiangxian.draft.sections[0], heading=NASTY, tables=(nasty,))
    draft = replace(jiangxian.draft, title=NASTY, issuer=NASTY, sections=(section,))
    draft = change_sentences(draft, {(0, 0): NASTY})
    document = read(jiangxian.redraft(draft).draw(seal_line=NASTY))
    said = "甲乙丙丁戊己 庚=1+1<b>&amp;"
    assert texts_of(document, "title") == [said]
    assert document.tables[0].cell(1, 0).text == said
    assert document.tables[0].cell(1, 1).text == "=1"


def test_a_changed_sentence_goes_out_and_an_empty_one_does_not(jiangxian: PreparedBulletin) -> None:
    draft = change_sentences(jiangxian.draft, {(0, 0): "  ", (0, 1): "名次另行通报。"})
    body = texts_of(read(jiangxian.redraft(draft).draw()), "body")
    assert body[1] == "（一）较上月变化。名次另行通报。"
