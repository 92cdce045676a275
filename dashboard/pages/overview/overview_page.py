"""总览: the first page, by role: the leader's month, the office's work, a unit's standing."""

from __future__ import annotations

import streamlit as st

from dashboard.pages.overview.contacts_view import edit_contacts, show_contacts
from dashboard.pages.overview.leader_home import show_leader
from dashboard.pages.overview.office_home import show_staff
from dashboard.pages.overview.unit_home import show_unit
from dashboard.runtime.current_store import current_store
from dashboard.shell.filter_bar import first_filters
from dashboard.shell.filters import pick_month, pick_scheme, pick_segment, pick_unit
from dashboard.shell.month_state import show_month_state
from dashboard.shell.page_frame import show_source, stop_if_empty
from dashboard.widgets.live_updates import follow_store

ROLES = {"leader": "领导", "staff": "经办", "unit": "单位"}


def pick_role() -> str:
    """Pick the role whose first page to show, by default the user's own; a unit has no choice."""
    own = current_store().person.role
    if own == "unit":
        return own
    return pick_segment("查看角度", ROLES, "role", own if own in ROLES else "leader")


st.title("总览")
follow_store()
with first_filters():
    role = pick_role()
    scheme = pick_scheme()
    unit = pick_unit(scheme) if role == "unit" else ""
    month = pick_month(scheme) if role != "staff" else ""
if role == "staff":
    show_staff(scheme)
    edit_contacts(scheme)
    show_source(scheme, "dataset_calendar")
else:
    stop_if_empty(scheme)
    show_month_state(scheme, month)
    if role == "unit":
        show_unit(scheme, unit, month)
        show_source(scheme, "leaderboard、unit_indicator")
    else:
        show_leader(scheme, month)
        show_contacts(scheme, month)
        show_source(scheme, "overview、leaderboard、grade_margin、loss_map、dataset_calendar")
