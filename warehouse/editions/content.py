"""The content of an edition: inputs, rules, results and ledger of a month, in canonical bytes.

The form is described in docs/editions.md. Points are text, so that no float can creep in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scoring.months import from_mask
from scoring.scheme import Assessment, Scheme
from warehouse.database.connection import Cursor
from warehouse.results.rescoring import used_by
from warehouse.results.scores import Answer, read_units
from warehouse.results.standing_batches import read_rows, to_month
from warehouse.schemes.scheme_history import NOW, Moment, find_moment

Content = dict[str, Any]
FORMAT = "kaohe-edition/1"


def to_canonical(content: Content) -> bytes:
    """Return the one form in which a content is kept and hashed: JSON, sorted keys, UTF-8."""
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def digest(canonical: bytes) -> str:
    """Return the SHA-256 that a bulletin prints."""
    return hashlib.sha256(canonical).hexdigest()


def find_month_moment(
    cursor: Cursor, scheme_id: str, month: str, until: int | None = None
) -> Moment:
    """Return the moment of a month's figures, now or as of a batch; known_at 0: it has no data yet.

    Its batch is the newest one that has a bearing on the month: what lands for a later month does
    not make another moment of it.
    """
    rows = cursor.execute(
        "select coalesce(max(batch_id), 0) from batch"
        " where scheme_id = ? and month <= ? and batch_id <= ?",
        [scheme_id, to_month(month), NOW if until is None else until],
    ).fetchall()
    return replace(find_moment(cursor, scheme_id), known_at=int(rows[0][0]))


def read_content(found: Answer, month: str, place: dict[str, int | str | None]) -> Content:
    """Return what an edition keeps of a month; `place` is its number, revision, predecessor."""
    scheme, moment = found.scheme, found.moment
    return {
        "format": FORMAT,
        "edition": place,
        "month": month,
        "moment": {
            "known_at": moment.known_at,
            "scheme_version": moment.scheme_version,
            "choice_id": moment.choice_id,
        },
        "scheme": _read_scheme(found.facts, scheme, moment),
        "interpretations": list(_read_interpretations(found)),
        "inputs": _read_inputs(found.facts, scheme, month),
        "adjustments": _read_adjustments(found.facts, scheme, month),
        "assessments": [{"id": one.id, "title": one.title} for one in scheme.assessments],
        "indicators": [
            indicator for one in scheme.assessments for indicator in _list_indicators(scheme, one)
        ],
        "results": [unit for one in scheme.assessments for unit in read_units(found, one)],
        "ledger": _read_ledger(found),
    }


def _read_scheme(facts: Cursor, scheme: Scheme, moment: Moment) -> Content:
    rows = facts.execute(
        "select sha256 from scheme_version where scheme_id = ? and version = ?",
        [scheme.id, moment.scheme_version],
    ).fetchall()
    return {
        "id": scheme.id,
        "title": scheme.title,
        "document": scheme.document,
        "version": moment.scheme_version,
        "sha256": rows[0][0],
    }


def _read_interpretations(found: Answer) -> Iterator[Content]:
    rows = found.facts.execute(
        "select interpretation_id, arg_max(reason, choice_id) from interpretation_choice"
        " where scheme_id = ? and choice_id <= ? group by 1",
        [found.scheme.id, found.moment.choice_id],
    ).fetchall()
    reasons = dict(rows)
    for one in found.scheme.interpretations:
        option = one.option(found.choices[one.id])
        yield {
            "id": one.id,
            "title": one.title,
            "option": option.id,
            "label": option.label,
            "reason": reasons.get(one.id),
        }


def _digest_rows(facts: Cursor, scheme: Scheme, key: str, batch_id: int | None) -> str | None:
    """Return the digest of a batch's rows as they were typed; None where nothing stands.

    So that a figure of a form that no score rests on cannot be changed unseen either.
    """
    dataset = next((one for one in scheme.datasets if one.key == key), None)
    if dataset is None or not batch_id:
        return None
    # Carried-over rows have no row number to be ordered by: sorted, the same rows are one text.
    rows = read_rows(facts, scheme.id, dataset, batch_id)
    lines = sorted(json.dumps(row, ensure_ascii=False, default=str) for row in rows)
    return digest("\n".join(lines).encode())


def _read_inputs(facts: Cursor, scheme: Scheme, month: str) -> list[Content]:
    """Return what stands for every dataset and month, and the batch that made it so."""
    titles = {one.key: one.title for one in scheme.datasets}
    rows = facts.sql(
        "from standing_input where scheme_id = $scheme and month <= $month"
        " order by month, dataset_key",
        params={"scheme": scheme.id, "month": to_month(month)},
    ).pl()
    carried = _read_carried(facts, [one for one in rows.get_column("batch_id") if one])
    return [
        {
            "dataset": row["dataset_key"],
            "title": titles.get(row["dataset_key"], row["dataset_key"]),
            "month": f"{row['month']:%Y-%m}",
            "batch": row["batch_id"],
            "file": row["file_name"],
            "sheet": row["sheet"],
            "sha256": row["sha256"],
            "carried": carried.get(row["batch_id"], []),
            "rows_sha256": _digest_rows(facts, scheme, row["dataset_key"], row["batch_id"]),
            "changed_by": row["changed_by"],
            "kind": row["kind"],
            "reason": row["reason"],
        }
        for row in rows.iter_rows(named=True)
    ]


def _read_carried(facts: Cursor, batches: list[int]) -> dict[int, list[Content]]:
    """Return the columns that a batch took over from an earlier one, with that one's file."""
    rows = facts.execute(
        "select batch_column.batch_id, column_key, source_batch_id, file_name, sha256"
        " from batch_column inner join batch on batch_column.source_batch_id = batch.batch_id"
        " where batch_column.batch_id = any(?) and source_batch_id <> batch_column.batch_id"
        " order by all",
        [batches],
    ).fetchall()
    carried: dict[int, list[Content]] = {}
    for batch, column, source, file, sha256 in rows:
        one = {"column": column, "batch": source, "file": file, "sha256": sha256}
        carried.setdefault(batch, []).append(one)
    return carried


