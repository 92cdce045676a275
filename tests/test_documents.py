"""The documents name files that exist, and the glossary names that the code has."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.repository import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("deploy/*.md")])
FOLDERS = ("dashboard", "deploy", "docs", "documents", "queries", "scoring", "seed", "tests",
           "warehouse")  # fmt: skip
SOURCES = (".py", ".sql", ".sql.j2", ".js")
"""What only the repository holds; a home holds .toml, .json and .log files, too."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def list_files() -> list[Path]:
    """Return all files and folders of the code's own folders, relative to the repository."""
    found = [path for folder in FOLDERS for path in [ROOT / folder, *(ROOT / folder).rglob("*")]]
    return [path.relative_to(ROOT) for path in found if "__pycache__" not in path.parts]


def list_paths(text: str) -> list[str]:
    """Return the paths in backticks; `<kind>` and the like stand for any name."""
    prose = re.sub(r"(?ms)^```.*?^```", "", text)
    paths = []
    for word in re.findall(r"`([^`\s]+)`", prose):
        path = re.sub(r"<[^<>]*>", "*", word.partition("::")[0])
        if not re.fullmatch(r"[\w./*-]+", path):
            continue
        if path.startswith(tuple(f"{folder}/" for folder in FOLDERS)) or path.endswith(SOURCES):
            paths.append(path.rstrip("/"))
    return paths


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_a_path_in_backticks_exists(document: Path) -> None:
    """A path may be given from the repository or, if it is clear, from a folder inside it."""
    paths = list_paths(document.read_text("utf-8"))
    assert not [path for path in paths if not any(file.match(path) for file in list_files())]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_a_link_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", document.read_text("utf-8"))
    own = [link for link in links if not link.startswith("https://")]
    assert not [link for link in own if not (document.parent / link).exists()]


def list_identifiers(text: str) -> Iterator[str]:
    """Yield the identifiers of a Python file, and its texts that are one (keys, kinds)."""
    for node in ast.walk(ast.parse(text)):
        for field in ("id", "attr", "name", "arg", "value"):
            word = getattr(node, field, None)
            if isinstance(word, str):
                yield word


@cache
def known_words() -> frozenset[str]:
    words: set[str] = set()
    for folder in ("dashboard", "deploy", "documents", "scoring", "warehouse"):
        for path in (ROOT / folder).rglob("*.py"):
            words.update([*path.relative_to(ROOT).parts, path.stem])
            words.update(list_identifiers(path.read_text("utf-8")))
    for path in (ROOT / "queries").rglob("*.sql*"):
        words.update(re.findall(r"\w+", path.read_text("utf-8")))
    return frozenset(words)


GLOSSARY = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| 中文")
]


@pytest.mark.parametrize("row", GLOSSARY, ids=lambda row: row[1])
def test_a_name_of_the_glossary_is_in_the_code(row: list[str]) -> None:
    """Commands (`kaohe verify`) and paths are read elsewhere; `kind = limit` is two names."""
    names = [word for word in re.findall(r"`([^`]+)`", row[2]) if "/" not in word]
    words = {part for word in names for part in re.findall(r"\w+", word)} - {"kaohe", "false"}
    assert len(row) == 4
    assert not words - known_words()
