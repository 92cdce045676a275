"""Decode text of unknown encoding: Unicode with or without a BOM, else GB18030."""

from __future__ import annotations

import codecs
import re
from itertools import islice

from warehouse.reading.contract import RefusedFile

_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_BYTES = re.compile(_CONTROLS.pattern.encode())
_MOST_SPOILT, _MOST_LINES = 20, 5
_NOTED = "kaohe-noted"


def decode(content: bytes) -> str:
    """Return the text of a file; raise RefusedFile if no encoding in use by offices fits."""
    for name in _candidates(content):
        if name == "gb18030" and _is_spoilt_utf8(content):
            break  # GB18030 decodes almost any bytes, to characters that nobody wrote
        try:
            text = content.decode(name).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
        if not _CONTROLS.search(text):
            return text
    raise _make_refusal(content)


def _make_refusal(content: bytes) -> RefusedFile:
    """Return why content cannot be decoded; the lines of the damaged bytes, if these are few."""
    spoilt = min((_find_spoilt(content, name) for name in ("utf-8", "gb18030")), key=len)
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")) and 0 < len(spoilt) <= _few(content):
        lines = list(dict.fromkeys(content[:place].count(b"\n") + 1 for place in spoilt))
        named = "、".join(map(str, lines[:_MOST_LINES]))
        named += "等" if len(lines) > _MOST_LINES else ""
        return RefusedFile(
            "encoding",
            f"第{named}行有损坏的字节，无法识别。请在原来的软件里打开，改正这一行后重新保存，"
            "或另存为 .xlsx 后再上传。",
        )
    if b"\x00" in content or _CONTROLS.search(content.decode("latin-1")):
        return RefusedFile(
            "not_a_spreadsheet", "这不是表格（内容是二进制数据）。请上传 Excel、.ods 或 .csv 表格。"
        )
    return RefusedFile(
        "encoding", "无法识别文字编码，请另存为 .xlsx，或 UTF-8、GB18030 编码的 .csv。"
    )


def _is_spoilt_utf8(content: bytes) -> bool:
    """Return whether content is UTF-8 but for a few bytes; GB18030 text hardly ever is."""
    spoilt = len(_find_spoilt(content, "utf-8"))
    characters = sum(ord(character) > 0x7FF for character in content.decode("utf-8", "ignore"))
    return 0 < spoilt <= _few(content) and characters >= 10 * spoilt


def _few(content: bytes) -> int:
    """Return how many damaged bytes a text may have before another encoding is more likely."""
    return min(_MOST_SPOILT, max(1, len(content) // 100))


def _find_spoilt(content: bytes, encoding: str) -> list[int]:
    """Return the offsets of bytes that are no text in an encoding, up to a few above the limit."""
    places: list[int] = []

    def note(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        if len(places) > _MOST_SPOILT:
            raise error
        places.append(error.start)
        return "", _next_start(content, error, encoding)

    codecs.register_error(_NOTED, note)
    try:
        text = content.decode(encoding, _NOTED)
    except UnicodeDecodeError:
        return places
    if _CONTROLS.search(text):
        places += [
            match.start() for match in islice(_CONTROL_BYTES.finditer(content), _MOST_SPOILT)
        ]
    return sorted(places)


def _next_start(content: bytes, error: UnicodeDecodeError, encoding: str) -> int:
    """Return where decoding resumes: after one byte, so that no line break is skipped with it."""
    broken = content[error.start : error.end]
    return error.start + 1 if encoding == "gb18030" or b"\n" in broken else error.end


def _candidates(content: bytes) -> list[str]:
    if content.startswith(b"\xef\xbb\xbf"):
        return ["utf-8-sig", "gb18030"]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if b"\x00" in content:  # UTF-16 without a BOM: its line breaks and digits have a NUL
        return ["utf-16-le", "utf-16-be"]
    declared = _DECLARED.search(content[:2048])
    if declared and b"<" in content[:2048]:
        name = declared.group(1).decode().lower()
        return ["gb18030" if name.startswith("gb") else name, "utf-8", "gb18030"]
    return ["utf-8", "gb18030"]
