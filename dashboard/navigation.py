"""The six pages, in the order in which they are used."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

PAGES: dict[str, StreamlitPage] = {
    "overview": st.Page(
        "pages_/overview.py",
        title="总览",
        icon=":material/home:",
        default=True,
        help="这个月报了什么、平均多少、谁在变化",
    ),
    "leaderboard": st.Page(
        "pages_/leaderboard.py",
        title="排行榜",
        icon=":material/leaderboard:",
        url_path="leaderboard",
        help="名次、得分、失分、待定，可导出",
    ),
    "veto": st.Page(
        "pages_/veto.py",
        title="单项否决",
        icon=":material/block:",
        url_path="veto",
        help="被否决和临近否决的单位，以及依据",
    ),
    "unit": st.Page(
        "pages_/unit.py",
        title="单位详情",
        icon=":material/account_balance:",
        url_path="unit",
        help="一个单位的每一分从哪里来、失在哪里",
    ),
    "imports": st.Page(
        "pages_/imports.py",
        title="数据导入",
        icon=":material/upload_file:",
        url_path="imports",
        help="上传报表、预览、导入、撤销",
    ),
    "rules": st.Page(
        "pages_/rules.py",
        title="口径说明",
        icon=":material/menu_book:",
        url_path="rules",
        help="每项指标怎样计分，开放条款怎样理解",
    ),
}
"""Page name → page; the name is also the stem of its file."""
