"""The exports beside the shown table: the proof workbook, all boards, the ledger."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard.runtime.current_store import current_store
from dashboard.widgets.downloads import offer_file
from documents.exports import ExportBook, Stamp, export_path, gather_board, gather_ledger, save_book
from documents.file_names import name_export
from documents.proof import save_proof
from documents.workbooks import WORKBOOK_TYPE
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.database.clock import utc_now
from warehouse.results.scores import ScoreQuery
from warehouse.store import Store

MAX_PROOF_UNITS = 500
"""With more units the formulas of the proof workbook take minutes: it is not offered."""


def offer_exports(scheme: Scheme, assessment: AssessmentOutline, month: str) -> None:
    """Offer the workbooks of a board; each is made when it is downloaded."""
    store = current_store()
    question = ScoreQuery(scheme.id, month)
    with st.popover("更多导出", icon=":material/download:"):
        sees_all = store.person.scope is None  # a proof shows every unit's facts
        if sees_all and len(scheme.roster(assessment.id)) <= MAX_PROOF_UNITS:
            _offer(
                "核算表",
                partial(make_proof, store, question, assessment.id),
                name_export(assessment.title, "核算表", month),
                "用公式由原始数据复算每项得分，与系统得分逐一核对",
            )
        _offer(
            "全部榜单",
            partial(make_book, store, lambda: gather_board(store, scheme.id, month)),
            name_export(scheme.title, "全部榜单", month),
            "各项考核的排行榜、指标得分、失分分布、缺报月份，一表一页",
        )
        _offer(
            "得分明细",
            partial(make_book, store, lambda: gather_ledger(store, question, assessment.id)),
            name_export(assessment.title, "得分明细", month),
            "本项考核全部单位的得分明细，连同佐证",
        )


def _offer(label: str, make: Callable[[], bytes], stem: str, about: str) -> None:
    name, key = f"{stem}.xlsx", f"export:{stem}"
    offer_file(label, make, name, mime=WORKBOOK_TYPE, icon=None, key=key, help=about)


def make_proof(store: Store, question: ScoreQuery, assessment_id: str) -> bytes:
    """Return the proof workbook, which computes an assessment's scores again by formulas."""
    return _make(store, partial(save_proof, store, question, assessment_id))


def make_book(store: Store, gather: Callable[[], AbstractContextManager[ExportBook]]) -> bytes:
    """Return a book as a workbook."""

    def save(path: Path, stamp: Stamp) -> None:
        with gather() as book:
            save_book(book, path, stamp)

    return _make(store, save)


def _make(store: Store, save: Callable[[Path, Stamp], None]) -> bytes:
    """Return the content that `save` writes into a temporary file."""
    with export_path(store, ".xlsx") as path:
        save(path, Stamp(store.person.name, utc_now()))
        return path.read_bytes()
