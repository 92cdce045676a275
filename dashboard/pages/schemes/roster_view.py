"""单位名册: the dated roster, and the forms by which units join, leave, merge or are renamed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import streamlit as st

from dashboard.pages.schemes.publication import show_publication
from dashboard.shell.filters import pick_scheme
from dashboard.widgets.error_box import show_error
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Heading, PageTable, drop_unsaid
from documents.wording import format_month
from scoring.clauses.faults import SchemeRefused
from scoring.clauses.numbers import format_number
from scoring.clauses.roster import AssessedUnit, name_kind
from scoring.scheme import Scheme
from scoring.scheme_loading import load_scheme
from scoring.scheme_text import SchemeParts, read_text
from warehouse.faults import Fault
from warehouse.schemes.roster_edits import add_other_name, end_unit, join_unit, rename_unit
from warehouse.store import Store

EDITS = "roster_edits"
"""Session key of (scheme digest, the edited scheme, what was done): not published yet."""

ALL_YEAR = (1, 12)
NOBODY = "不并入其他单位"

ACTS = {"join": "新增单位", "end": "退出或并入", "rename": "更名"}

Done = tuple[str, SchemeParts]
Edits = tuple[str, Scheme, list[str]]


def show_roster(store: Store) -> None:
    """Show the roster, take changes one after another, and show what publishing them does."""
    scheme = pick_scheme()
    nothing: Edits = ("", scheme, [])
    kept: Edits = st.session_state.get(EDITS, nothing)
    _, edited, done = kept if kept[0] == scheme.sha256 else nothing
    chosen = st.segmented_control(
        "办理事项", list(ACTS), format_func=ACTS.__getitem__, key="roster_act"
    )
    if chosen is not None:
        made = {"join": _ask_join, "end": _ask_end, "rename": _ask_rename}[chosen](edited)
        if made is not None:
            _keep(scheme, edited, done, made)
    if done:
        _show_edits(store, edited, done)
    else:
        st.caption("改动先列在此处，可连续修改多处；核对对各月的影响后，再作为新的一版发布。")
    st.markdown("**改动后的名册**" if done else "**现行名册**")
    show_table(list_roster(edited), f"roster:{edited.sha256}")


def _show_edits(store: Store, edited: Scheme, done: list[str]) -> None:
    """Show what was noted, and what publishing it does."""
    st.markdown("**未发布的改动**\n" + "\n".join(f"- {escape(one)}" for one in done))
    if st.button("放弃这些改动"):
        del st.session_state[EDITS]
        st.rerun()
    show_publication(store, edited, "roster")


def _keep(
    scheme: Scheme, edited: Scheme, done: list[str], make: Callable[[SchemeParts], Done]
) -> None:
    """Apply an edit to the edited scheme and keep it for the next run; show why it cannot be."""
    try:
        sentence, parts = make(read_text(edited.text))
        st.session_state[EDITS] = (scheme.sha256, load_scheme(parts), [*done, sentence])
    except SchemeRefused as refused:
        st.error(escape("\n".join(f"{one.found}：应为{one.allowed}" for one in refused.refusals)))
        return
    except Fault as fault:
        show_error(fault)
        return
    st.rerun()


def list_roster(scheme: Scheme) -> PageTable:
    """Return the units with kind, group, months, successor and own figures."""
    own = scheme.notice.heading.own
    has_groups = any(unit.group for unit in scheme.units)
    headings = [
        Heading("单位", "wrap", 170),
        Heading("类别", width=90, phone="side"),
        *([Heading("组别", width=100)] if has_groups else []),
        Heading("参加的月份", width=130),
        Heading("并入或接续", width=140),
        *(Heading(one.title or one.key, width=110) for one in own),
        Heading("别名", "wrap", 260),
    ]
    rows = [
        [
            unit.name,
            name_kind(unit.kind),
            *([unit.group] if has_groups else []),
            say_months(scheme, unit),
            unit.successor or "",
            *(_say_own(scheme, unit, one.key) for one in own),
            "、".join(unit.aliases),
        ]
        for unit in scheme.units
    ]
    ids = [unit.name for unit in scheme.units]
    table = PageTable("单位名册", headings, rows, ids, frozen=1, head=0)
    return drop_unsaid(table, {"并入或接续": "", "别名": ""})


def say_months(scheme: Scheme, unit: AssessedUnit) -> str:
    """Return the months in which a unit is assessed."""
    if (unit.from_month, unit.to_month) == ALL_YEAR:
        return "全年"
    first, last = (
        format_month(scheme.calendar.write(one)) for one in (unit.from_month, unit.to_month)
    )
    if unit.to_month == ALL_YEAR[1]:
        return f"{first}起"
    return f"到{last}止" if unit.from_month == ALL_YEAR[0] else f"{first}—{last}"


def _say_own(scheme: Scheme, unit: AssessedUnit, key: str) -> str:
    value = unit.own.get(key)
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return format_number(value)
    return "；".join(
        f"{format_month(scheme.calendar.write(step.from_month))}起{format_number(step.value)}"
        for step in value
    )


def _list_months(scheme: Scheme) -> dict[int, str]:
    return {number: format_month(scheme.calendar.write(number)) for number in range(1, 13)}


def _ask_join(scheme: Scheme) -> Callable[[SchemeParts], Done] | None:
    """Ask for a unit that joins; return the edit when the form is submitted."""
    names = [unit.name for unit in scheme.units]
    like = st.selectbox(
        "参照单位", names, key="join_like", filter_mode="contains",
        help="类别、参加的考核、单位自有数都照它，下面可以改",
    )  # fmt: skip
    model = next(unit for unit in scheme.units if unit.name == like)
    months = _list_months(scheme)
    with st.form("join_unit"):
        name = st.text_input("新单位的名称")
        month = st.selectbox("生效月份", list(months), format_func=months.__getitem__)
        group = st.text_input("组别", model.group, key=f"join_group:{like}") if model.group else ""
        # A figure that changes within the year is taken over as it is.
        own = {
            one.key: st.text_input(
                one.title or one.key,
                _say_own(scheme, model, one.key),
                key=f"join_own:{one.key}:{like}",
            ).strip()
            for one in scheme.notice.heading.own
            if not model.has(one.key) or model.own_value(one.key) is not None
        }
        is_submitted = st.form_submit_button("记下")
    if not is_submitted:
        return None

    def make(parts: SchemeParts) -> Done:
        sentence = f"“{name.strip()}”从{months[month]}起加入，参照“{like}”。"
        return sentence, join_unit(parts, name, like, month, group=group or None, own=own)

    return make


def _ask_end(scheme: Scheme) -> Callable[[SchemeParts], Done] | None:
    """Ask for a unit that leaves, perhaps into another one."""
    names = [unit.name for unit in scheme.units]
    months = _list_months(scheme)
    with st.form("end_unit"):
        name = st.selectbox("单位", names, filter_mode="contains")
        month = st.selectbox("最后一个参加的月份", list(months), format_func=months.__getitem__)
        into = st.selectbox("并入", [NOBODY, *names], filter_mode="contains",
                            help="并入的单位照常计分；以前的月份仍归原单位")  # fmt: skip
        is_submitted = st.form_submit_button("记下")
    if not is_submitted:
        return None
    successor = None if into == NOBODY else into

    def make(parts: SchemeParts) -> Done:
        tail = f"，并入“{successor}”" if successor else ""
        return f"“{name}”到{months[month]}止{tail}。", end_unit(parts, name, month, successor)

    return make


AS_BEFORE = "只是名称变了，仍是同一个单位"
ANEW = "自某月起作为新的单位，另行计分"
WAYS = {
    AS_BEFORE: "得分、名次接着算，页面和通报仍印原名称；报送的表写新名称也认得。",
    ANEW: "原单位算到上个月止，以前的得分仍归原单位；新单位从这个月起算，不承接以前的得分，"
    "页面和通报印新名称。",
}
"""The ways of a renaming, with what each does to months past and to come."""


def _ask_rename(scheme: Scheme) -> Callable[[SchemeParts], Done] | None:
    """Ask for a unit's new name: as another name of the same unit, or as a unit of its own."""
    months = _list_months(scheme)
    way = st.radio("更名后的计分方法", list(WAYS), captions=list(WAYS.values()), key="rename_way")
    with st.form("rename_unit"):
        old = st.selectbox("单位", [unit.name for unit in scheme.units], filter_mode="contains")
        new = st.text_input("新名称")
        month = 0
        if way == ANEW:
            month = st.selectbox("生效月份", list(months)[1:], format_func=months.__getitem__)
        is_submitted = st.form_submit_button("记下")
    if not is_submitted:
        return None

    def make(parts: SchemeParts) -> Done:
        if way == AS_BEFORE:
            sentence = f"“{old}”另称“{new.strip()}”，仍按原单位计分。"
            return sentence, add_other_name(parts, old, new)
        sentence = f"“{old}”从{months[month]}起更名为“{new.strip()}”，按新的单位计分。"
        return sentence, rename_unit(parts, old, new, month)

    return make
