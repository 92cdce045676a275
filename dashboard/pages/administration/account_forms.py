"""What an administrator does to accounts on the page: one form each."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.runtime.read_cache import recall
from dashboard.shell.act_feedback import run_action, show_result
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

SAID, SHOWN_PASSWORD = "account_said", "account_initial_password"

BY_PROVIDER = (
    "这是统一登录的账号：姓名、角色和单位每次登录时由统一身份认证平台给出，"
    "在这里改的，下次登录会改回。要长久改，请在平台上改，或改 openid.toml 的 grant。"
)


def show_said() -> None:
    """Say once what was just done, and an initial password where there is one."""
    show_result(SAID)
    if SHOWN_PASSWORD in st.session_state:
        st.code(st.session_state.pop(SHOWN_PASSWORD), language=None)
        st.caption("这是初始密码，只显示这一次。请当面或密封交给本人，本人第一次登录时要换掉。")


def offer_account(store: Store) -> None:
    """Offer to make an account."""
    with st.expander("新建账号"), st.form("add_account", border=False):
        name = st.text_input("账号名", max_chars=64, help="登录时填的名字，以后不能改")
        shown = st.text_input("姓名或岗位", max_chars=64)
        role = _pick_role("leader", "add")
        units = _pick_units((), "add")
        is_asked = st.form_submit_button("建立")
    if is_asked:
        _do(
            f"账号“{name}”已建立。",
            lambda: add_account(
                store, name, role, shown_name=shown, units=units if role == "unit" else ()
            ),
        )


def offer_acts(store: Store, account: Account) -> None:
    """Offer what can be done to an account."""
    name = account.name
    st.subheader(f"账号 {escape(name)}")
    with st.container(horizontal=True):
        if account.is_enabled and st.button("停用", help="立即退出登录，不能再登录"):
            _do(f"账号“{name}”已停用。", lambda: switch_account(store, name, is_enabled=False))
        if not account.is_enabled and st.button("重新启用"):
            _do(f"账号“{name}”已启用。", lambda: switch_account(store, name, is_enabled=True))
        if account.password_hash and st.button("换初始密码", help="忘了密码时用"):
            _do(f"账号“{name}”的密码已换。", lambda: renew_password(store, name))
        if st.button("结束所有登录"):
            _do(f"账号“{name}”的登录都已结束。", lambda: sign_out_everywhere(store, name))
        if account.totp_secret and st.button("取消两步验证", help="手机丢了时用"):
            _do(f"账号“{name}”的两步验证已取消。", lambda: drop_second_step(store, name))
    if account.issuer:
        st.caption(BY_PROVIDER)
    with st.form(f"change_role:{name}"):
        role = _pick_role(account.role, name)
        units = _pick_units(account.units, name)
        is_asked = st.form_submit_button("改角色和单位", help="改了以后要重新登录")
    if is_asked:
        own = units if role == "unit" else ()
        _do(f"账号“{name}”的角色已改。", lambda: change_role(store, name, role, own))


def _pick_role(present: Role, key: str) -> Role:
    return st.selectbox(
        "角色",
        ROLES,
        index=ROLES.index(present),
        format_func=ROLE_TITLES.__getitem__,
        key=f"role of {key}",
    )


def _pick_units(present: tuple[UnitKey, ...], key: str) -> tuple[UnitKey, ...]:
    schemes = recall(read_schemes)
    titles = {
        (scheme.id, unit.name): f"{scheme.short_title} {unit.name}"
        for scheme in schemes
        for unit in scheme.units
    }
    picked = st.multiselect(
        "单位（只有被考核单位的账号要选）",
        list(titles),
        [one for one in present if one in titles],
        format_func=titles.__getitem__,
        key=f"units of {key}",
    )
    return tuple(picked)


def _do(said: str, act: Callable[[], str | None]) -> None:
    """Do it and say so on the fresh page, with the initial password that it may return."""

    def do() -> str:
        if initial := act():
            st.session_state[SHOWN_PASSWORD] = initial
        return said

    run_action(SAID, do)
