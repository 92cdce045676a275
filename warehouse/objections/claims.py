"""Find the ledger line that a claim means, by the content of the line."""

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
    """A line of a unit's ledger as of a month, identified by the digest of its content."""

    scheme_id: str
    month: str
    assessment: str
    unit: str
    indicator: str
    key: str | None = None
    """The line's `key_line`; needed only if the indicator has several lines."""


def list_lines(cursor: Cursor, scheme: Scheme, claim: Claim) -> list[dict[str, Any]]:
    """Return the lines that a claim can mean, each with its `key`.

    WrongCall if the claim names an unknown assessment, unit, indicator or month.
    """
    (assessment,) = list_assessments(scheme, claim.assessment)
    if claim.unit not in [unit.name for unit in scheme.roster(assessment.id)]:
        raise WrongCall(f"“{claim.unit}”不在考核项{assessment.id}的名册中。")
    known = [item.id for item in (*assessment.vetoes, *assessment.indicators)]
    if claim.indicator not in known:
        raise WrongCall(f"没有指标“{claim.indicator}”（可选：{'、'.join(known)}）。")
    month = parse_month(scheme, claim.month)
    lines = read_lines(cursor, scheme, assessment.id, claim.unit, month)
    own = lines.filter(pl.col("indicator_id") == claim.indicator)
    return [describe_line(row) for row in own.iter_rows(named=True)]


def describe_line(row: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a ledger line (a row of the view unit_ledger), with its key."""
    line = {
        "kind": row["kind"],
        "counts_to": row["counts_to"],
        "cause": row["cause"],
        "points": str(row["points"]),
        "reason": row["reason"],
        "clause": row["clause"],
        "months": from_mask(row["months"]),
        "cells": row["cells"],
        "batch": row["batch_id"],
        "row": row["row_number"],
    }
    return {**line, "key": key_line(line)}


def key_line(line: dict[str, Any]) -> str:
    """Return a digest of a line's content; a rescoring that does not change the line keeps it."""
    text = json.dumps(line, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_DIGITS]


def pick_line(lines: list[dict[str, Any]], claim: Claim) -> dict[str, Any]:
    """Return the one line that a claim means; WrongCall lists the choices if it is ambiguous."""
    matching = [line for line in lines if claim.key in {None, line["key"]}]
    if len(matching) == 1:
        return matching[0]
    if not lines:
        raise WrongCall(f"{claim.unit}的指标{claim.indicator}在{claim.month}没有得分明细。")
    listed = "\n".join(f"  {line['key']}  {line['points']}  {line['reason']}" for line in lines)
    raise WrongCall(f"请用 --line 指明是哪一条：\n{listed}")
