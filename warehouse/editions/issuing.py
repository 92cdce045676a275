"""Issuing: the content is prepared, documents are drawn with its hash, then all is kept at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from warehouse.database.audit import Entry, read_head, write_audit
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.editions.archive import Edition, find_newest, read_edition, read_kept_content
from warehouse.editions.attachments import check_enclosure, clean_file_name
from warehouse.editions.content import (
    Content,
    digest,
    find_month_moment,
    read_content,
    to_canonical,
)
from warehouse.editions.corrections import (
    NO_DIFFERENCE,
    Cause,
    Correction,
    Difference,
    compare,
)
from warehouse.editions.restating import Restated, list_restated
from warehouse.editions.sealing import Act, check_separation, is_sealed, set_seal
from warehouse.faults import Refused
from warehouse.reading.personal_data.picture_metadata import drop_metadata
from warehouse.results.scores import answer_at
from warehouse.results.standing_batches import to_month
from warehouse.store import Store

NamedBytes = tuple[str, bytes]
"""A document: its file name and its bytes."""


@dataclass(frozen=True)
class Prepared:
    """An edition that is not issued yet: what it would keep, and its hash for the documents."""

    scheme_id: str
    month: str
    number: int
    revision: int
    content: Content
    canonical: bytes
    sha256: str
    predecessor: Edition | None
    difference: Difference = NO_DIFFERENCE
    """What differs from the predecessor; nothing for a month's first edition."""
    head: Entry | None = None
    """The record's newest entry at the time: printed on the documents, it fixes all before it."""
    restated: tuple[Restated, ...] = ()
    """Earlier months that were issued, and whose figures would be others today."""

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """The 更正表: which figures differ from the predecessor's."""
        return self.difference.corrections

    @property
    def without_points(self) -> tuple[Cause, ...]:
        """What was changed since the predecessor and moved no points."""
        return self.difference.without_points


def prepare_edition(store: Store, scheme_id: str, month: str) -> Prepared:
    """Return the next edition of a month as it would be issued now; it stores nothing.

    Refused where the month has no data, or was issued and is still sealed; Denied to the people of
    a unit.
    """
    store.person.check_every_unit()
    with store.reader() as cursor:
        prepared = _prepare(cursor, scheme_id, month)
    prepared = replace(prepared, restated=tuple(list_restated(store, scheme_id, before=month)))
    if prepared.predecessor is None:
        return prepared
    before = read_kept_content(store, prepared.predecessor)
    return replace(prepared, difference=compare(before, prepared.content))


def issue_edition(
    store: Store, prepared: Prepared, act: Act, documents: Sequence[NamedBytes] = ()
) -> Edition:
    """Keep a prepared edition with its documents and seal its month, or do nothing at all.

    Refused where anything that it says has changed since it was prepared.
    """
    documents = [(clean_file_name(name), drop_metadata(content)) for name, content in documents]
    files = [("edition.json", prepared.canonical), *documents]
    with store.writer("issue") as cursor:
        for name, content in documents:
            check_enclosure(name, content)
        check_separation(cursor, store.person, prepared.scheme_id, to_month(prepared.month))
        if _prepare(cursor, prepared.scheme_id, prepared.month).sha256 != prepared.sha256:
            raise Refused("准备通报之后数据又有变动，这次没有印发。请重新生成通报再印发。")
        digests = [store.keep_original(content) for _, content in files]
        _write_edition(cursor, prepared, act)
        for (name, content), sha256 in zip(files, digests, strict=True):
            cursor.execute(
                "insert into source_file values (?, ?, ?, ?) on conflict do nothing",
                [sha256, len(content), name, utc_now()],
            ).fetchall()
        issued = list(zip((name for name, _ in documents), digests[1:], strict=True))
        for position, (name, sha256) in enumerate(issued, start=1):
            cursor.execute(
                "insert into edition_document values (?, ?, ?, ?)",
                [prepared.number, position, name, sha256],
            ).fetchall()
        _seal(cursor, prepared, act)
        detail = {
            "edition": prepared.number,
            "scheme": prepared.scheme_id,
            "month": prepared.month,
            "revision": prepared.revision,
            "sha256": prepared.sha256,
            "documents": dict(issued),
            "reason": act.reason,
        }
        write_audit(cursor, act.actor, "issue", detail)
        return read_edition(cursor, prepared.number)


def _prepare(cursor: Cursor, scheme_id: str, month: str) -> Prepared:
    """Return what would be issued now, read from one snapshot; the corrections are left out."""
    found = answer_at(cursor, scheme_id, month, find_month_moment(cursor, scheme_id, month))
    if not found.moment.known_at:
        raise Refused(f"{to_month(month):%Y年%m月}还没有数据，不能印发通报。")
    newest = find_newest(cursor, scheme_id, month)
    if newest and is_sealed(cursor, scheme_id, to_month(month)):
        raise Refused(
            f"{newest.name}已印发并封存。要更正的，请先解除封存并写明理由，改好数据后再印发下一版。"
        )
    number = cursor.execute("select count(*) + 1 from edition").fetchall()[0][0]
    revision = newest.revision + 1 if newest else 1
    place = {
        "number": number,
        "revision": revision,
        "predecessor": newest.sha256 if newest else None,
    }
    content = read_content(found, month, place)
    canonical = to_canonical(content)
    return Prepared(
        scheme_id,
        month,
        number,
        revision,
        content,
        canonical,
        digest(canonical),
        newest,
        head=read_head(cursor),
    )


def _write_edition(cursor: Cursor, prepared: Prepared, act: Act) -> None:
    moment = prepared.content["moment"]
    cursor.execute(
        "insert into edition values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            prepared.number,
            prepared.scheme_id,
            to_month(prepared.month),
            prepared.revision,
            prepared.predecessor.number if prepared.predecessor else None,
            prepared.sha256,
            moment["known_at"],
            moment["scheme_version"],
            moment["choice_id"],
            act.actor,
            act.reason,
            utc_now(),
        ],
    ).fetchall()


def _seal(cursor: Cursor, prepared: Prepared, act: Act) -> None:
    """Seal the month; one that was sealed before is told that it is now issued."""
    reason = act.reason or "印发通报"
    set_seal(
        cursor,
        prepared.scheme_id,
        to_month(prepared.month),
        replace(act, reason=reason),
        sealed=True,
        edition_id=prepared.number,
    )
