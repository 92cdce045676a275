"""Changes of an audit copy's lines that lose entries, and lines that the product does not write."""

from __future__ import annotations

from collections.abc import Callable

ACTS = 8
"""The number of entries in the copy that is changed."""

Lines = list[bytes]
Change = Callable[[Lines], Lines]
HEX = "0123456789abcdef" * 4


def insert(at: int, text: bytes) -> Change:
    return lambda lines: [*lines[:at], text, *lines[at:]]


def change_in_line(at: int, old: bytes, new: bytes) -> Change:
    def change(lines: Lines) -> Lines:
        assert old in lines[at]
        return [*lines[:at], lines[at].replace(old, new), *lines[at + 1 :]]

    return change


def swap(at: int, other: int) -> Change:
    def change(lines: Lines) -> Lines:
        lines[at], lines[other] = lines[other], lines[at]
        return lines

    return change


LACKING: dict[str, Change] = {
    "emptied": lambda _: [],
    "a line break only": lambda _: [b"\n"],
    "cut at the front": lambda lines: lines[2:],
    "cut at the front but for half": lambda lines: lines[len(lines) // 2 :],
    "cut in the middle": lambda lines: [*lines[:4], *lines[8:]],
    "one line of the middle": lambda lines: [*lines[:4], *lines[5:]],
    "cut at the end": lambda lines: lines[:-4],
    "cut in the middle of the last but one": lambda lines: [*lines[:-3], lines[-3][:40]],
    "torn in the middle": lambda lines: [*lines[:4], lines[4][:30] + b"\n", *lines[5:]],
    "only the last act": lambda lines: lines[-2:],
    "reordered": swap(4, 6),
    "turned over": lambda lines: lines[::-1],
    "a name changed": change_in_line(-2, "张科".encode(), "李科".encode()),
    "a digit of a detail changed": change_in_line(-4, b'"number', b'"nomber'),
    "a digest changed": lambda lines: [*lines[:-4], lines[-4].replace(b"a", b"b"), *lines[-3:]],
    "a time changed": change_in_line(-2, b"T", b"0"),
    "written twice": lambda lines: [*lines[:6], *lines[2:4], *lines[6:]],
    "committed and taken back": insert(-1, b'{"dropped": %d}\n' % ACTS),
}

FOREIGN: dict[str, bytes] = {
    "no JSON": b"hello",
    "a list": b"[1, 2]",
    "a number": b"17",
    "a text": b'"entry"',
    "null": b"null",
    "an empty object": b"{}",
    "a confirmed text": b'{"stands": "x"}',
    "a confirmed nothing": b'{"stands": null, "digest": null}',
    "a confirmed number without digest": b'{"stands": 3}',
    "a confirmed entry that never was": f'{{"stands": 999, "digest": "{HEX}"}}'.encode(),
    "an entry without number": b'{"entry": null}',
    "an entry without keys": b'{"entry": 12, "digest": "x"}',
    "an entry of wrong types": f'{{"entry": [1], "time": 1, "digest": "{HEX}"}}'.encode(),
    "a fraction": f'{{"stands": 1.5, "digest": "{HEX}"}}'.encode(),
    "not a number": b'{"stands": NaN, "digest": Infinity}',
    "a huge number": b'{"stands": ' + b"9" * 5000 + b', "digest": "x"}',
    "below zero": b'{"dropped": -1}',
    "nothing to drop": b'{"dropped": 3}',
    "deep": b"[" * 100_000,
    "no UTF-8": b'{"entry": \xff\xfe}',
    "zeros": b"\0" * 4096,
    "a carriage return": b'{"dropped": 99}\r',
    "a mark of byte order": b"\xef\xbb\xbf",
    "a blank": b" ",
}
