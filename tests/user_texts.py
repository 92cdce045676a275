"""Every text that a user may read, with its place; `python -m tests.user_texts` prints them all.

They are the strings with Chinese characters in the program, its pages and its templates. Patterns
that recognise what others write are left out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.repository import ROOT

FOLDERS = ("dashboard", "documents", "scoring", "warehouse", "deploy", "seed/templates")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PATTERN = re.compile(r"\\[dsSwW]|\(\?|\[\^")
RECOGNISED = (
    "warehouse/reading/personal_data",
    "warehouse/reading/tables",
    "warehouse/reading/words",
)
"""Folders whose words are those of the files that are read."""


class UserText(NamedTuple):
    """A text and where it stands."""

    place: str
    """File and line."""
    text: str
    """Inserted values are written as {}."""


def list_user_texts() -> list[UserText]:
    """Return all texts, in the order of files and lines."""
    return [text for folder in FOLDERS for text in _read_folder(ROOT / folder)]


def _read_folder(folder: Path) -> Iterator[UserText]:
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(ROOT))
        if path.suffix == ".py" and not name.startswith(RECOGNISED):
            found = _read_program(path.read_text("utf-8"))
        elif path.suffix in {".html", ".js", ".toml"}:
            found = _read_lines(path.read_text("utf-8"))
        else:
            continue
        for line, text in found:
            if CHINESE.search(text) and not PATTERN.search(text):
                yield UserText(f"{name}:{line}", text)


def _read_program(source: str) -> Iterator[tuple[int, str]]:
    tree = ast.parse(source)
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            yield node.lineno, "".join(map(str, parts))


def _read_lines(source: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(source.splitlines(), start=1):
        text = line.strip()
        if not text.startswith(("#", "//", "/*", "*")):
            yield number, text


if __name__ == "__main__":
    for place, text in list_user_texts():
        print(f"{place}\t{text!r}")
