"""发出表格: the blank forms of a month on the import page, one by one or as one zip."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from dashboard.runtime.read_cache import read_cached
from dashboard.widgets.downloads import offer_file
from dashboard.widgets.markdown_escape import escape
from documents.forms.issuing import IssuedFile, is_due, issue_form, issue_month, list_month
from documents.forms.naming import name_annex, name_file, name_packet
from documents.wording import format_month
from documents.workbooks import WORKBOOK_TYPE
from scoring.dataset import Dataset
from scoring.months import YEAR
from scoring.scheme import Scheme
from warehouse.database.clock import today_in_china
from warehouse.store import Store
from warehouse.views import read_latest_month

PACKET = "application/zip"


def offer_forms(store: Store, schemes: Mapping[str, Scheme]) -> None:
    """Offer the blank forms of a month; each is made when it is downloaded."""
    st.caption(
        "与文件所附表格一致的空白表：单位已列出，可选项为下拉列表。填好报回后直接导入，报表和月份自动识别。"
    )
    scheme_place, month_place, form_place = st.columns(3)
    with scheme_place:
        scheme = _pick_scheme(schemes)
    with month_place:
        month = _pick_month(scheme)
    with form_place:
        dataset = _pick_form(scheme, month)
    _offer(store, scheme, dataset, month)


def _pick_scheme(schemes: Mapping[str, Scheme]) -> Scheme:
    chosen = st.selectbox(
        "考核方案",
        list(schemes),
        format_func=lambda scheme_id: schemes[scheme_id].short_title,
        key="forms_scheme",
    )
    return schemes[chosen]


def _pick_month(scheme: Scheme) -> str:
    """Pick a month; the default is this month or, in another year, the last reported one."""
    months = [scheme.calendar.write(number) for number in YEAR]
    current = f"{today_in_china():%Y-%m}"
    position = months.index(
        current if current in months else read_cached(read_latest_month, scheme)
    )
    return st.selectbox(
        "月份", months, position, format_func=format_month, key=f"forms_month:{scheme.id}"
    )


def _pick_form(scheme: Scheme, month: str) -> Dataset:
    forms = {dataset.key: dataset for dataset in scheme.datasets if is_due(scheme, dataset, month)}
    chosen = st.selectbox(
        "报表",
        list(forms),
        format_func=lambda key: f"{name_annex(forms[key])} {forms[key].title}".strip(),
        key=f"forms_dataset:{scheme.id}",
    )
    return forms[chosen]


def _offer(store: Store, scheme: Scheme, dataset: Dataset, month: str) -> None:
    count = len(list_month(scheme, month))
    name = name_file(dataset, month)
    # The file name stands beside the button, which follows the choice a moment later.
    st.caption(f"空白表的文件名：{escape(name)}")
    with st.container(horizontal=True):
        offer_file(
            "下载这份空白表",
            partial(_make_form, store, scheme, dataset.key, month),
            name,
            mime=WORKBOOK_TYPE,
            key="form_out",
        )
        if count:
            offer_file(
                f"下载{format_month(month)}的全部{count}份（zip）",
                partial(_make_packet, store, scheme, month),
                name_packet(scheme, month),
                mime=PACKET,
                key="packet_out",
                icon=":material/folder_zip:",
                help="本月应报的各份报表；年度检查表请在检查当月单独下载",
            )


def _make_form(store: Store, scheme: Scheme, key: str, month: str) -> bytes:
    return _content(issue_form(store, scheme, key, month))


def _make_packet(store: Store, scheme: Scheme, month: str) -> bytes:
    return _content(issue_month(store, scheme, month))


def _content(file: IssuedFile) -> bytes:
    return file.content
