"""Names of files that an office would give, and that Windows accepts."""

from __future__ import annotations

import re

from documents.wording import format_month

LONGEST = 60
"""Characters. Each has three bytes, and Linux takes 255 with the edition and the suffix."""
WIDE = str.maketrans({'"': "”", ":": "：", "/": "／", "\\": "＼", "*": "＊", "?": "？", "<": "＜",
                      ">": "＞", "|": "｜"})  # fmt: skip
"""Characters that Windows forbids → those that look like them."""


def fit_file_name(title: str) -> str:
    """Return a title on one line as a file name without suffix: 关于2021年11月份…的通报."""
    # Spaces and dots at the end get lost on Windows.
    name = re.sub(r"[\x00-\x1f]", "", "".join(title.splitlines())).translate(WIDE).strip(" .　")
    return name[:LONGEST].rstrip(" .　") or "未命名"


def name_export(subject: str, what: str, month: str) -> str:
    """Return the stem of an exported file: 优化营商环境工作推进情况排行榜（2021年11月）."""
    return f"{fit_file_name(f'{subject}{what}')}（{format_month(month)}）"


def name_edition(stem: str, revision: int) -> str:
    """Return the stem of an edition's file: its number from the second edition on."""
    return stem if revision == 1 else f"{stem}（第{revision}版）"
