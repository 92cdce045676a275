"""Issue editions: prepare a content, have documents made with its hash, then keep all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from warehouse.database.audit import Entry, read_head, write_audit
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.editions.approval import check_approval
from warehouse.editions.archive import Edition, find_newest, read_edition, read_kept_content
from warehouse.editions.attachments import check_attachment, clean_file_name
from warehouse.editions.causes import Cause
from warehouse.editions.content import (
    EditionContent,
    build_content,
    digest,
    find_month_moment,
    to_canonical,
)
from warehouse.editions.corrections import (
    NO_DIFFERENCE,
    Correction,
    Difference,
    compare_contents,
)
from warehouse.editions.document_numbers import check_number_is_free
from warehouse.editions.restating import Restated, list_restated
from warehouse.editions.sealing import Act, check_separation, is_sealed, set_seal
from warehouse.faults import Refused
from warehouse.reading.personal_data.picture_metadata import drop_metadata
from warehouse.results.scores import scores_at
from warehouse.results.standing_batches import to_month
from warehouse.schemes.retirements import refuse_retired
from warehouse.store import Store

NamedBytes = tuple[str, bytes]
"""A document's file name and bytes."""


@dataclass(frozen=True)
class PreparedEdition:
    """An edition that is not issued yet: its content, and the hash for its documents."""

    scheme_id: str
    month: str
    number: int
    revision: int
    content: EditionContent
    canonical: bytes
    sha256: str
    predecessor: Edition | None
    difference: Difference = NO_DIFFERENCE
    """The difference from the predecessor; NO_DIFFERENCE for a month's first edition."""
    head: Entry | None = None
    """The newest audit entry at the time. Its digest, printed on the documents, fixes all earlier
    entries."""
    restated: tuple[Restated, ...] = ()
    """Earlier issued months whose figures would differ today."""

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """The 更正表: the figures that differ from the predecessor's."""
        return self.difference.corrections

    @property
    def without_points(self) -> tuple[Cause, ...]:
        """The changes since the predecessor that moved no points."""
        return self.difference.without_points


def prepare_edition(store: Store, scheme_id: str, month: str) -> PreparedEdition:
    """Return the next edition of a month as it would be issued now; nothing is stored.

    Refused if the month has no data, or was issued and is still sealed. Denied to users of a unit.
    """
    store.person.check_every_unit()
    with store.reader() as cursor:
        prepared = _prepare(cursor, scheme_id, month)
    prepared = replace(prepared, restated=tuple(list_restated(store, scheme_id, before=month)))
    if prepared.predecessor is None:
        return prepared
    before = read_kept_content(store, prepared.predecessor)
    return replace(prepared, difference=compare_contents(before, prepared.content))


def issue_edition(
    store: Store,
    prepared: PreparedEdition,
    act: Act,
    documents: Sequence[NamedBytes] = (),
    marks: Mapping[str, str] | None = None,
) -> Edition:
    """Keep a prepared edition with its documents and seal its month, in one transaction.

    `marks` are further keys of its audit entry, such as the number and date of the document.
    Refused if its content would differ now, because data have changed since it was prepared.
    """
    documents = [(clean_file_name(name), drop_metadata(content)) for name, content in documents]
    files = [("edition.json", prepared.canonical), *documents]
    with store.writer("issue") as cursor:
        refuse_retired(cursor, prepared.scheme_id)
        for name, content in documents:
            check_attachment(name, content)
        check_separation(cursor, store.person, prepared.scheme_id, to_month(prepared.month))
        number = (marks or {}).get("document_number")
        if number:
            check_number_is_free(cursor, number, prepared.scheme_id, prepared.month)
        check_approval(cursor, prepared.scheme_id, to_month(prepared.month), prepared.revision)
        if _prepare(cursor, prepared.scheme_id, prepared.month).sha256 != prepared.sha256:
            raise Refused("准备通报之后数据又有变动，这次没有印发。请重新生成通报再印发。")
        digests = [store.keep_original(content) for _, content in files]
        _write_edition(cursor, prepared, act)
        _write_source_files(cursor, files, digests)
        # The first file is the content; it is no document.
        issued = list(zip((name for name, _ in documents), digests[1:], strict=True))
        _write_documents(cursor, prepared.number, issued)
        _seal(cursor, prepared, act)
        detail = {
            "edition": prepared.number,
            "scheme": prepared.scheme_id,
            "month": prepared.month,
            "revision": prepared.revision,
            "sha256": prepared.sha256,
            "documents": dict(issued),
            "reason": act.reason,
            **(marks or {}),
        }
        write_audit(cursor, act.actor, "issue", detail)
        return read_edition(cursor, prepared.number)


def _prepare(cursor: Cursor, scheme_id: str, month: str) -> PreparedEdition:
    """Return what would be issued now, read from one snapshot, without the corrections."""
    found = scores_at(cursor, scheme_id, month, find_month_moment(cursor, scheme_id, month))
    if not found.moment.known_at:
        raise Refused(f"{to_month(month):%Y年%m月}尚无数据，不能印发通报。")
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
    content = build_content(found, month, place)
    canonical = to_canonical(content)
    return PreparedEdition(
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


def _write_edition(cursor: Cursor, prepared: PreparedEdition, act: Act) -> None:
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


def _write_source_files(
    cursor: Cursor, files: Sequence[NamedBytes], digests: Sequence[str]
) -> None:
    for (name, content), sha256 in zip(files, digests, strict=True):
        cursor.execute(
            "insert into source_file values (?, ?, ?, ?) on conflict do nothing",
            [sha256, len(content), name, utc_now()],
        ).fetchall()


def _write_documents(cursor: Cursor, number: int, issued: Sequence[tuple[str, str]]) -> None:
    """Write the names and digests of an edition's documents, in their order."""
    for position, (name, sha256) in enumerate(issued, start=1):
        cursor.execute(
            "insert into edition_document values (?, ?, ?, ?)", [number, position, name, sha256]
        ).fetchall()


def _seal(cursor: Cursor, prepared: PreparedEdition, act: Act) -> None:
    """Seal the month, or add the edition to a month that is sealed already."""
    reason = act.reason or "印发通报"
    set_seal(
        cursor,
        prepared.scheme_id,
        to_month(prepared.month),
        replace(act, reason=reason),
        sealed=True,
        edition_id=prepared.number,
    )
