"""The landed batches, what was known when each was landed, and rows without a batch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from scoring.scheme import Scheme
from warehouse.database.clock import to_china
from warehouse.database.connection import Cursor, quote_name
from warehouse.database.sql import run_query
from warehouse.reading.contract import SchemeForms, forms_of
from warehouse.safekeeping.verification.carried_rows import LandedBatch, Numbers
from warehouse.schemes.scheme_documents import Documents


class Landed(NamedTuple):
    """The batches that were imported from files, and those that cannot be reread."""

    batches: list[LandedBatch]
    faults: list[str]
    """A sentence for each batch whose row in the table of batches is not as landing writes it."""
    unreadable: list[int]
    """The batches of schemes with a version that this program cannot read."""


def read_landed(cursor: Cursor, documents: Documents) -> Landed:
    """Return every batch that was imported from a file."""
    known = {
        (scheme_id, dataset.key)
        for scheme_id, versions in documents.schemes.items()
        for scheme in versions
        for dataset in scheme.datasets
    }
    landed = Landed([], [], [])
    for row in run_query(cursor, "safekeeping/landed_batches").fetchall():
        answers = _parse_answers(row[9])
        batch = _to_batch(row, answers or {})
        if batch.scheme in documents.unreadable:
            landed.unreadable.append(batch.id)
        elif (batch.scheme, batch.dataset) not in known:
            landed.faults.append(
                f"第{batch.id}批的方案或报表不在登记的方案里，不能与原始文件对照。"
            )
        elif answers is None:
            landed.faults.append(f"第{batch.id}批存着的答复读不出，不能与原始文件对照。")
        else:
            landed.batches.append(batch)
    return landed


def _to_batch(row: Sequence[Any], answers: dict[str, str]) -> LandedBatch:
    """Return a row of safekeeping/landed_batches.sql with its parsed answers."""
    return LandedBatch(
        id=row[0],
        scheme=row[1],
        dataset=row[2],
        month=row[3],
        sha256=row[4],
        file_name=row[5],
        sheet=row[6],
        headers=tuple(row[7]),
        row_count=row[8],
        answers=answers,
        created_at=row[10],
    )


def _parse_answers(text: str) -> dict[str, str] | None:
    try:
        answers = json.loads(text)
    except ValueError:
        return None
    return answers if isinstance(answers, dict) else None


def group_by_landing(landed: Sequence[LandedBatch]) -> list[list[LandedBatch]]:
    """Group the batches that one act landed together from one file, in their order."""
    groups: list[list[LandedBatch]] = []
    for batch in landed:
        group = groups[-1] if groups else []
        if group and _is_same_landing(group, batch):
            group.append(batch)
        else:
            groups.append([batch])
    return groups


def _is_same_landing(group: Sequence[LandedBatch], batch: LandedBatch) -> bool:
    last = group[-1]
    return (
        batch.id == last.id + 1
        and batch.place not in {earlier.place for earlier in group}
        and (batch.sha256, batch.file_name, batch.answers)
        == (last.sha256, last.file_name, last.answers)
        and to_china(batch.created_at).date() == to_china(last.created_at).date()
    )


def find_strays(cursor: Cursor, documents: Documents) -> Iterator[str]:
    """Yield a sentence for each table with rows of a batch that imported nothing into it."""
    for table, title, batches in _list_places(cursor, documents):
        rows = cursor.execute(f"select distinct batch_id from {table} order by 1").fetchall()
        for (batch_id,) in rows:
            if batch_id not in batches:
                yield f"{title}里有第{batch_id}批的行，而这一批没有从文件导入这些。"


def _list_places(cursor: Cursor, documents: Documents) -> Iterator[tuple[str, str, set[int]]]:
    """Yield each table with rows of batches, its title, and the batches that imported into it."""
    batches = cursor.execute(
        "select batch_id, scheme_id, dataset_key from main.batch where kind = 'import'"
    ).fetchall()
    every = {batch_id for batch_id, *_ in batches}
    yield "main.source_row", "原样保存的行", every
    yield "main.batch_column", "各批的列", every
    for scheme_id, versions in documents.schemes.items():
        titles = {dataset.key: dataset.title for one in versions for dataset in one.datasets}
        for key, title in titles.items():
            own = {batch_id for batch_id, *form in batches if form == [scheme_id, key]}
            yield quote_name(scheme_id, key), f"“{title}”的数据", own


class LandingConditions:
    """What was known at each landing (scheme versions, aliases), and which files are kept."""

    def __init__(self, cursor: Cursor, documents: Documents) -> None:
        self._cursor = cursor
        self._documents = documents
        self._forms: dict[tuple[str, int], SchemeForms] = {}
        self._units: dict[str, Numbers] = {}

    @cached_property
    def _schemes(self) -> dict[str, list[tuple[int, Scheme]]]:
        """Scheme → (the batch after which a version was registered, the version), oldest first."""
        rows = self._cursor.execute(
            "select scheme_id, after_batch_id from main.scheme_version order by scheme_id, version"
        ).fetchall()
        after: dict[str, list[int]] = {}
        for scheme_id, batch_id in rows:
            after.setdefault(scheme_id, []).append(batch_id)
        return {
            scheme_id: list(zip(after[scheme_id], versions, strict=True))
            for scheme_id, versions in self._documents.schemes.items()
        }

    @cached_property
    def _aliases(self) -> dict[str, list[tuple[int, str, str]]]:
        """Scheme → (the batch that brought an alias, the alias, the unit)."""
        aliases: dict[str, list[tuple[int, str, str]]] = {}
        for scheme_id, *rest in run_query(self._cursor, "safekeeping/explained_aliases").fetchall():
            aliases.setdefault(scheme_id, []).append(tuple(rest))
        return aliases

    @cached_property
    def _kept(self) -> dict[str, str]:
        """SHA-256 of a file → SHA-256 of the bytes that are kept."""
        return dict(run_query(self._cursor, "safekeeping/kept_digests").fetchall())

    def is_kept(self, sha256: str) -> bool:
        """Tell whether the store has registered a file, or its masked copy, as kept."""
        return sha256 in self._kept

    def find_kept(self, sha256: str | None) -> str | None:
        """Return the SHA-256 under which a file, or its masked copy, is kept."""
        return self._kept.get(sha256 or "")

    def list_schemes(self, batch: LandedBatch) -> set[str]:
        """Return the schemes that were registered when a batch was landed."""
        return {
            scheme_id for scheme_id, versions in self._schemes.items() if versions[0][0] < batch.id
        }

    def find_scheme(self, scheme_id: str, batch: LandedBatch) -> Scheme:
        """Return the version of a scheme that applied when a batch was landed."""
        return self._find(scheme_id, batch)[1]

    def find_forms(self, scheme_id: str, batch: LandedBatch) -> SchemeForms:
        """Return what the reader needs of that version."""
        at, scheme = self._find(scheme_id, batch)
        if (scheme_id, at) not in self._forms:
            self._forms[scheme_id, at] = forms_of(scheme)
        return self._forms[scheme_id, at]

    def _find(self, scheme_id: str, batch: LandedBatch) -> tuple[int, Scheme]:
        versions = self._schemes[scheme_id]
        at = max((n for n, (after, _) in enumerate(versions) if after < batch.id), default=0)
        return at, versions[at][1]

    def find_aliases(self, scheme_id: str, batch: LandedBatch) -> dict[str, str]:
        """Return the aliases that users had explained before a batch was landed."""
        return {
            written: unit
            for landed, written, unit in self._aliases.get(scheme_id, [])
            if landed < batch.id
        }

    def find_units(self, scheme_id: str) -> Numbers:
        """Return each unit of a scheme → its number."""
        if scheme_id not in self._units:
            rows = self._cursor.execute(
                "select unit_name, unit_id from main.unit where scheme_id = ?", [scheme_id]
            ).fetchall()
            self._units[scheme_id] = dict(rows)
        return self._units[scheme_id]
