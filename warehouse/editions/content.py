"""Build the content of an edition: a month's inputs, rules, results and ledger as canonical bytes.

docs/editions.md describes the format. Points are text, so that no float can enter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scoring.months import from_mask
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.database.clock import to_china
from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query
from warehouse.results.scores import ScoreSource, read_units
from warehouse.results.standing_batches import read_rows, to_month
from warehouse.schemes.scheme_history import NOW, Moment, find_moment

EditionContent = dict[str, Any]
FORMAT = "kaohe-edition/1"


def to_canonical(content: EditionContent) -> bytes:
    """Return the canonical form in which a content is kept and hashed: JSON, sorted keys, UTF-8."""
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
    """Return the moment of a month's figures, now or as of a batch; known_at 0: no data yet.

    Its batch is the newest one that affects the month: a batch of a later month does not change
    the moment.
    """
    rows = cursor.execute(
        "select coalesce(max(batch_id), 0) from batch"
        " where scheme_id = ? and month <= ? and batch_id <= ?",
        [scheme_id, to_month(month), NOW if until is None else until],
    ).fetchall()
    return replace(find_moment(cursor, scheme_id), known_at=int(rows[0][0]))


def find_data_day(cursor: Cursor, batch: int) -> str:
    """Return the day (Beijing, YYYY-MM-DD) of a moment's newest import; '' before the first."""
    rows = cursor.execute("select created_at from batch where batch_id = ?", [batch]).fetchall()
    return to_china(rows[0][0]).date().isoformat() if rows else ""


def build_content(
    found: ScoreSource, month: str, place: dict[str, int | str | None]
) -> EditionContent:
    """Return the content of a month's edition; `place` is its number, revision and predecessor."""
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
            indicator for one in scheme.assessments for indicator in _list_indicators(one)
        ],
        "results": [unit for one in scheme.assessments for unit in read_units(found, one)],
        "ledger": _read_ledger(found),
    }


def _read_scheme(facts: Cursor, scheme: Scheme, moment: Moment) -> EditionContent:
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


def _read_interpretations(found: ScoreSource) -> Iterator[EditionContent]:
    parameters = [found.scheme.id, found.moment.choice_id]
    reasons = dict(run_query(found.facts, "editions/chosen_reasons", parameters).fetchall())
    for interpretation in found.scheme.interpretations:
        option = interpretation.option(found.choices[interpretation.id])
        yield {
            "id": interpretation.id,
            "title": interpretation.title,
            "option": option.id,
            "label": option.label,
            "reason": reasons.get(interpretation.id),
        }


def _digest_rows(facts: Cursor, scheme: Scheme, key: str, batch_id: int | None) -> str | None:
    """Return the digest of a batch's typed rows; None if no batch stands.

    It reveals a change of any figure, even of a form on which no score rests.
    """
    dataset = next((form for form in scheme.datasets if form.key == key), None)
    if dataset is None or not batch_id:
        return None
    # Sorted as text: carried-over rows have no row number that could order them.
    rows = read_rows(facts, scheme.id, dataset, batch_id)
    lines = sorted(json.dumps(row, ensure_ascii=False, default=str) for row in rows)
    return digest("\n".join(lines).encode())


def _read_inputs(facts: Cursor, scheme: Scheme, month: str) -> list[EditionContent]:
    """Return the standing batch of every dataset and month, and the batch that made it stand."""
    titles = {form.key: form.title for form in scheme.datasets}
    rows = facts.sql(
        "from standing_input where scheme_id = $scheme and month <= $month"
        " order by month, dataset_key",
        params={"scheme": scheme.id, "month": to_month(month)},
    ).pl()
    carried = _read_carried(facts, [number for number in rows.get_column("batch_id") if number])
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


def _read_carried(facts: Cursor, batches: list[int]) -> dict[int, list[EditionContent]]:
    """Return, by batch, the columns that it carried over, each with its source batch and file."""
    carried: dict[int, list[EditionContent]] = {}
    rows = run_query(facts, "editions/carried_columns", [batches]).fetchall()
    for batch, column, source, file, sha256 in rows:
        entry = {"column": column, "batch": source, "file": file, "sha256": sha256}
        carried.setdefault(batch, []).append(entry)
    return carried


def _read_adjustments(facts: Cursor, scheme: Scheme, month: str) -> list[EditionContent]:
    """Return the decisions that move points up to the month, or moved them and were ended."""
    parameters = {"scheme": scheme.id, "month": to_month(month)}
    return run_query(facts, "editions/edition_adjustments", parameters).pl().to_dicts()


def _list_indicators(assessment: AssessmentOutline) -> Iterator[EditionContent]:
    for indicator in (*assessment.vetoes, *assessment.items):
        yield {
            "assessment": assessment.id,
            "id": indicator.id,
            "name": indicator.name,
            "kind": indicator.kind,
            "full": None if indicator.full is None else f"{indicator.full:.2f}",
            "clause": indicator.clause,
            "datasets": sorted(assessment.datasets_of(indicator.id)),
            "interpretations": list(assessment.readings_of(indicator.id)),
        }


def _read_ledger(found: ScoreSource) -> list[EditionContent]:
    """Return every ledger line of the month, in an order that does not depend on line numbers."""
    parameters = {"scheme": found.scheme.id, "month": found.month}
    rows = run_query(found.cursor, "editions/edition_ledger", parameters).pl()
    return [{**row, "months": from_mask(row["months"])} for row in rows.iter_rows(named=True)]
