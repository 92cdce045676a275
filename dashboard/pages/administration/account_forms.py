"""The forms by which an administrator creates and changes accounts."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.runtime.read_cache import read_cached
from dashboard.shell.action_results import run_action, show_result
from dashboard.widgets.markdown_escape import escape
from warehouse.access.accounts import ROLES, Account
from warehouse.access.people import UnitKey
from warehouse.access.roles import ROLE_TITLES, Role
from warehouse.accounts.account_acts import (
    add_account,
    change_role,
    drop_second_step,
    renew_password,
    sign_out_everywhere,
    switch_account,
)
from warehouse.schemes.schemes import read_schemes
from warehouse.store import Store

RESULT, SHOWN_PASSWORD = "account_said", "account_initial_password"
"""Session keys of what the next run shows once: the result, and an initial password."""

BY_PROVIDER = (
    "这是统一登录的账号：姓名、角色和单位每次登录时由统一身份认证平台给出，"
    "在本页所作的更改，下次登录时会被覆盖。"
    "需长期更改的，请在平台上更改，或修改 openid.toml 的 grant。"
)


def show_account_result() -> None:
    """Show once the result of the last action, and the initial password if it made one."""
    show_result(RESULT)
    if SHOWN_PASSWORD in st.session_state:
        st.code(st.session_state.pop(SHOWN_PASSWORD), language=None)
        st.caption("这是初始密码，只显示这一次。请当面或密封交给本人，本人第一次登录时须修改。")


def offer_account(store: Store) -> None:
    """Show the form that creates an account."""
    with st.expander("新建账号"), st.form("add_account", border=False):
        name = st.text_input("账号名", max_chars=64, help="登录时使用的名称，建立后不能更改")
        shown = st.text_input("姓名或岗位", max_chars=64)
        role = _pick_role("leader", "add")
        units = _pick_units((), "add")
        is_submitted = st.form_submit_button("建立")
    if is_submitted:
        _run(
            f"账号“{name}”已建立。",
            lambda: add_account(
                store, name, role, shown_name=shown, units=units if role == "unit" else ()
            ),
        )


def offer_account_actions(store: Store, account: Account) -> None:
    """Show the actions on an account."""
    name = account.name
    st.subheader(f"账号 {escape(name)}")
    with st.container(horizontal=True):
        if account.is_enabled and st.button("停用", help="立即退出登录，不能再登录"):
            _run(f"账号“{name}”已停用。", lambda: switch_account(store, name, is_enabled=False))
        if not account.is_enabled and st.button("重新启用"):
            _run(f"账号“{name}”已启用。", lambda: switch_account(store, name, is_enabled=True))
        if account.password_hash and st.button("换初始密码", help="忘了密码时用"):
            _run(f"账号“{name}”的密码已换。", lambda: renew_password(store, name))
        if st.button("结束所有登录"):
            _run(f"账号“{name}”的登录都已结束。", lambda: sign_out_everywhere(store, name))
        if account.totp_secret and st.button("取消两步验证", help="手机丢了时用"):
            _run(f"账号“{name}”的两步验证已取消。", lambda: drop_second_step(store, name))
    if account.issuer:
        st.caption(BY_PROVIDER)
    with st.form(f"change_role:{name}"):
        role = _pick_role(account.role, name)
        units = _pick_units(account.units, name)
        is_submitted = st.form_submit_button("改角色和单位", help="更改后须重新登录")
    if is_submitted:
        own = units if role == "unit" else ()
        _run(f"账号“{name}”的角色已改。", lambda: change_role(store, name, role, own))


def _pick_role(current: Role, key: str) -> Role:
    return st.selectbox(
        "角色",
        ROLES,
        index=ROLES.index(current),
        format_func=ROLE_TITLES.__getitem__,
        key=f"role of {key}",
    )


def _pick_units(current: tuple[UnitKey, ...], key: str) -> tuple[UnitKey, ...]:
    schemes = read_cached(read_schemes)
    titles = {
        (scheme.id, unit.name): f"{scheme.short_title} {unit.name}"
        for scheme in schemes
        for unit in scheme.units
    }
    picked = st.multiselect(
        "单位（仅被考核单位的账号需要选择）",
        list(titles),
        [unit for unit in current if unit in titles],
        format_func=titles.__getitem__,
        key=f"units of {key}",
    )
    return tuple(picked)


def _run(result: str, action: Callable[[], str | None]) -> None:
    """Run an action and show its result after the rerun; it may return an initial password."""

    def run() -> str:
        if password := action():
            st.session_state[SHOWN_PASSWORD] = password
        return result

    run_action(RESULT, run)
