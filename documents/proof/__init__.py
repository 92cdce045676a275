"""The proof workbook: live formulas that compute the stored scores again from the facts.

facts (collecting) → 事实, 台账, 已报 (fact_sheets, event_sheet) → 取数 (figures, columns,
quantities) → 计分 (lines, curves, periods) → 指标 (clauses) → 分组 (nodes) → 限制条件 (vetoes) →
总分 (totals, standings, grades) → file (writing). What the store says (stored) stands beside.
"""

from __future__ import annotations

from pathlib import Path

from documents.about import Stamp
from documents.proof.proving import build_grids, describe_proof
from documents.proof.writing import ProofFile
from warehouse.results.scores import ScoreQuery, list_assessments, open_scores
from warehouse.store import Store

__all__ = ["save_proof"]


def save_proof(
    store: Store, question: ScoreQuery, assessment_id: str, path: Path, stamp: Stamp
) -> None:
    """Write the proof of an assessment's scores as .xlsx; Denied for users of a unit."""
    store.person.check_every_unit()
    with open_scores(store, question, assessment_id) as found:
        (assessment,) = list_assessments(found.scheme, assessment_id)
        grids = build_grids(found, assessment, question)
        about = describe_proof(found, assessment, question)
    ProofFile(path).write(grids, [*about, *stamp.to_rows()])
