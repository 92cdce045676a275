"""Personal numbers where no reader looks: comments, text boxes, properties, links, formulas."""

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
from warehouse.reading.personal_data.sheet_masking import hide_numbers

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF, _PICTURES = b"%PDF", (b"\xff\xd8\xff", b"\x89PNG")
"""Pages to look at, no table and no text."""
_SHEET = re.compile(r"xl/(?:worksheets/[^/]+|sharedstrings)\.xml")
_TEXTS = re.compile(r".*\.(?:xml|rels|vml|html?|txt|rdf|csv|json)|mimetype")
_CALC_CHAIN = "xl/calcchain.xml"
"""The addresses of all formulas, and nothing else."""
_APART = "〓"
"""Stands between texts that are looked at one by one: no sign of a number."""
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
"""A value that is one number: under a merge, in a sheet or string that nothing refers to."""
_ROWS, _ROWS_END = b"<sheetData", b"</sheetData>"
_BARE = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx])(?![0-9])")
_WORD = re.compile(rf"(?<![A-Za-z]){_BARE.pattern}(?![A-Za-z])")
"""Among bytes that are no text, digits within a word are a part of some code."""
_READABLE = re.compile(r"[\t\n\r -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]{7,}")


def has_numbers(content: bytes, limits: Limits) -> bool:
    """Tell whether a file of any kind holds personal numbers: a table, a document, a text.

    What is drawn in a picture, or compressed within a PDF, is not seen.
    """
    if content.startswith(_PDF):
        return _WORD.search(content.decode("latin-1")) is not None
    if content.startswith(_PICTURES):
        return _is_told_in_picture(content)
    try:
        if hide_numbers(open_book(content, Budget(limits))):
            return True
    except RefusedFile:
        pass  # no table: its parts are searched all the same
    return has_numbers_outside(content, limits)


def has_numbers_outside(content: bytes, limits: Limits) -> bool:
    """Tell whether a file holds personal numbers in places other than its cells.

    Of a container without parts (.xls) the raw bytes are searched; what is mistaken there only
    means that a masked copy is kept of a file that needed none.
    """
    if content.startswith(_ZIP):
        try:
            return _is_told_in_package(Package(content, Budget(limits)))
        except RefusedFile:
            return True  # what cannot be searched is not kept
    if content.startswith(_OLE):
        return any(_BARE.search(text) for text in _decodings(content))
    if b"<" in content[:1024]:  # HTML, XML: beside the cells there are attributes and comments
        try:
            return _holds(_split(decode(content)))
        except RefusedFile:
            return True
    return False


def _holds(texts: Iterable[str]) -> bool:
    return any(mask(text).kinds for text in texts)


def _is_told_in_package(package: Package) -> bool:
    if _is_told_in_bytes(package.read_aside()):
        return True
    for name in sorted(package.names - {_CALC_CHAIN}):
        part = b"".join(package.stream(name))
        if part.startswith(_PICTURES):
            is_told = _is_told_in_picture(part)
        elif _SHEET.fullmatch(name):
            is_told = _is_told_in_rows(part)
        elif _TEXTS.fullmatch(name):
            is_told = _holds(_split(part.decode("utf-8", "replace")))
        else:
            is_told = any(_WORD.search(text) for text in _decodings(part))
        if is_told:
            return True
    return False


def _is_told_in_rows(part: bytes) -> bool:
    """Tell whether a number stands in a sheet or its strings where it is no cell's text."""
    if any(_BARE.fullmatch(found[1].decode()) for found in _VALUE.finditer(part)):
        return True
    if _ROWS not in part:  # strings, some of which no cell may refer to
        strings = _TAG.split(part.decode("utf-8", "replace"))
        if _holds(html.unescape(strings[number]) for number in find_suspects(strings)):
            return True
    pieces = [part.partition(_ROWS)[0], part.rpartition(_ROWS_END)[2]] if _ROWS in part else []
    pieces += [*_FORMULA.findall(part), *_PHONETIC.findall(part)]
    texts = (piece.decode("utf-8", "replace") for piece in pieces)
    if any(_holds(_split(text)) for text in texts):
        return True
    is_odd = b"<!" in part or part.count(b"<?") > 1
    return is_odd and _holds(_list_aside(part.decode("utf-8", "replace")))


def _is_told_in_picture(content: bytes) -> bool:
    """Tell whether a number stands in a picture's metadata, or among its bytes as a word."""
    kept, dropped = split_picture(content)
    return _is_told_in_bytes(dropped) or _WORD.search(kept.decode("latin-1")) is not None


def _is_told_in_bytes(content: bytes) -> bool:
    """Tell whether a number stands in the readable pieces of bytes."""
    texts = (*_decodings(content), content.decode("utf-8", "replace"))
    return any(_BARE.search(text) or _holds(_READABLE.findall(text)) for text in texts)


def _split(text: str) -> Iterable[str]:
    """Return the texts of a part: its runs joined, its runs apart, attributes, comments."""
    attributes = [html.unescape(one or other) for one, other in _ATTRIBUTE.findall(text)]
    bodies = (_TAG.sub("", _BLOCK.sub(_APART, text)), _TAG.sub(_APART, text))
    return (*map(html.unescape, bodies), *attributes, *_list_aside(text))


def _list_aside(text: str) -> list[str]:
    """Return the comments, instructions and sections of unparsed text of a part."""
    return ["".join(found) for found in _ASIDE.findall(text)]


def _decodings(content: bytes) -> Iterator[str]:
    yield content.decode("latin-1")
    for offset in (0, 1):
        yield content[offset:].decode("utf-16-le", "replace")
