"""The registered scheme documents: every version, parsed, with its own digest and the record's."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from scoring.scheme import Scheme
from warehouse.check_results import CheckFinding
from warehouse.database.connection import Cursor


@dataclass(frozen=True)
class Documents:
    """All registered versions of all schemes."""

    digests: dict[tuple[str, int], tuple[str, str]]
    """Scheme and version → the digest that is stored, and that of the document."""
    schemes: dict[str, list[Scheme]]
    """Scheme → its versions, oldest first; only where this program reads them all."""
    unreadable: frozenset[str]
    """Schemes with a version that this program cannot read."""


def read_documents(cursor: Cursor) -> Documents:
    """Return every version of every scheme as the store keeps it."""
    rows = cursor.execute(
        "select scheme_id, version, sha256, document from main.scheme_version order by 1, 2"
    ).fetchall()
    digests: dict[tuple[str, int], tuple[str, str]] = {}
    schemes: dict[str, list[Scheme]] = {}
    unreadable = set()
    for scheme_id, version, sha256, document in rows:
        digests[scheme_id, version] = (sha256, hashlib.sha256(document.encode()).hexdigest())
        try:
            scheme = Scheme.model_validate_json(document)
        except ValidationError:
            unreadable.add(scheme_id)
            continue
        schemes.setdefault(scheme_id, []).append(scheme)
    readable = {key: value for key, value in schemes.items() if key not in unreadable}
    return Documents(digests, readable, frozenset(unreadable))


def check_documents(cursor: Cursor, documents: Documents) -> Iterator[CheckFinding]:
    """Compare every version with its digest, its id, and the record's entry of its loading."""
    for (scheme_id, version), (stored, own) in documents.digests.items():
        if stored != own:
            yield _found(scheme_id, version, "被改动过：与登记时的 SHA-256 不符")
    for scheme_id, versions in documents.schemes.items():
        if any(one.id != scheme_id for one in versions):
            yield CheckFinding("schemes", f"方案“{scheme_id}”的登记内容写的是另一个方案。")
    loaded, entries = _read_loaded(cursor)
    for (scheme_id, version), digest in loaded.items():
        if (scheme_id, version) not in documents.digests:
            yield _found(scheme_id, version, "不见了，而操作记录里有装入的一条")
        elif documents.digests[scheme_id, version][0] != digest:
            yield _found(scheme_id, version, "与操作记录里装入时的不符：被改动过")
    registered = Counter(scheme_id for scheme_id, _ in documents.digests)
    for scheme_id, count in sorted(registered.items()):
        if count > entries[scheme_id]:
            said = f"登记了{count}版，操作记录里只装入过{entries[scheme_id]}版"
            yield CheckFinding("schemes", f"方案“{scheme_id}”{said}。")


def _found(scheme_id: str, version: int, said: str) -> CheckFinding:
    return CheckFinding("schemes", f"方案“{scheme_id}”第{version}版{said}。")


def _read_loaded(cursor: Cursor) -> tuple[dict[tuple[str, int], str], Counter[str]]:
    """Return the digests of loaded versions, and how many versions of each scheme were loaded.

    Entries of earlier programs name the scheme only.
    """
    rows = cursor.execute(
        "select detail from main.audit_entry where action = 'load_scheme' order by entry_id"
    ).fetchall()
    loaded: dict[tuple[str, int], str] = {}
    entries: Counter[str] = Counter()
    for (text,) in rows:
        detail = json.loads(text)
        entries[detail["scheme"]] += 1
        if "version" in detail:
            loaded[detail["scheme"], detail["version"]] = detail["sha256"]
    return loaded, entries
