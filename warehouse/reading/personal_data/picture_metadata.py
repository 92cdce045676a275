"""Remove the metadata of JPEG and PNG pictures: place, owner, device, comments, appended data.

Whole segments are dropped, so that no pixel changes. The colour profile, the resolution and the
orientation are kept. A damaged picture, or one of another format, is returned unchanged.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress

_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_SHOWN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT".split()
)
_KEPT = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
"""Application segments that affect how a picture is shown."""
_COMMENT, _SCAN, _END, _EXIF = 0xFE, 0xDA, 0xD9, b"Exif\x00\x00"
_SCAN_END = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_ORIENTATION = 0x0112
_MOST_TEXT = 1 << 20


def drop_metadata(content: bytes) -> bytes:
    """Return a picture without metadata; other content and damaged pictures unchanged."""
    return split_picture(content)[0]


def split_picture(content: bytes) -> tuple[bytes, bytes]:
    """Return a picture without metadata, and the metadata with its compressed texts unpacked."""
    with suppress(struct.error, IndexError):
        if content.startswith(_JPEG):
            return _split_jpeg(content)
        if content.startswith(_PNG):
            return _split_png(content)
    return content, b""


def _split_jpeg(content: bytes) -> tuple[bytes, bytes]:
    kept, dropped = [_JPEG], list[bytes]()
    for marker, segment in _list_segments(content):
        is_application = 0xE0 <= marker <= 0xEF
        is_metadata = is_application and not segment[4:].startswith(_KEPT.get(marker, _EXIF))
        if is_metadata or marker == _COMMENT or segment[4:10] == _EXIF:
            dropped.append(segment)
        else:
            kept.append(segment)
        if marker == 0xE1 and segment[4:10] == _EXIF:
            kept.append(_keep_orientation(segment[10:]))
    return b"".join(kept), b"\n".join(dropped)


def _list_segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and bytes of each segment; a scan includes its data.

    Bytes after the end of the picture come last, as a comment. Raises IndexError for a picture
    that is cut short or damaged.
    """
    at, marker = len(_JPEG), 0
    while marker != _END:
        if content[at] != 0xFF:
            raise IndexError
        marker, stop = content[at + 1], at + 2
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker != _END:
            stop += struct.unpack_from(">H", content, stop)[0]
        if marker == _SCAN:
            found = _SCAN_END.search(content, stop)
            stop = found.end() - 2 if found else len(content) + 1
        if stop > len(content):
            raise IndexError
        yield marker, content[at:stop]
        at = stop
    yield _COMMENT, content[at:]


def _keep_orientation(tiff: bytes) -> bytes:
    """Return an Exif segment with the orientation alone, b"" for an upright picture."""
    order = "<" if tiff.startswith(b"II") else ">"
    (directory,) = struct.unpack_from(order + "L", tiff, 4)
    (entries,) = struct.unpack_from(order + "H", tiff, directory)
    for number in range(entries):
        entry = directory + 2 + 12 * number
        tag, kind, count, value = struct.unpack_from(order + "HHLH", tiff, entry)
        if (tag, kind, count) == (_ORIENTATION, 3, 1) and 1 < value < 9:
            body = _EXIF + struct.pack(">2sHLHHHLHHL", b"MM", 42, 8, 1, tag, 3, 1, value, 0, 0)
            return struct.pack(">BBH", 0xFF, 0xE1, len(body) + 2) + body
    return b""


def _split_png(content: bytes) -> tuple[bytes, bytes]:
    kept, dropped = [_PNG], list[bytes]()
    at, kind = len(_PNG), b""
    while kind != b"IEND":
        size, kind = struct.unpack_from(">L4s", content, at)
        chunk = content[at : at + size + 12]
        if len(chunk) < size + 12:
            raise IndexError
        (kept if kind in _SHOWN else dropped).append(chunk)
        at += len(chunk)
    return b"".join(kept), b"\n".join([*map(_unpack, dropped), content[at:]])


def _unpack(chunk: bytes) -> bytes:
    """Return the bytes of a chunk, followed by the compressed text in it, unpacked."""
    for packed in re.finditer(rb"\x00[\x00\x01]?", chunk[8:-4]):
        with suppress(zlib.error):
            text = zlib.decompressobj().decompress(chunk[8 + packed.end() : -4], _MOST_TEXT)
            return chunk + text
    return chunk
