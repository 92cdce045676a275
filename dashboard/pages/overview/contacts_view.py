"""联系人: whom to call about a unit or a form. A number is shown at a click, which is on record."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard.runtime.current_store import current_store
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.action_results import run_action, show_result
from dashboard.widgets.error_box import show_error
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Heading, PageTable
from scoring.scheme import Scheme
from warehouse.contacts.contact import (
    LONGEST_PERSON,
    LONGEST_TELEPHONE,
    Contact,
    Subject,
    list_subjects,
    make_contact,
)
from warehouse.contacts.contact_acts import (
    drop_contact,
    keep_contacts,
    list_contacts,
    look_up_contact,
)
from warehouse.contacts.contact_table import MOST_CHARACTERS, read_contact_table
from warehouse.database.clock import today_in_china
from warehouse.faults import Fault
from warehouse.results.scores import parse_month
from warehouse.views.calendar import read_calendar, read_filings

RESULT, ROUND = "contact_said", "contact_round"
"""Session keys: the last result, and how many times something was kept: then fields are empty."""
HELP = "由考核办登记，仅供本单位登录人员工作联系使用；查看号码会记入操作记录。"
FIRST_NUMBER = re.compile(r"\+?[0-9][0-9()\-\s]*")


def show_contacts(scheme: Scheme, month: str) -> None:
    """Show whom to call: those who are late this month first. Only for those who may see it."""
    store = current_store()
    if not store.person.may("see_contacts"):
        return
    st.subheader("联系人", help=HELP)
    every = {contact.subject: contact for contact in list_contacts(store, scheme.id)}
    late = list_late(scheme, month)
    ordered = dict.fromkeys([*late, *list_subjects(scheme)])
    subjects = [subject for subject in ordered if subject in every]
    if not subjects:
        st.caption("尚未登记联系人，由考核办工作人员登记。")
        return
    chosen = st.selectbox(
        "单位或报表",
        subjects,
        format_func=lambda one: name_subject(scheme, one, is_late=one in late),
        key=f"contact:{scheme.id}",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"{every[chosen].person}  {every[chosen].masked}")
        if st.button("显示号码", icon=":material/call:", help="本次查看将记入操作记录"):
            show_number(scheme, chosen)


def show_number(scheme: Scheme, subject: Subject) -> None:
    """Show a number until the page's next run, as a link that a phone dials."""
    try:
        contact = look_up_contact(current_store(), scheme.id, subject)
    except Fault as fault:
        show_error(fault)
        return
    number = FIRST_NUMBER.match(contact.telephone)
    dialled = re.sub(r"[^0-9+]", "", number.group()) if number else ""
    st.link_button(contact.telephone, f"tel:{dialled}", icon=":material/call:")


def list_late(scheme: Scheme, month: str) -> list[Subject]:
    """Return the units that filed late this month and the forms that are missing up to it."""
    number = parse_month(scheme, month)
    filings = read_cached(read_filings, scheme, month).filter(month=number)
    units = [unit for names in filings.get_column("missed_units") for unit in names]
    calendar = read_cached(read_calendar, scheme, today_in_china())
    missing = calendar.filter(pl.col("month") <= number, pl.col("arrival") == "missing")
    forms = missing.get_column("dataset").to_list()
    return [
        *(Subject("unit", unit) for unit in dict.fromkeys(units)),
        *(Subject("form", form) for form in dict.fromkeys(forms)),
    ]


def name_subject(scheme: Scheme, subject: Subject, *, is_late: bool = False) -> str:
    """Return how a list names a unit or a form, and that it is late.

    A form that a later version of the scheme has no more goes by its key, so that its contact can
    be removed.
    """
    mark = "（未按时）" if is_late and subject.kind == "unit" else "（未报）" if is_late else ""
    if subject.kind == "unit" or subject not in list_subjects(scheme):
        return f"{subject.name}{mark}"
    form = scheme.dataset(subject.name)
    return f"{form.annex} {form.title}".strip() + mark


