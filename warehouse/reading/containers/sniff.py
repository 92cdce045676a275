"""Detect a file's format from its content, not from its extension, and open it."""

from __future__ import annotations

import re

from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.delimited import read_delimited
from warehouse.reading.containers.encoding import decode
from warehouse.reading.containers.package import Package
from warehouse.reading.contract import RefusedFile
from warehouse.reading.findings import shorten
from warehouse.reading.sheets.grid import Book, Drawn, Sheet

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"%PDF", "PDF 文档"),
    (b"MZ", "可执行程序"),
    (b"\x7fELF", "可执行程序"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"SQLite format 3", "数据库文件"),
    (b"PAR1", "Parquet 数据文件"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RAW_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_CLAIMS = re.compile(r"\.(?:xlsx?|xlsm|xlsb|et|ods|csv|tsv|txt|html?)$", re.IGNORECASE)
"""Extensions that promise a table."""
_PICTURE = re.compile(r"=?(?:_xlfn\.)?(?:DISPIMG|IMAGE)\(", re.IGNORECASE)
_WANTED = "请上传 Excel（.xlsx、.xls）、.ods 或 .csv 表格。"


class _OtherKind(Exception):
    """The file is of a kind that is no table, whatever its name."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def open_book(content: bytes, budget: Budget, name: str = "") -> Book:
    """Return the sheets of a file; raise RefusedFile with the reason if it cannot be opened."""
    try:
        book = _open(content, budget)
    except _OtherKind as other:
        claim = "（只是改了扩展名）" if _CLAIMS.search(name) else ""
        message = f"这不是表格，而是{other.kind}{claim}。{_WANTED}"
        raise RefusedFile("not_a_spreadsheet", message) from other
    for sheet in book.sheets:
        lift_pictures(sheet)
        sheet.name = shorten(sheet.name)
        columns = len(sheet.rows.columns_in_use())
        what = f"工作表“{sheet.name}”中有内容的列数"
        budget.check(what, columns, budget.limits.columns_in_use)
    return book


def lift_pictures(sheet: Sheet) -> None:
    """Turn cells with a picture formula into drawn objects: =DISPIMG(…) of WPS, =IMAGE(…) of Excel.

    Their stored text is not what the cell shows.
    """
    for row, cells in sheet.rows.loose.items():
        for column, cell in list(cells.items()):
            if cell.kind in {"text", "formula"} and _PICTURE.match(cell.raw):
                del cells[column]
                sheet.drawn.append(Drawn.at("图片", row, column))
    sheet.drawn = list(dict.fromkeys(sheet.drawn))


def _open(content: bytes, budget: Budget) -> Book:
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise RefusedFile("empty", "文件是空的，没有任何内容。")
    if len(content) > budget.limits.file_bytes:
        size = budget.limits.file_bytes >> 20
        raise RefusedFile("too_large", f"文件太大：超过{size} MB。")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _open_package(content, budget)
    if content.startswith(_OLE):
        return _open_compound(content, budget)
    for magic, name in _MAGIC:
        if content.startswith(magic):
            raise _OtherKind(name)
    if content.startswith(b"BM") and b"\x00" in content[:32]:
        raise _OtherKind("BMP 图片")
    if content.startswith(_RAW_BIFF):
        return _open_xls(content, budget)
    return _open_text(content, budget)


def _open_package(content: bytes, budget: Budget) -> Book:
    package = Package(content, budget)
    names = package.names
    if "xl/workbook.bin" in names:
        raise RefusedFile("not_a_spreadsheet", "这是 .xlsb 二进制工作簿，请另存为 .xlsx 后再上传。")
    if any(name.startswith("word/") for name in names):
        raise _OtherKind("Word 文档")
    if any(name.startswith("ppt/") for name in names):
        raise _OtherKind("演示文稿")
    if "content.xml" in names and "mimetype" in names:
        from warehouse.reading.containers.ods import read_ods

        return read_ods(package, budget)
    if "[content_types].xml" in names or any(name.startswith("xl/") for name in names):
        from warehouse.reading.containers.xlsx import read_xlsx

        return read_xlsx(package, budget)
    raise _OtherKind("压缩包")


def _open_compound(content: bytes, budget: Budget) -> Book:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise RefusedFile("password", "文件设有密码，请取消密码后再上传。")
    if holds("WordDocument"):
        raise _OtherKind("Word 文档")
    if holds("PowerPoint Document"):
        raise _OtherKind("演示文稿")
    return _open_xls(content, budget)


def _open_xls(content: bytes, budget: Budget) -> Book:
    from warehouse.reading.containers.xls import read_xls

    return read_xls(content, budget)


def _open_text(content: bytes, budget: Budget) -> Book:
    text = decode(content)
    head = text[:4096].lstrip().lower()
    if head.startswith("mime-version:"):
        raise RefusedFile(
            "not_a_spreadsheet", "这是单一文件网页（.mht），请另存为 .xlsx 后再上传。"
        )
    if "urn:schemas-microsoft-com:office:spreadsheet" in head and head.startswith("<"):
        from warehouse.reading.containers.spreadsheet_xml import read_spreadsheet_xml

        return read_spreadsheet_xml(text, budget)
    if head.startswith("<") and re.search(
        r"<(!doctype html|html|head|meta|body|table|style|div)\b", head
    ):
        from warehouse.reading.containers.html import read_html

        return read_html(text, budget)
    return read_delimited(text, budget)
