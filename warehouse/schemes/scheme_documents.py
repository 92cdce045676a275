"""The registered scheme documents: each version parsed, and compared with its recorded digests."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scoring.scheme import Scheme
from scoring.scheme_loading import load_text
from scoring.scheme_text import UnreadableText, digest_text
from warehouse.check_results import CheckFinding
from warehouse.database.connection import Cursor


@dataclass(frozen=True)
class Documents:
    """All registered versions of all schemes."""

    digests: dict[tuple[str, int], tuple[str, str]]
    """Scheme and version → the stored digest, and the digest of the stored document."""
    schemes: dict[str, list[Scheme]]
    """Scheme → its versions, oldest first; only schemes of which this program reads every one."""
    unreadable: frozenset[str]
    """Schemes with a version that this program cannot read."""


def read_documents(cursor: Cursor) -> Documents:
    """Return every stored version of every scheme."""
    rows = cursor.execute(
        "select scheme_id, version, sha256, document from main.scheme_version order by 1, 2"
    ).fetchall()
    digests: dict[tuple[str, int], tuple[str, str]] = {}
    schemes: dict[str, list[Scheme]] = {}
    unreadable = set()
    for scheme_id, version, sha256, document in rows:
        digests[scheme_id, version] = (sha256, digest_text(document))
        try:
            scheme = load_text(document)
        except UnreadableText:
            unreadable.add(scheme_id)
            continue
        schemes.setdefault(scheme_id, []).append(scheme)
    readable = {key: value for key, value in schemes.items() if key not in unreadable}
    return Documents(digests, readable, frozenset(unreadable))


def check_documents(cursor: Cursor, documents: Documents) -> Iterator[CheckFinding]:
    """Compare each version with its digest, its id, and the audit entry of its loading."""
    for (scheme_id, version), (stored, own) in documents.digests.items():
        if stored != own:
            yield _make_finding(scheme_id, version, "被改动过：与登记时的 SHA-256 不符")
    for scheme_id, versions in documents.schemes.items():
        if any(scheme.id != scheme_id for scheme in versions):
            yield CheckFinding("schemes", f"方案“{scheme_id}”的登记内容写的是另一个方案。")
    loaded, entries = _read_loaded(cursor)
    for (scheme_id, version), digest in loaded.items():
        if (scheme_id, version) not in documents.digests:
            yield _make_finding(scheme_id, version, "不见了，而操作记录里有装入的一条")
        elif documents.digests[scheme_id, version][0] != digest:
            yield _make_finding(scheme_id, version, "与操作记录里装入时的不符：被改动过")
    registered = Counter(scheme_id for scheme_id, _ in documents.digests)
    for scheme_id, count in sorted(registered.items()):
        if count > entries[scheme_id]:
            loaded_text = f"登记了{count}版，操作记录里只装入过{entries[scheme_id]}版"
            yield CheckFinding("schemes", f"方案“{scheme_id}”{loaded_text}。")


def _make_finding(scheme_id: str, version: int, problem: str) -> CheckFinding:
    return CheckFinding("schemes", f"方案“{scheme_id}”第{version}版{problem}。")


def _read_loaded(cursor: Cursor) -> tuple[dict[tuple[str, int], str], Counter[str]]:
    """Return the recorded digests of loaded versions, and the number of loadings by scheme.

    Entries of earlier programs name only the scheme.
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
