"""Replace kept bytes by their masked copy, if a later reading finds personal data in them.

Which columns are private depends on the form, and a form may be chosen by hand after the arrival.
"""

from __future__ import annotations

from warehouse.database.audit import write_audit
from warehouse.importing.kept_originals import list_kept
from warehouse.inbox.inbox_files import InboxFile
from warehouse.inbox.receiving import Keepable, make_copy
from warehouse.reading.contract import Reading, ReadRequest
from warehouse.store import Store


def hide_personal(
    store: Store, file: InboxFile, content: bytes, request: ReadRequest, reading: Reading
) -> Keepable:
    """Keep a file's masked copy in place of its bytes; return the copy and what is read of it.

    If no copy can be made that is read like the file, nothing of it is kept any more.
    """
    keepable = make_copy(content, request, reading)
    copy, before = keepable.content, file.kept_sha256
    with store.writer("handle_inbox", redraws=False) as cursor:
        kept = None if copy is None else store.keep_original(copy)
        size = None if copy is None else len(copy)
        cursor.execute(
            "update inbox_file set kept_sha256 = ?, kept_byte_count = ?, unkept_because = ?"
            " where file_id = ?",
            [kept, size, keepable.unkept_because, file.number],
        ).fetchall()
        write_audit(
            cursor, store.person.name, "mask_file", {"file": file.number, "name": file.name}
        )
    remove_unnamed(store, [before] if before else [])
    return keepable


def remove_unnamed(store: Store, digests: list[str]) -> int:
    """Remove those of these kept files that nothing names any more; return their number."""
    with store.frozen() as cursor:  # nobody can begin to name one of them meanwhile
        named = {kept.sha256 for kept in list_kept(cursor)}
        gone = [sha256 for sha256 in dict.fromkeys(digests) if sha256 not in named]
        for sha256 in gone:
            store.remove_original(sha256)
    return len(gone)
