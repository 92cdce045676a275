"""Take plain rows and strings out of a long XML stream, so that little is left to the parser.

A regular expression matches a row or shared string of the usual tags some five times faster than
the parser's events. Everything else (formulas, rich text, prefixes, comments, errors) is passed
to the parser unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator

PLAIN_TEXT = r"[^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]*"
_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml version=[\"']1\.0[\"'](?: encoding=[\"'][uU][tT][fF]-8[\"'])?"
    rb"(?: standalone=[\"']\w+[\"'])?\s*\?>)?\s*<(?:worksheet|sst)\b"
)
_TURNS = re.compile(rb"<[!?]|</?(?:sheetData|sst)\b")
"""Marks after which a match may be wrong: comments, CDATA, the end of the rows."""
_BLANK_ROW = re.compile(
    rb'<row r="[0-9]+"[^<>]*(?:/>|>(?:<c r="[A-Z0-9]+"[^<>]*(?:/>|></c>))*</row>)'
)
"""A row without a value, whatever its format; some sheets have borders to the last row."""
_LONGEST = 1 << 20

Take = Callable[[str], bool]
"""Takes text without its last closing tag; returns False if the text is not plain."""


class PlainParts:
    """Offers the pieces of a stream to `take`, and passes on those that it does not take.

    `take_all` is first offered several pieces at once, with the closing tags between them.
    """

    def __init__(self, opening: bytes, closing: bytes, take: Take, take_all: Take) -> None:
        self.opening, self.closing = re.compile(opening), closing
        self.take, self.take_all = take, take_all
        self.is_open = False
        self.is_over = False

    def sift(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the stream without the pieces that were taken: the rest for the parser."""
        held = b""
        for chunk in chunks:
            if self.is_over:
                yield chunk
                continue
            held += chunk
            if not self.is_open and (match := self.opening.search(held)):
                head, held = held[: match.end()], held[match.end() :]
                self.is_open = True
                self.is_over = _HEAD.match(head) is None or b"<!" in head
                yield head
            if self.is_open and not self.is_over:
                held = _drop_blank_rows(held)
                held = yield from self._take_pieces(held)
            if self.is_over or len(held) > _LONGEST:
                self.is_over = True
                yield held
                held = b""
        yield held

    def _take_pieces(self, held: bytes) -> Generator[bytes, None, bytes]:
        """Yield the pieces that are not plain; return the last one, which is not closed yet."""
        *pieces, rest = held.split(self.closing)
        if len(pieces) > 1 and _offer(self.closing.join(pieces), self.take_all):
            return rest
        for position, piece in enumerate(pieces):
            if _offer(piece, self.take):
                continue
            if _TURNS.search(piece):
                self.is_over = True
                return self.closing.join([*pieces[position:], rest])
            yield piece + self.closing
        return rest


def _drop_blank_rows(held: bytes) -> bytes:
    """Return the stream without its blank rows, if every row states its number."""
    last = held.rfind(b"<row")  # the last row may be incomplete
    head = held[:last] if last > 0 else b""
    if b"<!" in head or head.count(b"<row") != head.count(b'<row r="'):
        return held
    return _BLANK_ROW.sub(b"", head) + held[len(head) :]


def _offer(piece: bytes, take: Take) -> bool:
    try:
        return take(piece.decode("utf-8"))
    except UnicodeDecodeError:
        return False
