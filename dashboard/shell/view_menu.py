"""The menu of saved views beside a page's filters: open, save, rename, share, remove, undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.navigation import DEFAULT, PAGES, may_open, page_file
from dashboard.runtime.current_store import current_store
from dashboard.shell.address import find_address
from dashboard.widgets.assets import read_script, read_style
from dashboard.widgets.error_box import show_error
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.table import arrange_tables
from warehouse.access.roles import ROLE_TITLES, Role
from warehouse.faults import Fault
from warehouse.saved_views.saved_view import (
    LONGEST_NAME,
    SavedView,
    read_arrangements,
    write_arrangements,
)
from warehouse.saved_views.view_acts import (
    put_back,
    remove_view,
    rename_view,
    save_view,
    share_view,
)
from warehouse.saved_views.view_table import read_views

SAID = "view_said"
"""Session key of the last act's sentence and the view as it was before, None if none is undone."""

ALL_BUT_HOST: tuple[Role, ...] = ("leader", "staff", "admin", "auditor", "unit")

_form = st.components.v2.component(
    "kaohe_save_view",
    html='<div class="kh"><form><input name="name" required aria-label="视图名称"'
    f' placeholder="视图名称" maxlength="{LONGEST_NAME}" autocomplete="off">'
    '<button type="submit">保存当前视图</button></form></div>',
    css=read_style("save_view", has_dark=True),
    js=read_script("save_view", "dark"),
)


def offer_views() -> None:
    """Show the button of the menu; the menu is read only while it is open."""
    menu = st.popover("常用视图", key="views", on_change="rerun", width="content")
    if menu.open:
        with menu:
            _show_menu()


def _show_menu() -> None:
    store = current_store()
    _show_said()
    sent = _form(key="save_view", on_saved_change=_ignore).saved
    if sent is not None:
        _save(sent)
    with store.reader() as cursor:
        views = [view for view in read_views(cursor, store.person) if may_open(view.page)]
    if not views:
        st.caption("暂无视图。视图保存页面的筛选条件、表格的列和排序。")
        return
    for view in views:
        st.button(
            _name(view),
            key=f"view:{view.number}",
            type="tertiary",
            help=PAGES[view.page].title,
            on_click=_note_opening,
            args=(view,),
        )
    _open_noted()
    changeable = [view for view in views if _may_change(view)]
    if changeable:
        _show_changes(changeable)


def _name(view: SavedView) -> str:
    is_own = view.owner == current_store().person.name
    note = "共享" if is_own and view.roles else "" if is_own else f"{view.owner}共享"
    return escape(f"{view.name}（{note}）" if note else view.name)


def _may_change(view: SavedView) -> bool:
    person = current_store().person
    return view.owner == person.name or person.may("share_view")


def _show_changes(views: list[SavedView]) -> None:
    """Show what can be done to a view; what was done can be undone."""
    st.divider()
    known = {view.number: view for view in views}
    number = st.selectbox(
        "整理", list(known), format_func=lambda one: known[one].name, key="view_changed"
    )
    view = known[number]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("新名称", view.name, key=f"view_name:{number}:{view.name}")
        if st.button("改名", disabled=not name.strip() or name == view.name):
            _act(lambda: rename_view(current_store(), number, name), f"已改名为“{name}”。")
        if st.button("删除"):
            _act(lambda: remove_view(current_store(), number), f"已删除“{view.name}”。")
    if current_store().person.may("share_view"):
        _show_sharing(view)


def _show_sharing(view: SavedView) -> None:
    roles = st.pills(
        "共享给",
        ALL_BUT_HOST,
        selection_mode="multi",
        default=list(view.roles),
        format_func=ROLE_TITLES.__getitem__,
        key=f"view_roles:{view.number}:{view.roles}",
    )
    if set(roles) != set(view.roles):
        said = f"已共享“{view.name}”。" if roles else f"“{view.name}”不再共享。"
        _act(lambda: share_view(current_store(), view.number, roles), said)


def _act(act: Callable[[], SavedView], said: str) -> None:
    """Do an act and offer to undo it; show a Fault in place."""
    try:
        former = act()
    except Fault as fault:
        show_error(fault)
        return
    st.session_state[SAID] = (said, former)
    st.rerun()


def _show_said() -> None:
    if SAID not in st.session_state:
        return
    said, former = st.session_state[SAID]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(escape(said))
        if former is not None and st.button("撤销", key="view_undo"):
            try:
                put_back(current_store(), former)
            except Fault as fault:
                show_error(fault)
                return
            st.session_state[SAID] = (f"已恢复“{former.name}”。", None)
            st.rerun()


def _save(sent: Any) -> None:
    """Save the page as it was before this run: its filters below this menu are not drawn yet."""
    address = find_address()
    name = sent.get("name") if isinstance(sent, dict) else None
    tables = read_arrangements(sent.get("tables") if isinstance(sent, dict) else None)
    page = address.page or DEFAULT
    try:
        view = save_view(current_store(), str(name or ""), page, address.before, tables)
    except Fault as fault:
        show_error(fault)
        return
    st.session_state[SAID] = (f"已保存“{view.name}”。", None)
    st.rerun()


OPENING = "view_opening"


def _note_opening(view: SavedView) -> None:
    st.session_state[OPENING] = view


def _open_noted() -> None:
    """Open the clicked view as a link is opened: what is gone is said."""
    view: SavedView | None = st.session_state.pop(OPENING, None)
    if view is None:
        return
    st.session_state.pop(SAID, None)
    find_address().pending = {key: list(texts) for key, texts in view.texts.items()}
    arrange_tables(write_arrangements(view.tables))
    if (find_address().page or DEFAULT) == view.page:
        st.rerun()
    st.switch_page(page_file(view.page))


def _ignore() -> None:
    """Do nothing. Without a callback Streamlit gives the result no such attribute."""
