"""全部方案: every scheme with its state; the picked one with history, downloads and acts."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.pages.schemes.history_view import show_history
from dashboard.pages.schemes.next_year import offer_next_year
from dashboard.pages.schemes.publication import RESULT, show_publication
from dashboard.pages.schemes.scheme_texts import offer_blank_book, offer_scheme
from dashboard.runtime.current_store import current_user_name
from dashboard.runtime.read_cache import compute_cached, read_cached
from dashboard.shell.action_results import run_action
from dashboard.shell.address import carry
from dashboard.shell.page_frame import go_to_page
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.row_tables import MAX_PLAIN
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Heading, PageTable, drop_unsaid
from documents.wording import format_time
from scoring.scheme import Scheme
from warehouse.editions.sealing import Act
from warehouse.scheme_life.retiring import reinstate_scheme, retire_scheme
from warehouse.schemes.scheme_files import find_example, load_scheme
from warehouse.schemes.scheme_list import STATE_TITLES, ListedScheme, list_schemes
from warehouse.schemes.schemes import read_choices, read_scheme
from warehouse.store import Store

BEGIN = """暂无考核方案，可任选一种方式开始：

1. **从示例开始**：在下方点击一份“可装入”的方案，核对后装入，或下载它的工作簿来改。
2. **从去年的方案开始**：有去年的方案工作簿的，先到“上传与发布”上传、发布，再点它复制到下一年。
3. **从空白的工作簿开始**：下载空白方案工作簿，照其中的“说明”填今年的文件，再到“上传与发布”上传。
"""

BEGIN_READING = "暂无考核方案，请管理员装入或上传。下面是随程序提供的示例。"


def show_schemes(store: Store) -> None:
    """Show the list, how to begin if the store has no scheme, and the picked scheme."""
    listed = read_cached(list_schemes)
    may_load = store.person.may("load_scheme")
    if all(one.version is None for one in listed):
        st.info(BEGIN if may_load else BEGIN_READING)
        if may_load:
            offer_blank_book("begin")
    picked = show_table(build_table(listed), "schemes").picked
    found = next((one for one in listed if one.id == picked), None)
    if found is not None:
        _show_one(store, found)
    elif listed:
        st.caption("点击一份方案：下载工作簿，查看历次版本，装入、复制到下一年或停用。")


def build_table(listed: Sequence[ListedScheme]) -> PageTable:
    """Return the schemes, one row each; a click picks one."""
    headings = [
        Heading("方案", "wrap", 300),
        Heading("状态", width=90, phone="side"),
        Heading("年度", "whole", 70),
        Heading("版本", width=80),
        Heading("使用起", width=140, help="现行版本的发布时间"),
        Heading("指标", "whole", 60),
        Heading("单位", "whole", 60),
        Heading("报表", "whole", 60),
        Heading("编码", width=190, hidden=True),
    ]
    table = PageTable(
        "考核方案：点击一行办理",
        headings,
        [_to_cells(one) for one in listed],
        [one.id for one in listed],
        head=0,
        acts="pick",
        signs={STATE_TITLES["unreadable"]: "！", STATE_TITLES["in_use"]: "✓"},
        has_tools=len(listed) > MAX_PLAIN,
    )
    return drop_unsaid(table, {"版本": "", "使用起": ""})


def _to_cells(one: ListedScheme) -> list[str | int | None]:
    version = one.version
    return [
        one.title or one.id,
        STATE_TITLES[one.state],
        one.year,
        f"第{version.number}版" if version else "",
        format_time(version.loaded_at) if version else "",
        one.clauses or None,
        one.units or None,
        one.forms or None,
        one.id,
    ]


def _show_one(store: Store, one: ListedScheme) -> None:
    st.subheader(escape(one.title or one.id))
    if one.problem is not None:
        st.error(escape(one.problem))
        return
    if one.state == "offered":
        _show_offered(store, one)
        return
    scheme = read_cached(read_scheme, one.id)
    if one.state == "retired":
        _offer_reading(scheme)
    offer_scheme(scheme, read_cached(read_choices, scheme), name_file(scheme), one.id)
    show_history(scheme)
    if store.person.may("load_scheme"):
        offer_next_year(store, scheme)
    _offer_retirement(store, one)


def _offer_reading(scheme: Scheme) -> None:
    """Offer the pages of a retired scheme, which no filter lists."""
    st.caption("这份方案已停用：筛选里不再列出，排行榜、单位详情、通报仍可在此打开查看。")
    if st.button("查看它的排行榜", icon=":material/leaderboard:", key=f"reads:{scheme.id}"):
        carry(scheme=scheme.id)
        go_to_page("leaderboard")


def name_file(scheme: Scheme) -> str:
    """Return the stem of a scheme's files."""
    return f"{scheme.short_title} 考核方案".replace("/", "-")


def _show_offered(store: Store, one: ListedScheme) -> None:
    """Show an example: what it has, as files, and the form that publishes it."""
    st.caption("随程序提供的示例，尚未装入：不影响任何数据，装入以后才出现在其他页面。")
    scheme = compute_cached(_load_example, one.id)
    offer_scheme(scheme, scheme.choices(), name_file(scheme), one.id)
    if store.person.may("load_scheme") and st.toggle("装入这份方案", key=f"loads:{one.id}"):
        show_publication(store, scheme, f"example:{one.id}")


def _load_example(scheme_id: str) -> Scheme:
    return load_scheme(find_example(scheme_id))


def _offer_retirement(store: Store, one: ListedScheme) -> None:
    """Offer to retire a scheme, or to take it into use again."""
    if not store.person.may("retire_scheme"):
        return
    is_retired = one.state == "retired"
    verb = "恢复使用" if is_retired else "停用"
    about = (
        "**恢复使用**：重新出现在筛选、发出的表格和导入识别里。"
        if is_retired
        else "**停用**：不再出现在筛选、发出的表格和导入识别里；"
        "数据、印发的通报和历次版本都留着，随时可以恢复。"
    )
    with st.expander(f"{verb}这份方案"), st.form(f"retire:{one.id}", border=False):
        st.markdown(about)
        reason = st.text_input("理由（必填，记入历史）")
        is_submitted = st.form_submit_button(verb)
    if is_submitted:
        act = Act(current_user_name(), reason)

        def run() -> str:
            (reinstate_scheme if is_retired else retire_scheme)(store, one.id, act)
            return f"“{one.title}”已{verb}。"

        run_action(RESULT, run)
