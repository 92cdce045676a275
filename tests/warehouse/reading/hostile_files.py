"""Build files that lie: encrypted entries, circular tables, overlapping parts."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.warehouse.reading.changed_files import change_part
from tests.warehouse.reading.fuzz.seeds import FORM, make_ods, make_xls
from tests.warehouse.reading.workbooks import make_xlsx

SOUND = make_xlsx([{"grid": FORM}])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FILEPASS, SST, BOUNDSHEET, ROW, UNKNOWN = 0x2F, 0xFC, 0x85, 0x208, 0x0FFF
SECTOR = 512


def change_ods(old: bytes, new: bytes, count: int = -1) -> bytes:
    """Return a sound .ods with a replacement in its content."""
    return change_part(make_ods(FORM), "content.xml", lambda data: data.replace(old, new, count))


def change_xls(wanted: int, change: Callable[[bytearray, int], None]) -> bytes:
    """Return a sound .xls with every record of one type in its first stream changed."""
    content, at = bytearray(make_xls()), SECTOR
    while at + 4 < len(content):
        kind, size = struct.unpack_from("<HH", content, at)
        if kind == wanted:
            change(content, at)
        if kind == 0 or (kind == 0x0A and wanted != ROW):
            break
        at += 4 + size
    return bytes(content)


def lock_xls(body: bytes) -> bytes:
    """Return an .xls with a FILEPASS record (encryption) in place of its WRITEACCESS record."""

    def change(content: bytearray, at: int) -> None:
        struct.pack_into("<HH", content, at, FILEPASS, len(body))
        content[at + 4 : at + 4 + len(body)] = body
        rest = 112 - len(body) - 4
        struct.pack_into("<HH", content, at + 4 + len(body), UNKNOWN, rest)

    return change_xls(0x5C, change)


def lock_entries(content: bytes) -> bytes:
    """Return a zip whose entries are flagged as encrypted."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


def loop_sectors(place: int) -> bytes:
    """Return an .xls whose allocation table has a cycle after a stream's first sectors."""
    content = bytearray(make_xls())
    (table,) = struct.unpack_from("<l", content, 76)
    struct.pack_into("<l", content, SECTOR * (table + 1) + 4 * place, 0)
    return bytes(content)


def loop_directory(offset: int) -> bytes:
    """Return an .xls whose directory or short-sector table refers to itself."""
    content = bytearray(make_xls())
    (sector,) = struct.unpack_from("<l", content, 48)
    (table,) = struct.unpack_from("<l", content, 76)
    struct.pack_into("<l", content, SECTOR * (table + 1) + 4 * sector, sector)
    struct.pack_into("<ll", content, offset, sector, 1 << 20)
    return bytes(content)


def overlap() -> bytes:
    """Return a zip of 1,900 names for the same 4 MB of zeros, as in a quine or a dense bomb."""
    body = bytes(4 << 20)
    packed, check = zlib.compress(body, 9)[2:-4], zlib.crc32(body)
    sizes = (check, len(packed), len(body))
    first = (
        struct.pack("<4s5HLLLHH", b"PK\x03\x04", 20, 0, 8, 0, 0, *sizes, 5, 0) + b"a.xml" + packed
    )
    names = [b"xl/%06d.xml" % number for number in range(1_900)]
    listed = b"".join(
        struct.pack(
            "<4s6HLLLHHHHHLL", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, *sizes, len(name), *[0] * 6
        )
        + name
        for name in names
    )
    return (
        first
        + listed
        + struct.pack("<4s4HLLH", b"PK\x05\x06", 0, 0, 1_900, 1_900, len(listed), len(first), 0)
    )


def encrypted_ods() -> bytes:
    """Return an .ods whose manifest declares encrypted content."""
    entry = (
        '<manifest><file-entry full-path="content.xml"><encryption-data/></file-entry></manifest>'
    )
    return change_part(make_ods(FORM), "META-INF/manifest.xml", lambda _: entry.encode())


def add_parts(content: bytes, **parts: bytes) -> bytes:
    """Return a zip with more parts; in a name, __ is a slash and _dot_ a dot."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as package:
        for name, body in parts.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), body)
    return buffer.getvalue()
