"""考核方案: the office's schemes from the first workbook to the next year's copy."""

from __future__ import annotations

import streamlit as st

from dashboard.pages.schemes.publication import show_published
from dashboard.pages.schemes.reading_view import show_readings
from dashboard.pages.schemes.roster_view import show_roster
from dashboard.pages.schemes.scheme_list import show_schemes
from dashboard.pages.schemes.trial_view import show_trial_page
from dashboard.pages.schemes.upload_view import show_upload
from dashboard.runtime.current_store import current_store
from dashboard.shell.filter_bar import first_filters
from dashboard.shell.filters import pick_view
from dashboard.widgets.error_box import show_error
from dashboard.widgets.live_updates import follow_store
from warehouse.faults import Fault

VIEWS = {
    "list": "全部方案",
    "upload": "上传与发布",
    "trial": "试算",
    "readings": "口径选择",
    "roster": "单位名册",
}
"""View → its title in the order of a scheme's life."""

SHOWN = {
    "list": show_schemes,
    "upload": show_upload,
    "trial": show_trial_page,
    "readings": show_readings,
    "roster": show_roster,
}

NEEDED = {"upload": "load_scheme", "readings": "choose_interpretation", "roster": "load_scheme"}
"""View → the act that it is for; users who may not do it do not see the view."""

st.title("考核方案")
follow_store()
store = current_store()
store.require("see_schemes")
may = store.person.may
with first_filters():
    view = pick_view({key: VIEWS[key] for key in VIEWS if key not in NEEDED or may(NEEDED[key])})
show_published()
try:
    SHOWN[view](store)
except Fault as fault:
    show_error(fault)
