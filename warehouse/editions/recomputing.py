"""Recompute an issued edition from the facts, scheme and choices of its moment, and verify it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from warehouse.access.people import SYSTEM
from warehouse.editions.archive import Edition, read_edition, read_editions
from warehouse.editions.content import EditionContent, build_content, to_canonical
from warehouse.faults import Refused
from warehouse.results.scores import ScoreQuery, open_scores
from warehouse.store import Store

NAMED_BY = ("assessment", "unit", "indicator", "dataset", "month", "id")
"""Keys whose values name an entry of a list, as far as it has them."""

MISSING = "（没有）"


@dataclass(frozen=True)
class Verdict:
    """The result of verifying an edition: the first problem, or None if it is sound."""

    edition: Edition
    problem: str | None

    @property
    def is_sound(self) -> bool:
        """Return whether kept files and recomputation agree with what was issued."""
        return self.problem is None


def recompute_edition(store: Store, number: int) -> bytes:
    """Return the canonical bytes of an edition, recomputed from its moment."""
    store.person.check_every_unit()
    with store.reader() as cursor:
        edition = read_edition(cursor, number)
        before = read_edition(cursor, edition.predecessor) if edition.predecessor else None
    place = {
        "number": edition.number,
        "revision": edition.revision,
        "predecessor": before.sha256 if before else None,
    }
    question = ScoreQuery(edition.scheme_id, edition.month, moment=edition.moment)
    with open_scores(store, question, None) as found:
        return to_canonical(build_content(found, edition.month, place))


def verify_edition(store: Store, number: int) -> Verdict:
    """Check an edition's kept files against their hashes and its content against the facts."""
    store.require("verify")
    store = store.bind_to(SYSTEM)
    with store.reader() as cursor:
        edition = read_edition(cursor, number)
    return Verdict(edition, next(_find_problems(store, edition), None))


def verify_editions(store: Store, scheme_id: str | None = None) -> list[Verdict]:
    """Check the editions of a scheme, or all, in the order in which they were issued."""
    with store.reader() as cursor:
        editions = read_editions(cursor, scheme_id)
    return [verify_edition(store, edition.number) for edition in editions]


def _find_problems(store: Store, edition: Edition) -> Iterator[str]:
    kept = {"通报内容": edition.sha256}
    kept |= {f"文件“{document.file_name}”": document.sha256 for document in edition.documents}
    contents = {}
    for name, sha256 in kept.items():
        try:
            contents[sha256] = store.read_original(sha256)
        except Refused as fault:
            yield f"{name}：{fault}"
            return
    issued = contents[edition.sha256]
    again = recompute_edition(store, edition.number)
    if issued != again:
        yield find_first_difference(json.loads(issued), json.loads(again))


def find_first_difference(issued: EditionContent, again: EditionContent) -> str:
    """Return a sentence on the first place where two contents differ."""
    for path, old, new in _walk(issued, again, ""):
        return f"重算结果不同，第一处在 {path}：印发时 {old}，重算得 {new}"
    return "重算结果不同，只在写法上"


def _walk(old: Any, new: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Yield the path and both values of every leaf that differs."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from _walk(old.get(key, MISSING), new.get(key, MISSING), f"{path}/{key}")
    elif isinstance(old, list) and isinstance(new, list):
        for index, (left, right) in enumerate(zip_longest(old, new, fillvalue=MISSING)):
            yield from _walk(left, right, f"{path}/{_name(left, index)}")
    elif old != new:
        yield path, _shorten(old), _shorten(new)


def _name(entry: Any, index: int) -> str:
    """Return what names a list's entry for a reader; its index if it has no name."""
    if not isinstance(entry, dict):
        return str(index)
    names = [str(entry[key]) for key in NAMED_BY if key in entry and entry[key] is not None]
    return " ".join(names) or str(index)


def _shorten(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"
