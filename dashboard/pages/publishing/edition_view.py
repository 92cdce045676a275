"""Issued editions on the page: documents, 更正表, and the check that recomputes them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard.pages.publishing.edition_tables import list_corrections_table
from dashboard.runtime.current_store import current_store
from dashboard.runtime.read_cache import compute_cached
from dashboard.widgets.downloads import offer_file
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.table import show_table
from documents.editions import (
    CorrectionRow,
    build_correction_table,
    describe_cause,
    list_correction_rows,
)
from documents.file_names import name_edition
from documents.wording import format_month, format_time
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.editions.archive import (
    Edition,
    compare_with_predecessor,
    read_editions,
    read_kept_content,
)
from warehouse.editions.content import EditionContent
from warehouse.editions.corrections import Difference
from warehouse.editions.issuing import PreparedEdition, prepare_edition
from warehouse.editions.recomputing import verify_editions
from warehouse.editions.restating import Restated, list_restated
from warehouse.store import Store

MAX_EXPANDED = 30
"""Up to this many corrections are shown unfolded."""


def read_month_editions(cursor: Cursor, scheme_id: str, month: str) -> list[Edition]:
    """Return the editions of a month, the first one first."""
    return [edition for edition in read_editions(cursor, scheme_id) if edition.month == month]


def restate(scheme_id: str) -> list[Restated]:
    """Return the issued months whose figures differ today; for `compute_cached`."""
    return list_restated(current_store(), scheme_id)


def prepare_here(scheme_id: str, month: str) -> PreparedEdition:
    """Return the edition that would be issued now; for `compute_cached`."""
    return prepare_edition(current_store(), scheme_id, month)


def correct(edition: Edition) -> tuple[Difference, EditionContent]:
    """Return the changes from an edition's predecessor, and its content; for `compute_cached`."""
    store = current_store()
    return compare_with_predecessor(store, edition), read_kept_content(store, edition)


def show_edition(store: Store, edition: Edition) -> None:
    """Show an edition with its documents to download."""
    with st.container(border=True):
        st.markdown(f"**第{edition.number}号 {edition.name}**")
        caption = f"{edition.actor} · {format_time(edition.issued_at)}"
        st.caption(escape(f"{caption} · {edition.reason}" if edition.reason else caption))
        st.code(f"SHA-256 {edition.sha256}", language=None, wrap_lines=True)
        with st.container(horizontal=True):
            for position, document in enumerate(edition.documents):
                key = f"document:{edition.number}:{position}"
                _offer(store, document.file_name, document.sha256, key)
            if store.person.scope is None:  # it holds every unit's ledger
                stem = name_edition(f"{format_month(edition.month)}通报数据", edition.revision)
                name = f"{stem}.json"
                _offer(store, name, edition.sha256, f"content:{edition.number}")
        if edition.predecessor and store.person.scope is None:
            st.caption("与上一版相比：")
            difference, content = compute_cached(correct, edition)
            show_difference(difference, content, "没有更正。", f"corrections:{edition.number}")


def show_difference(
    difference: Difference, content: EditionContent, if_empty: str, key: str
) -> None:
    """Show the changes between an edition and its predecessor, with and without points."""
    rows = list_correction_rows(difference.corrections, content)
    others = [describe_cause(cause) for cause in difference.without_points]
    show_corrections(rows, "得分没有变化。" if others else if_empty, key)
    if others:
        st.caption("另有下列更正，没有改变得分：")
        for text in others:
            st.text(text)


def show_corrections(
    rows: Sequence[CorrectionRow], if_empty: str, key: str, *, name: str = "更正表"
) -> None:
    """Show a 更正表 with its reasons, or `if_empty` if it has no rows."""
    if not rows:
        st.caption(if_empty)
        return
    table = build_correction_table(rows)
    with st.expander(f"{name}：{len(rows)}项", expanded=len(rows) <= MAX_EXPANDED):
        for reason in table.reasons:
            st.text(reason)
        show_table(list_corrections_table(table, name), key)


def show_verification(scheme: Scheme) -> None:
    """Offer to recompute every edition of a scheme, if the user may, and show the result."""
    if not current_store().person.may("verify"):
        return
    if not st.button("逐期重算核对", key="verify", help="从当时的数据、口径和方案重算每一期"):
        return
    with st.spinner("正在重算……"):
        verdicts = verify_editions(current_store(), scheme.id)
    broken = [verdict for verdict in verdicts if verdict.problem]
    for verdict in broken:
        edition = verdict.edition
        st.error(escape(f"第{edition.number}号 {edition.name}：{verdict.problem}"))
    if not broken:
        text = f"{len(verdicts)}期全部重算一致，与印发时完全相同。"
        st.success(text if verdicts else "尚未印发通报。")


def _offer(store: Store, name: str, sha256: str, key: str) -> None:
    offer_file(escape(name), partial(store.read_original, sha256), name, icon=None, key=key)
