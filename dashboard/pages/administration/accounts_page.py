"""账号: who may sign in, in which role; and the office's settings."""

from __future__ import annotations

import streamlit as st

from dashboard.pages.administration.account_forms import (
    offer_account,
    offer_account_actions,
    show_account_result,
)
from dashboard.pages.administration.account_tables import list_accounts
from dashboard.runtime.current_store import current_store
from dashboard.widgets.error_box import show_error
from dashboard.widgets.live_updates import follow_store
from dashboard.widgets.table import show_table
from warehouse.access.accounts import read_accounts
from warehouse.access.settings import SETTINGS, Value, format_setting, read_settings
from warehouse.accounts.setting_acts import change_setting
from warehouse.faults import Fault
from warehouse.store import Store


def show_accounts(store: Store) -> None:
    """Show every account, and the actions on the picked one."""
    with store.reader() as cursor:
        accounts = {account.name: account for account in read_accounts(cursor)}
    show_account_result()
    if not accounts:
        st.info("暂无账号。第一个管理员在服务器上建立：kaohe account add 账号名 --role admin")
    else:
        picked = show_table(list_accounts(list(accounts.values())), "accounts").picked
        if picked is not None:
            offer_account_actions(store, accounts[picked])
    offer_account(store)


def show_settings(store: Store) -> None:
    """Show the settings in one form and save them."""
    st.subheader("系统设置")
    with store.reader() as cursor:
        settings = read_settings(cursor)
    with st.form("settings"):
        texts = {key: _show_setting(key, value) for key, value in settings.items()}
        is_submitted = st.form_submit_button("保存")
    if not is_submitted:
        return
    try:
        for key, text in texts.items():
            change_setting(store, key, text)
    except Fault as fault:
        show_error(fault)
        return
    st.rerun()


def _show_setting(key: str, value: Value) -> str:
    """Show a setting's field; return its content as text."""
    setting = SETTINGS[key]
    if isinstance(value, bool):
        is_on = st.checkbox(setting.title, value, help=setting.help, key=f"setting:{key}")
        return format_setting(is_on)
    return st.text_input(
        setting.title, format_setting(value), help=setting.help, key=f"setting:{key}"
    )


st.title("账号")
follow_store()
store = current_store()
store.require("manage_accounts")
show_accounts(store)
show_settings(store)
