"""账号: who may sign in and as what, and the office's switches and limits."""

from __future__ import annotations

import streamlit as st

from dashboard.pages.administration.account_forms import offer_account, offer_acts, show_said
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
    """Show every account, and what can be done to the one that is picked."""
    with store.reader() as cursor:
        accounts = {one.name: one for one in read_accounts(cursor)}
    show_said()
    if not accounts:
        st.info("还没有账号。第一个管理员在服务器上建立：kaohe account add 账号名 --role admin")
    else:
        picked = show_table(list_accounts(list(accounts.values())), "accounts").picked
        if picked is not None:
            offer_acts(store, accounts[picked])
    offer_account(store)


def show_settings(store: Store) -> None:
    """Show the switches and limits in one form; what was changed is kept."""
    st.subheader("开关和期限")
    with store.reader() as cursor:
        settings = read_settings(cursor)
    with st.form("settings"):
        asked = {key: _ask(key, value) for key, value in settings.items()}
        is_asked = st.form_submit_button("保存")
    if not is_asked:
        return
    try:
        for key, text in asked.items():
            change_setting(store, key, text)
    except Fault as fault:
        show_error(fault)
        return
    st.rerun()


def _ask(key: str, value: Value) -> str:
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
