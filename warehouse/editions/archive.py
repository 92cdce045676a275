"""Read issued editions: their rows, their kept contents and their documents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from warehouse.database.connection import Cursor
from warehouse.editions.content import EditionContent
from warehouse.editions.corrections import NO_DIFFERENCE, Difference, compare_contents
from warehouse.faults import WrongCall
from warehouse.schemes.scheme_history import Moment
from warehouse.store import Store

EDITION = (
    "edition_id, scheme_id, strftime(month, '%Y-%m'), revision, predecessor_id, sha256, known_at,"
    " scheme_version, choice_id, actor,"
    # The office's own note may name any unit, so users of a unit do not get it.
    " case when getvariable('viewer_units') is null then reason else '' end, issued_at from edition"
)


@dataclass(frozen=True)
class Document:
    """A document as issued: its file name, and the digest under which its bytes are kept."""

    file_name: str
    sha256: str


@dataclass(frozen=True)
class Edition:
    """An issued edition; `number` counts all editions, `revision` those of its month."""

    number: int
    scheme_id: str
    month: str
    revision: int
    predecessor: int | None
    sha256: str
    moment: Moment
    actor: str
    reason: str
    issued_at: datetime
    documents: tuple[Document, ...]

    @property
    def name(self) -> str:
        """The name of the edition in texts, such as 2021年11月第2版."""
        return f"{self.month[:4]}年{int(self.month[5:])}月第{self.revision}版"


def read_editions(cursor: Cursor, scheme_id: str | None = None) -> list[Edition]:
    """Return the editions of a scheme, or all, in the order in which they were issued."""
    rows = cursor.execute(
        f"select {EDITION} where ? is null or scheme_id = ? order by edition_id",
        [scheme_id, scheme_id],
    ).fetchall()
    return [_to_edition(cursor, row) for row in rows]


def read_edition(cursor: Cursor, number: int) -> Edition:
    """Return an edition by its number; WrongCall if there is none."""
    rows = cursor.execute(f"select {EDITION} where edition_id = ?", [number]).fetchall()
    if not rows:
        raise WrongCall(f"没有第{number}号通报。用 kaohe editions 查看已印发的通报。")
    return _to_edition(cursor, rows[0])


def find_newest(cursor: Cursor, scheme_id: str, month: str) -> Edition | None:
    """Return the newest edition of a month; None if none was issued."""
    rows = cursor.execute(
        f"select {EDITION} where scheme_id = ? and strftime(month, '%Y-%m') = ?"
        " order by revision desc limit 1",
        [scheme_id, month],
    ).fetchall()
    return _to_edition(cursor, rows[0]) if rows else None


def read_kept_content(store: Store, edition: Edition) -> EditionContent:
    """Return the content with which an edition was issued."""
    content: EditionContent = json.loads(store.read_original(edition.sha256))
    return content


def compare_with_predecessor(store: Store, edition: Edition) -> Difference:
    """Return what changed since the previous edition; NO_DIFFERENCE for a month's first one."""
    if edition.predecessor is None:
        return NO_DIFFERENCE
    with store.reader() as cursor:
        before = read_edition(cursor, edition.predecessor)
    return compare_contents(read_kept_content(store, before), read_kept_content(store, edition))


def _to_edition(cursor: Cursor, row: Sequence[object]) -> Edition:
    number, scheme_id, month, revision, predecessor, sha256, *moment, actor, reason, issued = row
    documents = cursor.execute(
        "select file_name, sha256 from edition_document where edition_id = ? order by position",
        [number],
    ).fetchall()
    return Edition(
        number, scheme_id, month, revision, predecessor, sha256, Moment(*moment),  # type: ignore[arg-type]
        actor, reason, issued, tuple(Document(*one) for one in documents),  # type: ignore[arg-type]
    )  # fmt: skip
