"""Read a page: its TOML blocks, and what stands beneath each before the next block or heading."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.repository import ROOT

PAGE = ROOT / "docs" / "rules.md"
OFFICE_PAGE = ROOT / "docs" / "rules.zh.md"

FIGURES = ("earned", "lost", "pending", "added", "full", "total", "rank", "grade")
"""Columns of a worked table that hold what must come out; with an id before it, of that part."""

CHINESE = {
    "得分": "earned", "失分": "lost", "待定": "pending", "加减": "added", "满分": "full",
    "总分": "total", "名次": "rank", "等次": "grade", "截至": "as of", "单位": "unit",
    "口径": "reading", "年终": "closed", "序号": "id",
}  # fmt: skip
"""Headings of the Chinese page → those of the English one."""


@dataclass
class Block:
    """A fenced block, the sentences quoted beneath it, and its worked tables."""

    section: str
    line: int
    language: str
    text: str
    sentences: list[str] = field(default_factory=list)
    tables: list[list[dict[str, str]]] = field(default_factory=list)

    @property
    def toml(self) -> dict[str, Any]:
        """Return what a TOML block holds, its decimals as Decimal."""
        return tomllib.loads(self.text, parse_float=Decimal)

    @property
    def cases(self) -> list[list[dict[str, str]]]:
        """Return the worked cases: a table with a column `unit` is one, else each row."""
        found = []
        for table in self.tables:
            found += [table] if "unit" in table[0] else [[row] for row in table]
        return found


def read_blocks(path: Path = PAGE) -> list[Block]:
    """Return the fenced blocks of a page in order."""
    blocks: list[Block] = []
    section, table, fence = "", [], None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.startswith("```"):
            if fence is None:
                fence = Block(section, number, line[3:].split(" ")[0], "")
                blocks.append(fence)
            else:
                fence = None
        elif fence is not None:
            fence.text += line + "\n"
        elif line.startswith("#"):
            section = line.lstrip("# ")
            blocks.append(Block(section, number, "heading", ""))
        elif line.startswith("> ") and blocks:
            blocks[-1].sentences.append(line[2:].strip())
        if line.startswith("|") and fence is None:
            table.append(line)
        elif table:
            _keep_table(blocks[-1], table)
            table = []
    if table:
        _keep_table(blocks[-1], table)
    return [block for block in blocks if block.language != "heading"]


def _keep_table(block: Block, lines: list[str]) -> None:
    """Keep a table beneath a block if a heading of it names a figure."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    heads = [CHINESE.get(head, head) for head in cells[0]]
    heads = [_translate(head) for head in heads]
    if not any(is_figure(head) for head in heads):
        return
    rows = [dict(zip(heads, row, strict=True)) for row in cells[2:]]
    block.tables.append(_turn(rows) if heads[0] == "id" else rows)


def _turn(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return a table with a row per clause as one with a row per unit.

    What is filed is `form.column = cell`, with the unit before it where it is another one.
    """
    own: dict[str, str] = {"unit": ""}
    others: dict[str, dict[str, str]] = {}
    for row in rows:
        part, filed = row.pop("id"), row.pop(next(head for head in row if not is_figure(head)))
        part = CHINESE.get(part, part)
        if part == "as of":
            own["as of"] = filed
            continue
        for one in filter(None, filed.split("；")):
            head, _, cell = one.partition(" = ")
            unit, _, column = head.rpartition(" ")
            target = others.setdefault(unit, {"unit": unit}) if unit else own
            target[column] = cell
        own |= {f"{part} {figure}": cell for figure, cell in row.items() if cell}
    return [own, *others.values()]


def _translate(head: str) -> str:
    part, _, word = head.rpartition(" ")
    return f"{part} {CHINESE[word]}" if part and word in CHINESE else head


def is_figure(head: str) -> bool:
    """Return whether a column of a worked table holds a result."""
    return head in FIGURES or head.rpartition(" ")[2] in FIGURES[:5]


def list_words(path: Path) -> frozenset[str]:
    """Return the words in code of a page: in backticks and in blocks."""
    text = path.read_text("utf-8")
    code = re.findall(r"(?ms)^```.*?^```", text) + re.findall(r"`([^`\n]+)`", text)
    return frozenset(re.findall(r"[A-Za-z_]\w*", " ".join(code)))
