"""A scheme as files to download: the workbook and the text."""

from __future__ import annotations

import io
import zipfile
from functools import partial

import streamlit as st

from dashboard.widgets.downloads import offer_file
from documents.scheme_book.writing import write_book, write_template
from documents.workbooks import WORKBOOK_TYPE
from scoring.scheme import Choices, Scheme
from scoring.scheme_text import SchemeParts, read_text
from warehouse.schemes.scheme_writing import write_folder

BLANK_NAME = "空白方案工作簿.xlsx"


def offer_scheme(scheme: Scheme, choices: Choices, name: str, key: str) -> None:
    """Offer a scheme as a workbook, in which every clause says how it is read, and as text."""
    with st.container(horizontal=True):
        offer_file(
            "下载工作簿",
            partial(_make_book, scheme, choices),
            f"{name}.xlsx",
            mime=WORKBOOK_TYPE,
            key=f"book:{key}",
            help="用 Excel 或 WPS 打开；改好后在“上传与发布”上传",
        )
        offer_parts_as_text(read_text(scheme.text), name, key)


def offer_parts(parts: SchemeParts, name: str, key: str) -> None:
    """Offer a scheme that is not published, as a workbook and as text."""
    with st.container(horizontal=True):
        offer_file(
            "下载工作簿",
            partial(write_book, parts),
            f"{name}.xlsx",
            mime=WORKBOOK_TYPE,
            key=f"book:{key}",
            type="primary",
        )
        offer_parts_as_text(parts, name, key)


def offer_parts_as_text(parts: SchemeParts, name: str, key: str) -> None:
    """Offer the text files of a scheme, packed as one zip."""
    offer_file(
        "下载文本",
        partial(_pack, parts),
        f"{name}.zip",
        mime="application/zip",
        key=f"text:{key}",
        help="三个文本文件（scheme.toml、forms.toml、units.csv），适合逐版对照",
    )


def offer_blank_book(key: str) -> None:
    """Offer the blank workbook."""
    offer_file(
        "下载空白方案工作簿",
        write_template,
        BLANK_NAME,
        action="see_schemes",
        mime=WORKBOOK_TYPE,
        key=f"blank:{key}",
        help="带下拉列表和“说明”，每一类指标有一个填写示例",
    )


def _make_book(scheme: Scheme, choices: Choices) -> bytes:
    sentences = {
        (assessment.id, item.id): sentence
        for assessment in scheme.assessments
        for item in assessment.items
        if (sentence := assessment.sentence(item.id, choices)) is not None
    }
    return write_book(read_text(scheme.text), sentences)


def _pack(parts: SchemeParts) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in write_folder(parts).items():
            packed.writestr(name, content)
    return buffer.getvalue()
