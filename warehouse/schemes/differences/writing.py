"""The one form in which two schemes are compared as written, whichever face they came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from scoring.scheme import Scheme
from scoring.scheme_text import SchemeParts, read_text, write_text
from scoring.sheets.canonical import put_in_order

MOST_KEPT = 8


def say_the_same(one: Scheme, other: Scheme) -> bool:
    """Tell whether two texts are one version: as workbook and text of a scheme are."""
    return one == other or write_in_order(one.text) == write_in_order(other.text)


@lru_cache(maxsize=MOST_KEPT)
def write_in_order(text: str) -> str:
    """Return a scheme's text with its keys in one order and in their short forms."""
    return write_text(put_in_order(read_text(text)))


def find_written(scheme: Scheme, assessment_id: str, part_id: str) -> Any:
    """Return a node, clause or veto as it is written, without its number, name and children.

    A veto may be named by its name. None if there is no such part.
    """
    notice = _read(scheme.text).notice
    shared = notice.get("veto", ())
    for assessment in notice.get("assessment", [{"id": "1", **notice}]):
        if str(assessment["id"]) != assessment_id:
            continue
        for part in (*_walk(assessment["total"]), *assessment.get("veto", ()), *shared):
            if part_id in (part.get("id"), part.get("name")):
                return {k: v for k, v in part.items() if k not in ("id", "name", "clauses")}
    return None


@lru_cache(maxsize=MOST_KEPT)
def _read(text: str) -> SchemeParts:
    return read_text(write_in_order(text))


def _walk(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node.get("clauses", ()):
        yield from _walk(child)
