"""A claim: which line of a unit's ledger is meant, told by what the line says."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import polars as pl

from scoring.months import from_mask
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.faults import WrongCall
from warehouse.results.scores import list_assessments, parse_month, read_lines

KEY_DIGITS = 12


@dataclass(frozen=True)
class Claim:
    """A line of a unit's ledger as of a month, told by its content; `key` as `key_line` gives."""

    scheme_id: str
    month: str
    assessment: str
    unit: str
    indicator: str
    key: str | None = None
    """Needed only where the indicator has several lines."""


def list_lines(cursor: Cursor, scheme: Scheme, claim: Claim) -> list[dict[str, Any]]:
    """Return the lines that a claim can mean, each with its `key`; WrongCall if there is none."""
    (assessment,) = list_assessments(scheme, claim.assessment)
    if claim.unit not in [one.name for one in scheme.roster(assessment.id)]:
        raise WrongCall(f"“{claim.unit}”不在考核项{assessment.id}的名册中。")
    known = [one.id for one in assessment.indicators]
    if claim.indicator not in known:
        raise WrongCall(f"没有指标“{claim.indicator}”（可选：{'、'.join(known)}）。")
    month = parse_month(scheme, claim.month)
    lines = read_lines(cursor, scheme, assessment.id, claim.unit, month)
    mine = lines.filter(pl.col("indicator_id") == claim.indicator)
    return [describe_line(row) for row in mine.iter_rows(named=True)]


def describe_line(row: dict[str, Any]) -> dict[str, Any]:
    """Return what a ledger line says (a row of the view unit_ledger), with its key."""
    line = {
        "kind": row["kind"],
        "counts_to": row["counts_to"],
        "cause": row["cause"],
        "points": str(row["points"]),
        "reason": row["reason"],
        "clause": row["clause"],
        "months": from_mask(row["months"]),
        "dataset": row["dataset_key"],
        "batch": row["batch_id"],
        "row": row["row_number"],
    }
    return {**line, "key": key_line(line)}


def key_line(line: dict[str, Any]) -> str:
    """Return what tells a line by its content; a rescoring that changes nothing keeps it."""
    text = json.dumps(line, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_DIGITS]


def pick_line(lines: list[dict[str, Any]], claim: Claim) -> dict[str, Any]:
    """Return the one line that a claim means; WrongCall lists them where it is not clear."""
    found = [one for one in lines if claim.key in {None, one["key"]}]
    if len(found) == 1:
        return found[0]
    if not lines:
        raise WrongCall(f"{claim.unit}的指标{claim.indicator}在{claim.month}没有得分明细。")
    listed = "\n".join(f"  {one['key']}  {one['points']}  {one['reason']}" for one in lines)
    raise WrongCall(f"请用 --line 指明是哪一条：\n{listed}")
