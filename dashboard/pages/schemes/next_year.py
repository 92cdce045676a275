"""复制到下一年: a scheme as that of another year, to download and to publish; last year's data."""

from __future__ import annotations

import streamlit as st

from dashboard.pages.schemes.publication import RESULT, show_publication
from dashboard.pages.schemes.scheme_texts import offer_parts
from dashboard.runtime.current_store import current_user_name
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.action_results import run_action
from dashboard.widgets.markdown_escape import escape
from scoring.scheme import Scheme
from scoring.scheme_loading import load_scheme
from warehouse.database.connection import Cursor
from warehouse.editions.sealing import Act
from warehouse.faults import Fault
from warehouse.scheme_life.last_year import carry_last_year, find_last_year
from warehouse.schemes.scheme_copy import CopiedScheme, copy_to_year
from warehouse.schemes.schemes import read_schemes
from warehouse.store import Store


def offer_next_year(store: Store, scheme: Scheme) -> None:
    """Offer a copy for another year; and last year's figures, where the scheme compares."""
    with st.expander("复制到下一年"):
        _offer_copy(store, scheme)
    sources = read_cached(_find_sources, scheme)
    if sources:
        with st.expander("取上一年的数（同比用）"):
            _offer_figures(store, scheme, sources)


def _offer_copy(store: Store, scheme: Scheme) -> None:
    st.markdown(
        "指标、口径、报表、名册照抄，年度和名称中的年份随之更改；中途退出的单位不再列入。"
        "请下载后按新的文件修改，再到“上传与发布”上传；原样沿用的，可在本页直接发布。"
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        year = st.number_input(
            "年度", 1990, 2200, scheme.year + 1, key=f"copy_year:{scheme.id}", width=120
        )
        title = st.text_input(
            "名称",
            scheme.title.replace(str(scheme.year), str(year)),
            key=f"copy_title:{scheme.id}:{year}",
        )
    try:
        copied = copy_to_year(scheme, int(year), title=title.strip() or None)
    except Fault as fault:
        st.error(escape(str(fault)))
        return
    _show_copy(store, scheme, copied, int(year))


def _show_copy(store: Store, scheme: Scheme, copied: CopiedScheme, year: int) -> None:
    notes = [one for one in copied.notes if "kaohe " not in one]
    st.markdown("\n".join(f"- {escape(one)}" for one in notes))
    offer_parts(copied.parts, f"{scheme.short_title} 考核方案{year}年", f"copy:{scheme.id}")
    if st.toggle("原样发布这份新的方案", key=f"copy_publishes:{scheme.id}"):
        show_publication(store, load_scheme(copied.parts), f"copy:{scheme.id}")


def _find_sources(cursor: Cursor, scheme: Scheme) -> dict[str, str]:
    """Return the schemes of the year before that have a compared form: id → title."""
    if not scheme.last_forms:
        return {}
    titles = {one.id: one.title for one in read_schemes(cursor, with_retired=True)}
    return {one: titles[one] for one in find_last_year(cursor, scheme)}


def _offer_figures(store: Store, scheme: Scheme, sources: dict[str, str]) -> None:
    """Offer to import the standing files of last year as figures of the year before."""
    with st.form(f"last_year:{scheme.id}", border=False):
        st.markdown("有些指标要和上年比。上年报表的原始文件会再读一遍，作为本方案的上年数。")
        chosen = st.selectbox("上一年的方案", list(sources), format_func=sources.__getitem__)
        is_submitted = st.form_submit_button("取上年数")
    if is_submitted:

        def run() -> str:
            carried = carry_last_year(store, scheme.id, chosen, Act(current_user_name()))
            left = "".join(f"\n{one}" for one in carried.left_out)
            return f"上年数导入{len(carried.batches)}批，原已有{carried.already}批。{left}"

        run_action(RESULT, run)
