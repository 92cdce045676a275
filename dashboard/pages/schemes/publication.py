"""Preview a scheme that is not published yet, and publish it with a reason."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.navigation import link_page
from dashboard.pages.schemes.move_tables import show_moves
from dashboard.runtime.current_store import current_user_name
from dashboard.shell.action_results import run_action, show_result
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.row_tables import list_rows
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Cell, Heading, PageTable
from documents.wording import format_month
from scoring.scheme import Scheme
from warehouse.editions.sealing import Act
from warehouse.scheme_life.publishing import Preview, preview_scheme, publish_scheme
from warehouse.scheme_life.score_moves import MonthMoves
from warehouse.schemes.differences.change import PART_TITLES, Change
from warehouse.store import Store

RESULT = "scheme_said"
PREVIEW = "scheme_preview"
"""Session key of (scheme digest, store version, preview): a preview takes seconds."""

KINDS = {"added": "新增", "dropped": "取消", "changed": "改动"}


def show_published() -> None:
    """Show once what was just published, retired or chosen."""
    show_result(RESULT)


def show_publication(store: Store, scheme: Scheme, key: str) -> None:
    """Show what publishing a scheme would change, and the form that publishes it."""
    preview = _find_preview(store, scheme)
    st.subheader("预览")
    if preview.is_unchanged:
        st.info("没有改动：与现行版本相同，无需发布。")
        with st.container(horizontal=True):
            link_page("imports", "前往发出表格", ":material/upload_file:")
            link_page("rules", "查看计分规则", ":material/menu_book:")
        return
    show_changes(preview)
    if preview.previous is not None:
        st.markdown("**对各月得分、名次、等次的影响**")
        unmoved = "各月的得分、名次、等次都不变。"
        show_moves(preview.moves, f"{key}:{preview.basis}", unmoved)
    offer_publication(store, preview, key)


def _find_preview(store: Store, scheme: Scheme) -> Preview:
    """Return the preview of a scheme on the data as they are, made once."""
    kept = st.session_state.get(PREVIEW)
    if kept is not None and kept[:2] == (scheme.sha256, store.version):
        found: Preview = kept[2]
        return found
    version = store.version
    with st.spinner("正在试算各月得分……"):
        preview = preview_scheme(store, scheme)
    st.session_state[PREVIEW] = (scheme.sha256, version, preview)
    return preview


def show_changes(preview: Preview) -> None:
    """Show what differs from the version in force: counts, then a line each."""
    scheme = preview.scheme
    if preview.previous is None:
        st.markdown(escape(f"“{scheme.title}”是新的方案，发布后为第1版。"))
        st.markdown("\n".join(f"- {escape(one)}" for one in preview.sentences))
        st.markdown("**各条计分规则**：请与文件逐句核对。")
        show_table(list_sentences(scheme), f"sentences:{preview.basis}")
        return
    counts = [
        f"{title}{sum(one.kind == kind for one in preview.changes)}处"
        for kind, title in KINDS.items()
        if any(one.kind == kind for one in preview.changes)
    ]
    st.markdown(
        escape(
            f"“{scheme.title}”第{preview.previous}版改为第{preview.version}版："
            f"{'，'.join(counts) or '表述有改动，规则不变'}。"
        )
    )
    if preview.changes:
        show_table(list_changes(preview.changes), f"changes:{preview.basis}")


def list_sentences(scheme: Scheme) -> PageTable:
    """Return how every clause and veto is read, one row each: what a notice is checked against."""
    has_several = len(scheme.assessments) > 1
    headings = [
        *([Heading("考核", "wrap", 120)] if has_several else []),
        Heading("编号", width=70),
        Heading("名称", "wrap", 150),
        Heading("计分规则", "wrap", 420, phone="below"),
    ]
    choices = scheme.choices()
    rows: list[list[Cell]] = [
        [
            *([assessment.title] if has_several else []),
            item.id,
            item.name,
            assessment.sentence(item.id, choices) or "",
        ]
        for assessment in scheme.assessments
        for item in assessment.items
    ]
    return list_rows("各条计分规则", headings, rows)


def list_changes(changes: Sequence[Change]) -> PageTable:
    """Return the differences, one row each."""
    headings = [
        Heading("类别", width=80),
        Heading("变动", width=70, phone="side"),
        Heading("改动内容", "wrap", 420, phone="below"),
    ]
    rows = [[PART_TITLES[one.part], KINDS[one.kind], one.sentence] for one in changes]
    return list_rows("与现在使用的一版相比", headings, rows)


def offer_publication(store: Store, preview: Preview, key: str) -> None:
    """Offer to publish what the preview showed, if the user may."""
    if not store.person.may("load_scheme"):
        return
    corrects = ask_correction(preview.sealed, f"{key}:{preview.basis}")
    with st.form(f"publish:{key}"):
        st.markdown("**发布**：自发布起按本版计分；操作人、时间、理由和改动内容记入历史。")
        reason = st.text_input(
            "理由（必填，记入历史）", placeholder="例如：按县考核办〔2026〕3号修订"
        )
        is_submitted = st.form_submit_button("发布", type="primary", disabled=not corrects)
    if is_submitted:
        run_action(RESULT, lambda: _publish(store, preview, reason))


def ask_correction(sealed: Sequence[MonthMoves], key: str) -> bool:
    """Name the sealed months that would move; return whether that is meant, or none would."""
    if not sealed:
        return True
    months = "、".join(format_month(one) for one in sorted({one.month for one in sealed}))
    st.warning(escape(f"{months}已经封存，此次更改会使这些月份的数字变动，不能直接发布。"))
    return st.checkbox("确要更正：印发过的通报不变，变动列入下一版的更正表", key=f"corrects:{key}")


def _publish(store: Store, preview: Preview, reason: str) -> str:
    published = publish_scheme(
        store,
        preview.scheme,
        Act(current_user_name(), reason),
        corrects=bool(preview.sealed),
        expected=preview.basis,
    )
    st.session_state.pop(PREVIEW, None)
    return f"已发布“{published.scheme.title}”第{published.version}版，各月得分已重算。"