def _read_adjustments(facts: Cursor, scheme: Scheme, month: str) -> list[Content]:
    """Return the decisions that move points up to the month, or moved them and were ended."""
    rows = facts.sql(
        "select objection_id as objection, batch_id as batch, assessment_id as assessment,"
        " unit_name as unit, indicator_id as indicator, strftime(month, '%Y-%m') as month,"
        " points::varchar as points, outcome, reason, file_name as file, sha256"
        " from standing_adjustment inner join unit using (scheme_id, unit_id)"
        " where scheme_id = $scheme and first_month <= $month order by objection_id",
        params={"scheme": scheme.id, "month": to_month(month)},
    ).pl()
    return rows.to_dicts()


def _list_indicators(scheme: Scheme, assessment: Assessment) -> Iterator[Content]:
    for one in assessment.indicators:
        yield {
            "assessment": assessment.id,
            "id": one.id,
            "name": one.name,
            "part": one.part,
            "full": f"{one.full:.2f}",
            "clause": one.clause,
            "datasets": sorted(used_by(scheme, one)),
            "interpretations": list(one.interpretations()),
        }


def _read_ledger(found: Answer) -> list[Content]:
    """Return every line of the month, in the order of rosters, indicators and contents.

    Line numbers are left out: they may differ between two ways to the same ledger.
    """
    rows = found.cursor.sql(
        "select assessment_id as assessment, unit, indicator_id as indicator, kind, counts_to,"
        " cause, points::varchar as points, reason, clause, months, dataset_key as dataset,"
        " columns, batch_id as batch, row_number as row"
        " from unit_ledger"
        " inner join roster using (scheme_id, assessment_id, unit_id)"
        " inner join assessment using (scheme_id, assessment_id)"
        " where scheme_id = $scheme and as_of = $month"
        " order by assessment.position, roster.position, unit_ledger.position, counts_to, kind,"
        " cause, months, batch, row, points, reason",
        params={"scheme": found.scheme.id, "month": found.month},
    ).pl()
    return [{**row, "months": from_mask(row["months"])} for row in rows.iter_rows(named=True)]
