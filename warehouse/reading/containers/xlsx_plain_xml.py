"""Takes the plain parts out of a long XML stream, so that the parser has little left to do.

A row or shared string that consists of nothing but the usual tags is matched whole by one
expression, some five times faster than the parser's events. Whatever else there is (formulas,
rich text, prefixes, comments, faults) goes to the parser as it stands, and decides.
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
"""What makes the rest of a stream mean something else: comments, CDATA, the end of the rows."""
_BLANK_ROW = re.compile(
    rb'<row r="[0-9]+"[^<>]*(?:/>|>(?:<c r="[A-Z0-9]+"[^<>]*(?:/>|></c>))*</row>)'
)
"""A row without a value, however it is formatted; sheets are bordered down to their last row."""
_LONGEST = 1 << 20

Take = Callable[[str], bool]
"""Takes text without its last closing tag; False where it is not plain."""


class PlainParts:
    """Hands the plain pieces of a stream to `take`, and passes all the others on.

    `take_all` is offered several pieces at once, with their closing tags between them.
    """

    def __init__(self, opening: bytes, closing: bytes, take: Take, take_all: Take) -> None:
        self.opening, self.closing = re.compile(opening), closing
        self.take, self.take_all = take, take_all
        self.is_open = False
        self.is_over = False

    def sift(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield what the parser must see: the stream without the pieces that were taken."""
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
        """Yield what is not plain; return the piece that is not yet closed."""
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
    """Return the stream without rows that hold nothing, as long as every row states its number."""
    last = held.rfind(b"<row")  # which may be cut off
    head = held[:last] if last > 0 else b""
    if b"<!" in head or head.count(b"<row") != head.count(b'<row r="'):
        return held
    return _BLANK_ROW.sub(b"", head) + held[len(head) :]


def _offer(piece: bytes, take: Take) -> bool:
    try:
        return take(piece.decode("utf-8"))
    except UnicodeDecodeError:
        return False
