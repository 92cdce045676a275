"""Find files of one upload that would land as the same form and month, replacing each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from warehouse.importing.import_plan import ImportReport
from warehouse.reading.contract import Finding, Reading

LandingPlace = tuple[str, str, str]
"""Month, dataset and scheme, in the order in which files land."""


def list_places(report: ImportReport | None) -> list[LandingPlace]:
    """Return the months and datasets that a file will land as; none if it is imported already."""
    if report is None or report.state == "already_imported":
        return []
    return sorted({(batch.month, batch.dataset, batch.scheme) for batch in report.batches})


def find_twins(report: ImportReport | None, others: Iterable[ImportReport | None]) -> list[int]:
    """Return the positions of the other files that would land as the same form and month.

    A second copy of the same bytes is no twin: the first lands, the second is imported already.
    """
    own = set(list_places(report))
    return [
        number
        for number, other in enumerate(others)
        if report is not None
        and other is not None
        and other.reading.sha256 != report.reading.sha256
        and own & set(list_places(other))
    ]


def refuse_twins(reports: Sequence[ImportReport | None]) -> list[Reading | None]:
    """Return the files' readings; each one with a twin gets an error that names it."""
    return [None if report is None else _refuse(report, reports) for report in reports]


def _refuse(report: ImportReport, reports: Sequence[ImportReport | None]) -> Reading:
    reading = report.reading
    twins = [reports[number] for number in find_twins(report, reports)]
    if not twins:
        return reading
    names = "、".join(f"“{twin.reading.file}”" for twin in twins if twin)
    shared = {place for twin in twins for place in list_places(twin)}
    place = next(place for place in list_places(report) if place in shared)
    message = (
        f"“{reading.file}”与{names}是同一张报表、同一个月（{place[0]}），都没有导入。"
        "请只留下对的一份再导入。"
    )
    table = next(table for table in reading.tables if (table.month, table.dataset) == place[:2])
    finding = Finding(
        severity="error",
        code="file_twice",
        message=message,
        file=reading.file,
        sheet=table.sheet or None,
        column="month",
        found=place[0],
    )
    return reading.model_copy(update={"findings": (*reading.findings, finding)})
