"""The landed batches, what was known when each was landed, and rows that belong to none."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from scoring.scheme import Scheme
from warehouse.database.clock import to_china
from warehouse.database.connection import Cursor
from warehouse.database.scheme_schema import quote_schema
from warehouse.reading.contract import SchemeForms, forms_of
from warehouse.safekeeping.verification.carried_rows import LandedBatch, Numbers
from warehouse.schemes.scheme_documents import read_documents


class Landed(NamedTuple):
    """The batches that came from files, and those that cannot be read again."""

    batches: list[LandedBatch]
    faults: list[str]
    """A sentence for each batch whose own row is not as landing writes it."""
    unreadable: list[int]
    """The batches of schemes with a version that this program cannot read."""


def read_landed(cursor: Cursor) -> Landed:
    """Return every batch that came from a file."""
    rows = cursor.execute(
        "select batch_id, scheme_id, dataset_key, month, sha256, coalesce(file_name, ''), sheet,"
        " coalesce(headers, []), row_count, answers, created_at"
        " from main.batch where kind = 'import' order by batch_id"
    ).fetchall()
    documents = read_documents(cursor)
    known = {
        (scheme_id, dataset.key)
        for scheme_id, versions in documents.schemes.items()
        for one in versions
        for dataset in one.datasets
    }
    found = Landed([], [], [])
    for row in rows:
        said = _parse_answers(row[9])
        batch = LandedBatch(
            id=row[0],
            scheme=row[1],
            dataset=row[2],
            month=row[3],
            sha256=row[4],
            file_name=row[5],
            sheet=row[6],
            headers=tuple(row[7]),
            row_count=row[8],
            answers=said or {},
            created_at=row[10],
        )
        if batch.scheme in documents.unreadable:
            found.unreadable.append(batch.id)
        elif (batch.scheme, batch.dataset) not in known:
            found.faults.append(f"第{batch.id}批的方案或报表不在登记的方案里，不能与原始文件对照。")
        elif said is None:
            found.faults.append(f"第{batch.id}批存着的答复读不出，不能与原始文件对照。")
        else:
            found.batches.append(batch)
    return found


def _parse_answers(text: str) -> dict[str, str] | None:
    try:
        answers = json.loads(text)
    except ValueError:
        return None
    return answers if isinstance(answers, dict) else None


def group_by_landing(landed: Sequence[LandedBatch]) -> list[list[LandedBatch]]:
    """Return the batches that one act landed from one file together, in their order."""
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
        and batch.place not in {one.place for one in group}
        and (batch.sha256, batch.file_name, batch.answers)
        == (last.sha256, last.file_name, last.answers)
        and to_china(batch.created_at).date() == to_china(last.created_at).date()
    )


def find_strays(cursor: Cursor) -> Iterator[str]:
    """Yield a sentence for each table with rows of a batch that has none there."""
    batches = cursor.execute(
        "select batch_id, scheme_id, dataset_key from main.batch where kind = 'import'"
    ).fetchall()
    every = {batch_id for batch_id, *_ in batches}
    places: list[tuple[str, str, set[int]]] = [
        ("main.source_row", "原样保存的行", every),
        ("main.batch_column", "各批的列", every),
    ]
    for scheme_id, versions in read_documents(cursor).schemes.items():
        for key, title in {
            dataset.key: dataset.title for one in versions for dataset in one.datasets
        }.items():
            own = {number for number, *form in batches if form == [scheme_id, key]}
            places.append((f"{quote_schema(scheme_id)}.{key}", f"“{title}”的数据", own))
    for table, title, own in places:
        rows = cursor.execute(f"select distinct batch_id from {table} order by 1").fetchall()
        for (batch_id,) in rows:
            if batch_id not in own:
                yield f"{title}里有第{batch_id}批的行，而这一批没有从文件导入这些。"


class LandingConditions:
    """What was known at each landing: scheme versions, aliases; and which files are kept."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._forms: dict[tuple[str, int], SchemeForms] = {}
        self._units: dict[str, Numbers] = {}

    @cached_property
    def _schemes(self) -> dict[str, list[tuple[int, Scheme]]]:
        """Scheme → (the batch after which a version came, the version), oldest first."""
        rows = self._cursor.execute(
            "select scheme_id, after_batch_id from main.scheme_version order by scheme_id, version"
        ).fetchall()
        after: dict[str, list[int]] = {}
        for scheme_id, batch_id in rows:
            after.setdefault(scheme_id, []).append(batch_id)
        return {
            scheme_id: list(zip(after[scheme_id], versions, strict=True))
            for scheme_id, versions in read_documents(self._cursor).schemes.items()
        }

    @cached_property
    def _aliases(self) -> dict[str, list[tuple[int, str, str]]]:
        rows = self._cursor.execute(
            "select remembered_alias.scheme_id, batch_id, written, unit_name"
            " from main.remembered_alias inner join main.unit using (unit_id)"
        ).fetchall()
        aliases: dict[str, list[tuple[int, str, str]]] = {}
        for scheme_id, *rest in rows:
            aliases.setdefault(scheme_id, []).append(tuple(rest))
        return aliases

    @cached_property
    def _kept(self) -> dict[str, str]:
        rows = self._cursor.execute(
            "select sha256, coalesce(kept_sha256, sha256)"
            " from main.source_file left join main.masked_copy using (sha256)"
        ).fetchall()
        return dict(rows)

    def is_kept(self, sha256: str) -> bool:
        """Return whether the store says that it keeps a file, or its masked copy."""
        return sha256 in self._kept

    def find_kept(self, sha256: str | None) -> str | None:
        """Return the digest under which a file, or its masked copy, is kept."""
        return self._kept.get(sha256 or "")

    def list_schemes(self, batch: LandedBatch) -> set[str]:
        """Return the schemes that were registered when a batch was landed."""
        return {
            scheme_id for scheme_id, versions in self._schemes.items() if versions[0][0] < batch.id
        }

    def find_scheme(self, scheme_id: str, batch: LandedBatch) -> Scheme:
        """Return a scheme in the version that held when a batch was landed."""
        return self._find(scheme_id, batch)[1]

    def find_forms(self, scheme_id: str, batch: LandedBatch) -> SchemeForms:
        """Return what a reader needs of that version."""
        at, scheme = self._find(scheme_id, batch)
        if (scheme_id, at) not in self._forms:
            self._forms[scheme_id, at] = forms_of(scheme)
        return self._forms[scheme_id, at]

    def _find(self, scheme_id: str, batch: LandedBatch) -> tuple[int, Scheme]:
        versions = self._schemes[scheme_id]
        at = max((n for n, (after, _) in enumerate(versions) if after < batch.id), default=0)
        return at, versions[at][1]

    def find_aliases(self, scheme_id: str, batch: LandedBatch) -> dict[str, str]:
        """Return the names that people had explained before a batch was landed."""
        return {
            written: unit
            for landed, written, unit in self._aliases.get(scheme_id, [])
            if landed < batch.id
        }

    def find_units(self, scheme_id: str) -> Numbers:
        """Return the numbers of a scheme's units by name."""
        if scheme_id not in self._units:
            rows = self._cursor.execute(
                "select unit_name, unit_id from main.unit where scheme_id = ?", [scheme_id]
            ).fetchall()
            self._units[scheme_id] = dict(rows)
        return self._units[scheme_id]
