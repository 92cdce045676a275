"""Personal numbers where no reader looks: comments, text boxes, properties, links, formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from warehouse.privacy.masking import mask
from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.package import Package
from warehouse.reading.containers.sniff import open_book
from warehouse.reading.contract import Limits
from warehouse.reading.hiding import hide_numbers
from warehouse.reading.refusal import RefusedFile

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGES = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG")
"""PDF and pictures: pages to look at, no table and no text."""
_SHEET = re.compile(r"xl/(?:worksheets/[^/]+|sharedstrings)\.xml")
_DUMB = re.compile(r"xl/(?:styles|theme/[^/]+|calcchain)\.xml|.*\.(?:png|jpe?g|gif|emf|wmf)")
_TAG = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(r"=\"([^\"]{7,})\"|='([^']{7,})'")
_FORMULA = re.compile(rb"<f\b[^>]*>([^<]{7,})</f>")
_ROWS_END = b"</sheetData>"
_BARE = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx])(?![0-9])")
_WORD = re.compile(rf"(?<![A-Za-z]){_BARE.pattern}(?![A-Za-z])")
"""Among bytes that are no text, digits within a word are a part of some code."""


def has_numbers(content: bytes, limits: Limits) -> bool:
    """Tell whether a file of any kind holds personal numbers: a table, a document, a text.

    What is drawn in a picture, or compressed within a PDF, is not seen.
    """
    if content.startswith(_PAGES):
        return _WORD.search(content.decode("latin-1")) is not None
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
            return any(mask(text).kinds for text in _texts(Package(content, Budget(limits))))
        except RefusedFile:
            return True  # what cannot be searched is not kept
    if content.startswith(_OLE):
        return any(_BARE.search(text) for text in _decodings(content))
    if b"<" in content[:1024]:  # HTML, XML: beside the cells there are attributes and comments
        return any(mask(text).kinds for text in _split(_decode(content)))
    return False


def _texts(package: Package) -> Iterator[str]:
    for name in sorted(package.names):
        if _DUMB.fullmatch(name) or name == "xl/sharedstrings.xml":
            continue
        part = b"".join(package.stream(name))
        if _SHEET.fullmatch(name):
            yield from (found.decode("utf-8", "replace") for found in _FORMULA.findall(part))
            part = part.rpartition(_ROWS_END)[2]
        yield from _split(_decode(part))


def _split(text: str) -> Iterable[str]:
    """Return the texts of a part: its runs joined, its runs apart, each attribute."""
    attributes = [one or other for one, other in _ATTRIBUTE.findall(text)]
    return (_TAG.sub("", text), _TAG.sub(" | ", text), *attributes)


def _decode(part: bytes) -> str:
    return part.decode("utf-8", "replace")


def _decodings(content: bytes) -> Iterator[str]:
    yield content.decode("latin-1")
    for offset in (0, 1):
        yield content[offset:].decode("utf-16-le", "replace")
