"""Compare each landed batch with its original file, reread under the conditions of its landing.

The conditions are the scheme's version, the aliases, the answers and the day of the landing. A form
and month that the user named beforehand are not stored: where the file alone does not give them, it
is read once more with those of the batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from warehouse.check_results import Checked, CheckFinding
from warehouse.database.clock import to_china
from warehouse.database.connection import ORIGINALS, Cursor
from warehouse.importing.form_identity import list_stamps
from warehouse.importing.reading_series import ReadingSeries
from warehouse.reading.contract import Reading, ReadRequest, TypedTable
from warehouse.safekeeping.verification.carried_rows import Carried, LandedBatch
from warehouse.safekeeping.verification.landed_batches import (
    LandingConditions,
    find_strays,
    group_by_landing,
    read_landed,
)
from warehouse.safekeeping.verification.landed_rows import list_differences
from warehouse.schemes.scheme_documents import Documents

CHECK, READER = "originals", "reading"
_SHOWN = 5
"""The number of differences of a batch that are listed."""

Progress = Callable[[int, int], None]
"""Takes the number of files read so far, and of all files."""


@dataclass
class _Outcome:
    """Counts of what was reread, and the batches that could not be compared."""

    batches: int = 0
    rows: int = 0
    files: int = 0
    copies: int = 0
    missing: list[int] = field(default_factory=list)
    reader_differs: list[int] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)

    def summarise(self, findings: list[CheckFinding]) -> Checked:
        """Return the findings with sentences on what was compared and what was not."""
        compared = (
            f"{self.batches}批导入的{self.rows}行，与重新读出的原始文件逐格对照"
            f"（读了{self.files}次，其中{self.copies}次是隐去个人信息后的副本）。"
        )
        left_out = []
        if self.missing:
            left_out.append(
                f"第{_join(self.missing)}批的原始文件没有登记、不在或被改动，没有对照。"
            )
        if self.reader_differs:
            left_out.append(
                f"第{_join(self.reader_differs)}批的原始文件，这个程序现在的读法与导入时不同，"
                "没有逐格对照；各行与操作记录一致。"
            )
        if self.unreadable:
            left_out.append(
                f"第{_join(self.unreadable)}批的方案有本程序无法读取的版本，没有与原始文件对照。"
            )
        return Checked(tuple(findings), (compared,), tuple(left_out))


def _join(batches: Collection[int]) -> str:
    return "、".join(map(str, sorted(batches)))


def check_originals_reread(
    cursor: Cursor,
    home: Path,
    documents: Documents,
    attested: Collection[int] = (),
    report_progress: Progress | None = None,
) -> Checked:
    """Return a finding for each batch whose rows differ from those in its file.

    `attested`: batches whose rows are, by the record's digests, as they were landed. If this
    program reads the file of such a batch differently, that is reported as left out, not as a
    finding.
    """
    landed = read_landed(cursor, documents)
    strays = find_strays(cursor, documents)
    findings = [CheckFinding(CHECK, sentence) for sentence in (*landed.faults, *strays)]
    conditions = LandingConditions(cursor, documents)
    carried, outcome = Carried(cursor), _Outcome(unreadable=landed.unreadable)
    groups = group_by_landing(landed.batches)
    with ReadingSeries() as series:
        rereading = _Rereading(cursor, home, conditions, carried, series, outcome)
        for number, group in enumerate(groups, start=1):
            for batch, finding in rereading.check(group):
                if batch.id not in attested:
                    findings.append(finding)
                elif batch.id not in outcome.missing:
                    outcome.reader_differs.append(batch.id)
            if report_progress:
                report_progress(number, len(groups))
    return outcome.summarise(findings)


@dataclass(frozen=True)
class _Rereading:
    """Rereads the file of one landing after another."""

    cursor: Cursor
    home: Path
    conditions: LandingConditions
    carried: Carried
    series: ReadingSeries
    outcome: _Outcome

    def check(self, group: list[LandedBatch]) -> Iterator[tuple[LandedBatch, CheckFinding]]:
        """Yield a finding for each batch of a landing that differs from the file."""
        content, is_copy = self._find_content(group[0])
        if content is None:
            self.outcome.missing += [batch.id for batch in group]
            if group[0].sha256 is None or not self.conditions.is_kept(group[0].sha256):
                for batch in group:
                    sentence = f"第{batch.id}批没有登记原始文件，无从对照。"
                    yield batch, CheckFinding(CHECK, sentence)
            return
        self.outcome.files += 1
        self.outcome.copies += is_copy
        self.outcome.batches += len(group)
        self.outcome.rows += sum(batch.row_count for batch in group)
        open_batches = {batch.id: batch for batch in group}
        found: dict[int, CheckFinding] = {}
        for request in self._list_requests(group):
            reading = self.series.read(content, request)
            for batch in list(open_batches.values()):
                finding = self._judge(batch, reading, is_copy=is_copy)
                if finding is None:
                    del open_batches[batch.id]
                elif batch.id not in found or found[batch.id].check == READER:
                    found[batch.id] = finding
            if not open_batches:
                return
        yield from ((batch, found[batch.id]) for batch in open_batches.values())

    def _find_content(self, batch: LandedBatch) -> tuple[bytes | None, bool]:
        """Return the kept bytes of a batch's file, and whether they are a masked copy.

        None unless their digest is that of the landing: only these bytes are known to be safe to
        read.
        """
        sha256 = self.conditions.find_kept(batch.sha256)
        try:
            content = (self.home / ORIGINALS / (sha256 or "-")).read_bytes()
        except OSError:
            return None, False
        if hashlib.sha256(content).hexdigest() != sha256:
            return None, False
        return content, sha256 != batch.sha256

    def _list_requests(self, group: list[LandedBatch]) -> Iterator[ReadRequest]:
        """Yield the requests under which the file may have been read, the likeliest first."""
        first = group[0]
        own = {batch.scheme for batch in group}
        yield self._build_request(first, own)
        if len(group) == 1:
            month = f"{first.month:%Y-%m}"
            yield self._build_request(first, own, first.dataset, month)
        if every := self.conditions.list_schemes(first) - own:
            yield self._build_request(first, own | every)

    def _build_request(
        self,
        batch: LandedBatch,
        schemes: set[str],
        dataset: str | None = None,
        month: str | None = None,
    ) -> ReadRequest:
        named = {
            written.removeprefix("alias:"): unit
            for written, unit in batch.answers.items()
            if written.startswith("alias:")
        }
        conditions = self.conditions
        return ReadRequest(
            file_name=batch.file_name,
            schemes=tuple(conditions.find_forms(one, batch) for one in sorted(schemes)),
            dataset=dataset,
            month=month,
            aliases={one: {**conditions.find_aliases(one, batch), **named} for one in schemes},
            answers={k: v for k, v in batch.answers.items() if not k.startswith("alias:")},
            issued=list_stamps(
                self.home, [conditions.find_scheme(one, batch) for one in sorted(schemes)]
            ),
            today=to_china(batch.created_at).date(),
        )

    def _judge(self, batch: LandedBatch, reading: Reading, *, is_copy: bool) -> CheckFinding | None:
        """Return how a batch differs from what was read, or None if it does not."""
        place = f"第{batch.id}批（“{batch.file_name}”"
        table = _find_table(batch, reading)
        stops = [one.message for one in reading.findings if one.severity != "warning"]
        if table is None and not stops:
            return CheckFinding(CHECK, f"{place}）与原始文件不符：文件里没有这张表这个月的数据。")
        differences = [] if table is None else self._compare(batch, table, is_copy=is_copy)
        if table is not None and not differences:
            return None
        if stops:
            return CheckFinding(READER, f"{place}）这个程序现在读法不同，不能逐格对照：{stops[0]}")
        sheet = f"，工作表“{batch.sheet}”" if batch.sheet else ""
        more = f"；等{len(differences)}处" if len(differences) > _SHOWN else ""
        shown = "；".join(differences[:_SHOWN])
        return CheckFinding(CHECK, f"{place}{sheet}）与原始文件不符：{shown}{more}。")

    def _compare(self, batch: LandedBatch, table: TypedTable, *, is_copy: bool) -> list[str]:
        dataset = self.conditions.find_scheme(batch.scheme, batch).dataset(batch.dataset)
        units = self.conditions.find_units(batch.scheme)
        try:
            return list(
                list_differences(
                    self.cursor, batch, dataset, table, units, self.carried, is_copy=is_copy
                )
            )
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            return [f"存着的数据读不出（{type(error).__name__}）"]


def _find_table(batch: LandedBatch, reading: Reading) -> TypedTable | None:
    for table in reading.tables:
        if (table.scheme, table.dataset, table.month) == batch.place:
            return table
    return None
