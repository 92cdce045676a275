"""Break sound files: bytes, parts of a zip, XML tags and attributes, records of an .xls."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace

from tests.warehouse.reading.fuzz.odd_words import ODD_TEXTS
from tests.warehouse.reading.fuzz.upload import Upload

_EDGE_VALUES = [
    *(b"0", b"-1", b"1", b"4294967296", b"99999999999999999999", b"1e999", b"nan", b"", b"\xff"),
    *(b"A0", b"XFD1048576", b"AAAA1", b"A1:XFD1048576", b"B2:A1", b"1048576", b"16384", b"4000"),
    *(b"s", b"inlineStr", b"str", b"e", b"b", b"d", b"true", b"hidden", b"collapse", b"1000000"),
    *(b"float", b"percentage", b"date", b"boolean", b"0%", b"General", b"[h]", b"2021-13-45"),
    *(b"9999-99-99T99:99", b"&#0;", b"&lt;", b"&a;", b"\xc2\xb2", "٣".encode(), "５".encode()),
]
_INTEGERS = [b"\xff" * 4, bytes(4), b"\xff\xff\xff\x7f", b"\x00\x00\x01\x00", b"\xfe\xff\xff\xff"]
_SPOT = re.compile(rb'="[^"]*"|>[^<]+<|<[^>]+>')
_LIKELY = ("sheet", "content", "shared", "styles", "workbook", ".rels")
_SECTOR = 512


def break_file(upload: Upload, chance: random.Random) -> Upload:
    """Return the upload, broken in a way that suits its file format."""
    ways: list[Callable[[bytes, random.Random], bytes]] = [break_bytes]
    if upload.content.startswith(b"PK"):
        ways += [break_package] * 5
    elif upload.kind == "xls":
        ways += [break_records] * 3
    elif upload.kind in {"xml", "html"}:
        ways += [break_xml] * 2
    way = chance.choice(ways)
    kind = f"{upload.kind}/{way.__name__.removeprefix('break_')}"
    return replace(upload, kind=kind, content=way(upload.content, chance))


def break_bytes(data: bytes, chance: random.Random) -> bytes:
    """Change, drop, repeat, insert, move or cut some bytes."""
    for _ in range(chance.randint(1, 10)):
        if not data:
            break
        at, size = chance.randrange(len(data)), chance.choice([1, 1, 2, 4, 8, 50, 500])
        before, piece, after = data[:at], data[at : at + size], data[at + size :]
        elsewhere = chance.randrange(len(data))
        data = chance.choice(
            [
                before + chance.randbytes(len(piece)) + after,
                before + bytes([piece[0] ^ 1 << chance.randrange(8)]) + piece[1:] + after,
                before + after,
                before + piece + piece + after,
                before + chance.choice(_EDGE_VALUES) + after,
                before + chance.choice(_INTEGERS) + data[at + 4 :],
                before + data[elsewhere : elsewhere + size] + after,
                before if chance.random() < 0.2 else data + chance.randbytes(size),
            ]
        )
    return data


def break_xml(data: bytes, chance: random.Random) -> bytes:
    """Change some attributes, texts and tags."""
    for _ in range(chance.randint(1, 4)):
        spots = list(_SPOT.finditer(data))
        if not spots:
            return break_bytes(data, chance)
        spot = chance.choice(spots)
        new = _other_spot(spot.group(), chance.choice(spots).group(), chance)
        data = data[: spot.start()] + new + data[spot.end() :]
    return data


def _other_spot(old: bytes, other: bytes, chance: random.Random) -> bytes:
    if old.startswith(b'="'):
        value = chance.choice(_EDGE_VALUES) if chance.random() < 0.7 else other[2:-1]
        return b'="' + value + b'"'
    if old.startswith(b">"):
        text = chance.choice(ODD_TEXTS).encode("utf-8", "replace")
        return b">" + chance.choice([chance.choice(_EDGE_VALUES), text]) + b"<"
    return chance.choice(
        [b"", old + old, other, old.replace(b" ", b" x", 1), b"<!DOCTYPE a>" + old]
    )


def break_package(data: bytes, chance: random.Random) -> bytes:
    """Break one or two parts of a zip; sometimes drop a part or repeat it under an odd name."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {entry.filename: source.read(entry) for entry in source.infolist()}
    likely = [name for name in parts if any(word in name for word in _LIKELY)]
    for _ in range(chance.randint(1, 2)):
        name = chance.choice(likely)
        way = chance.choice([break_xml, break_xml, break_xml, break_bytes])
        parts[name] = way(parts[name], chance)
    name = chance.choice(list(parts))
    accident = chance.random()
    if accident < 0.03:
        del parts[name]
    elif accident < 0.06:
        parts[chance.choice(["../" + name, name.upper(), "xl\\" + name, "a" * 300])] = parts[name]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    packed = buffer.getvalue()
    return break_bytes(packed, chance) if chance.random() < 0.05 else packed


def break_records(data: bytes, chance: random.Random) -> bytes:
    """Break records of a workbook's stream; return the stream alone or in its container."""
    head, stream = data[:_SECTOR], data[_SECTOR:]
    records = _split_records(stream)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(records))
        kind, body = records[at]
        other = chance.choice(records)
        records[at : at + 1] = chance.choice(
            [
                [],
                [(kind, body), (kind, body)],
                [(other[0], body)],
                [(kind, other[1])],
                [(kind, break_bytes(body, chance)[:8_000])],
                [(kind, body[: chance.randint(0, len(body))])],
                [other, (kind, body)],
            ]
        )
        records = records or [(0, b"")]
    broken = b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)
    if chance.random() < 0.5:
        return broken
    size = sum(len(body) + 4 for _, body in _split_records(stream))
    return head + broken[:size].ljust(size, b"\x00") + stream[size:]


def _split_records(stream: bytes) -> list[tuple[int, bytes]]:
    """Return type and body of each record, up to the end of the last sheet."""
    records, at, is_open = [], 0, 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if not kind and not size and not is_open:
            break
        records.append((kind, stream[at + 4 : at + 4 + size]))
        is_open = kind != 0x0A  # after an end of sheet come padding or another sheet
        at += 4 + size
    return records
