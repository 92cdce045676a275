"""Find personal numbers outside the cells: comments, text boxes, properties, links, formulas."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.encoding import decode
from warehouse.reading.containers.package import Package
from warehouse.reading.containers.sniff import open_book
from warehouse.reading.contract import Limits, RefusedFile
from warehouse.reading.personal_data.masking import mask
from warehouse.reading.personal_data.picture_metadata import split_picture
from warehouse.reading.personal_data.plain_digits import find_suspects
from warehouse.reading.personal_data.sheet_masking import mask_numbers

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF, _PICTURES = b"%PDF", (b"\xff\xd8\xff", b"\x89PNG")
"""Formats that show pages or pictures: they hold no table, and their text is not parsed."""
_SHEET = re.compile(r"xl/(?:worksheets/[^/]+|sharedstrings)\.xml")
_TEXTS = re.compile(r".*\.(?:xml|rels|vml|html?|txt|rdf|csv|json)|mimetype")
_CALC_CHAIN = "xl/calcchain.xml"
"""A part that lists the addresses of formulas: digits, but never a number of a person."""
_APART = "〓"
"""Separates texts that are searched in one pass; no number contains it."""
_BLOCK = re.compile(
    r"</?(?:\w+:)?(?:p|t[dhr]|br|li|div|h\d|table-(?:cell|row)|Cell|Row|Data|c|v|row|si|pt|comment)"
    r"(?=[\s/>])[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(r"=\"([^\"]{7,})\"|='([^']{7,})'")
_ASIDE = re.compile(r"<!--(.*?)-->|<\?(.*?)\?>|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_FORMULA = re.compile(rb"<f\b[^>]*>([^<]{7,})</f>")
_PHONETIC = re.compile(rb"<rPh\b.*?</rPh>", re.DOTALL)
_VALUE = re.compile(rb">([1-9][0-9]{10}(?:[0-9]{6}[0-9Xx])?)<")
"""An element whose whole text is a number: under a merge, or in an unreferenced sheet or string."""
_ROWS, _ROWS_END = b"<sheetData", b"</sheetData>"
_BARE = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx])(?![0-9])")
_WORD = re.compile(rf"(?<![A-Za-z]){_BARE.pattern}(?![A-Za-z])")
"""The same, but not within a word: among binary data, digits in a word belong to some code."""
_READABLE = re.compile(r"[\t\n\r -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]{7,}")


def has_numbers(content: bytes, limits: Limits) -> bool:
    """Return whether a file of any kind contains personal numbers: a table, a document, a text.

    The pixels of a picture and the compressed streams of a PDF are not searched.
    """
    if content.startswith(_PDF):
        return _WORD.search(content.decode("latin-1")) is not None
    if content.startswith(_PICTURES):
        return _is_in_picture(content)
    try:
        if mask_numbers(open_book(content, Budget(limits))):
            return True
    except RefusedFile:
        pass  # not a table; its parts are still searched below
    return has_numbers_outside(content, limits)


def has_numbers_outside(content: bytes, limits: Limits) -> bool:
    """Return whether a file contains personal numbers anywhere but in its cells.

    A container without parts (.xls) is searched byte by byte. A false hit there costs little:
    a masked copy is kept of a file that did not need one.
    """
    if content.startswith(_ZIP):
        try:
            return _is_in_package(Package(content, Budget(limits)))
        except RefusedFile:
            return True  # a file that cannot be searched is not kept as it is
    if content.startswith(_OLE):
        return any(_BARE.search(text) for text in _decodings(content))
    if b"<" in content[:1024]:  # HTML and XML have attributes and comments besides the cells
        try:
            return _has_any(_split(decode(content)))
        except RefusedFile:
            return True
    return False


def _has_any(texts: Iterable[str]) -> bool:
    return any(mask(text).kinds for text in texts)


def _is_in_package(package: Package) -> bool:
    if _is_in_bytes(package.read_aside()):
        return True
    names = sorted(package.names - {_CALC_CHAIN})
    return any(_is_in_part(name, b"".join(package.stream(name))) for name in names)


def _is_in_part(name: str, part: bytes) -> bool:
    if part.startswith(_PICTURES):
        return _is_in_picture(part)
    if _SHEET.fullmatch(name):
        return _is_in_sheet_part(part)
    if _TEXTS.fullmatch(name):
        return _has_any(_split(part.decode("utf-8", "replace")))
    return any(_WORD.search(text) for text in _decodings(part))


def _is_in_sheet_part(part: bytes) -> bool:
    """Return whether a sheet, or the shared strings, contain a number that no cell shows."""
    if any(_BARE.fullmatch(match[1].decode()) for match in _VALUE.finditer(part)):
        return True
    if _ROWS not in part:  # shared strings, some of which no cell may refer to
        strings = _TAG.split(part.decode("utf-8", "replace"))
        if _has_any(html.unescape(strings[number]) for number in find_suspects(strings)):
            return True
    pieces = [part.partition(_ROWS)[0], part.rpartition(_ROWS_END)[2]] if _ROWS in part else []
    pieces += [*_FORMULA.findall(part), *_PHONETIC.findall(part)]
    texts = (piece.decode("utf-8", "replace") for piece in pieces)
    if any(_has_any(_split(text)) for text in texts):
        return True
    is_odd = b"<!" in part or part.count(b"<?") > 1
    return is_odd and _has_any(_list_aside(part.decode("utf-8", "replace")))


def _is_in_picture(content: bytes) -> bool:
    """Return whether a picture contains a number in its metadata, or as a word among its bytes."""
    kept, dropped = split_picture(content)
    return _is_in_bytes(dropped) or _WORD.search(kept.decode("latin-1")) is not None


def _is_in_bytes(content: bytes) -> bool:
    """Return whether the readable pieces of some bytes contain a number."""
    texts = (*_decodings(content), content.decode("utf-8", "replace"))
    return any(_BARE.search(text) or _has_any(_READABLE.findall(text)) for text in texts)


def _split(text: str) -> Iterable[str]:
    """Return the texts of a part: text runs joined and separate, attributes, comments.

    Both forms of the runs are needed: Word and Excel divide one number over several runs, and two
    runs side by side may be two numbers.
    """
    attributes = [html.unescape(double or single) for double, single in _ATTRIBUTE.findall(text)]
    bodies = (_TAG.sub("", _BLOCK.sub(_APART, text)), _TAG.sub(_APART, text))
    return (*map(html.unescape, bodies), *attributes, *_list_aside(text))


def _list_aside(text: str) -> list[str]:
    """Return the comments, processing instructions and CDATA sections of a part."""
    return ["".join(groups) for groups in _ASIDE.findall(text)]


def _decodings(content: bytes) -> Iterator[str]:
    """Yield bytes as Latin-1, and as UTF-16 from an even and from an odd offset."""
    yield content.decode("latin-1")
    for offset in (0, 1):
        yield content[offset:].decode("utf-16-le", "replace")
