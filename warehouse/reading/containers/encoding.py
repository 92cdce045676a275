"""Text of unknown encoding: Unicode with or without mark, else GB18030, else refused."""

from __future__ import annotations

import re

from warehouse.reading.refusal import RefusedFile

_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(content: bytes) -> str:
    """Return the text of a file; RefusedFile where no encoding of an office fits."""
    for name in _candidates(content):
        try:
            text = content.decode(name).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
        if not _CONTROLS.search(text):
            return text
    if b"\x00" in content or _CONTROLS.search(content.decode("latin-1")):
        raise RefusedFile(
            "not_a_spreadsheet", "这不是表格（内容是二进制数据）。请上传 Excel、.ods 或 .csv 表格。"
        )
    raise RefusedFile(
        "encoding", "无法识别文字编码，请另存为 .xlsx，或 UTF-8、GB18030 编码的 .csv。"
    )


def _candidates(content: bytes) -> list[str]:
    if content.startswith(b"\xef\xbb\xbf"):
        return ["utf-8-sig", "gb18030"]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if b"\x00" in content:  # UTF-16 without a mark: its line breaks and digits carry a NUL
        return ["utf-16-le", "utf-16-be"]
    declared = _DECLARED.search(content[:2048])
    if declared and b"<" in content[:2048]:
        name = declared.group(1).decode().lower()
        return ["gb18030" if name.startswith("gb") else name, "utf-8", "gb18030"]
    return ["utf-8", "gb18030"]
