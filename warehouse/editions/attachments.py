"""Check attached files, which are kept as they are: a unit's evidence, an edition's documents."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

from warehouse.faults import Refused
from warehouse.reading.personal_data.masking import mask_text

MOST_BYTES = 30 * 2**20
LONGEST_NAME = 120
_ZIP = b"PK\x03\x04"
_JPEG = b"\xff\xd8\xff"
BEGINNINGS = {
    ".pdf": b"%PDF",
    ".docx": _ZIP,
    ".xlsx": _ZIP,
    ".ofd": _ZIP,
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".png": b"\x89PNG\r\n\x1a\n",
}
"""Suffix → the first bytes of such a file. No file of these kinds is executed when it is opened."""
KINDS = "PDF、Word（.docx）、Excel（.xlsx）、OFD 和图片（.jpg、.png）"


def check_attachment(name: str, content: bytes) -> None:
    """Raise Refused if a file is too big, of a kind not accepted, or not of the kind it claims."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in BEGINNINGS:
        raise Refused(f"“{name}”不能保存：只收{KINDS}。请另存为其中一种再提交。")
    if len(content) > MOST_BYTES:
        raise Refused(f"“{name}”太大：超过 {MOST_BYTES >> 20} MB。请压缩或拆分后再提交。")
    if not content.startswith(BEGINNINGS[suffix]):
        raise Refused(
            f"“{name}”的内容与后缀 {suffix} 不符。请用原来的软件打开，另存为这种格式再提交。"
        )


def clean_file_name(name: str) -> str:
    """Return a file name without folders, invisible characters and personal numbers, cut short."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(character for character in last if not _is_invisible(character)).strip()
    path = PurePosixPath(mask_text(visible))
    return path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix[:LONGEST_NAME]


def _is_invisible(character: str) -> bool:
    # C: control and format characters, which break a line or reverse the direction of writing;
    # Zl, Zp: line and paragraph separators.
    category = unicodedata.category(character)
    return category[0] == "C" or category in {"Zl", "Zp"}