def edit_contacts(scheme: Scheme) -> None:
    """Show the list with hidden numbers, and the forms by which the office keeps it."""
    store = current_store()
    if not store.person.may("keep_contacts"):
        return
    st.subheader("联系人", help=HELP)
    show_result(RESULT)
    kept = list_contacts(store, scheme.id)
    if kept:
        show_table(list_rows(scheme, kept), f"contacts:{scheme.id}")
    left, right = st.columns(2, gap="large")
    with left:
        offer_one(scheme)
        offer_removal(scheme, kept)
    with right:
        offer_table(scheme)


def list_rows(scheme: Scheme, kept: Sequence[Contact]) -> PageTable:
    """Return the list; numbers are masked here, and so in every picture and print of it."""
    headings = [
        Heading("单位或报表", "wrap"),
        Heading("责任人", width=140),
        Heading("电话", width=180, phone="side"),
    ]
    return PageTable(
        "联系人",
        headings,
        [[name_subject(scheme, one.subject), one.person, one.masked] for one in kept],
        [f"{one.subject.kind}:{one.subject.name}" for one in kept],
        head=0,
    )


def offer_one(scheme: Scheme) -> None:
    """Offer the form that keeps one contact."""
    with st.expander("登记或更改"), st.form("keep_contact", border=False):
        subject = _pick(scheme, list_subjects(scheme), f"keep_contact_of:{_count_rounds()}")
        person = st.text_input("责任人", max_chars=LONGEST_PERSON, key=f"person:{_count_rounds()}")
        telephone = st.text_input(
            "电话",
            max_chars=LONGEST_TELEPHONE,
            key=f"telephone:{_count_rounds()}",
            placeholder="0000-6543210转8",
        )
        is_submitted = st.form_submit_button("保存")
    if is_submitted and subject:
        run_action(
            RESULT, lambda: _keep(scheme, [make_contact(scheme, subject, person, telephone)])
        )


def offer_table(scheme: Scheme) -> None:
    """Offer to paste a small table from a spreadsheet."""
    with st.expander("从表格粘贴"), st.form("keep_contacts", border=False):
        text = st.text_area(
            "在 WPS 或 Excel 中选中三列（单位或报表、责任人、电话），复制后粘贴到这里",
            max_chars=MOST_CHARACTERS,
            key=f"contact_table:{_count_rounds()}",
        )
        is_submitted = st.form_submit_button("保存")
    if is_submitted:
        run_action(RESULT, lambda: _keep(scheme, read_contact_table(scheme, text)))


def offer_removal(scheme: Scheme, kept: Sequence[Contact]) -> None:
    """Offer to remove a contact."""
    if not kept:
        return
    with st.expander("移除"), st.form("drop_contact", border=False):
        subject = _pick(scheme, [one.subject for one in kept], "drop_contact_of")
        is_submitted = st.form_submit_button("移除")
    if is_submitted and subject:
        run_action(RESULT, lambda: _drop(scheme, subject))


def _pick(scheme: Scheme, subjects: Sequence[Subject], key: str) -> Subject | None:
    return st.selectbox(
        "单位或报表",
        subjects,
        index=None,
        placeholder="请选择",
        format_func=lambda one: name_subject(scheme, one),
        key=f"{key}:{scheme.id}",
    )


def _keep(scheme: Scheme, contacts: Sequence[Contact]) -> str:
    keep_contacts(current_store(), scheme.id, contacts)
    st.session_state[ROUND] = _count_rounds() + 1
    return f"已登记联系人{len(contacts)}条。"


def _drop(scheme: Scheme, subject: Subject) -> str:
    drop_contact(current_store(), scheme.id, subject)
    return f"已移除{name_subject(scheme, subject)}的联系人。"


def _count_rounds() -> int:
    return int(st.session_state.get(ROUND, 0))
