"""The pages, in the order in which they are used."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
from streamlit.navigation.page import StreamlitPage


class PageEntry(NamedTuple):
    """What the navigation says of a page."""

    title: str
    icon: str
    help: str


PAGES = {
    "overview": PageEntry("总览", "home", "这个月有什么变化、谁有危险、还缺什么；按角色看"),
    "leaderboard": PageEntry("排行榜", "leaderboard", "名次、得分、失分、待定，可导出"),
    "unit": PageEntry("单位详情", "account_balance", "一个单位的每一分从哪里来、失在哪里"),
    "indicators": PageEntry("指标分析", "query_stats", "全县的分失在哪里、哪些单位、缺哪几个月"),
    "veto": PageEntry("单项否决", "block", "被否决和临近否决的单位，以及依据"),
    "calendar": PageEntry("考核日历", "calendar_month", "全年报表：按时、逾期、缺报、封存"),
    "imports": PageEntry("数据导入", "upload_file", "上传报表、预览、导入、撤销"),
    "bulletin": PageEntry("通报", "article", "月通报和年度结果：先看先改，再下载"),
    "editions": PageEntry("封存与更正", "lock", "封存、印发通报，以后的更正逐项列出"),
    "objections": PageEntry("复核", "gavel", "单位对得分的异议、办公室的决定和调整"),
    "record": PageEntry("操作记录", "history", "谁在什么时候做了什么；备份和核对"),
    "rules": PageEntry("口径说明", "menu_book", "每项指标怎样计分，开放条款怎样理解"),
    "guide": PageEntry("使用指南", "help", "四件常做的事，一步一步；名词解释"),
}
"""Page name → entry; the name is the stem of its file and its path in the URL."""

DEFAULT = "overview"


def build_pages() -> list[StreamlitPage]:
    """Return the pages for this run: they belong to the run that makes them."""
    return [
        st.Page(
            page_file(name),
            title=entry.title,
            icon=f":material/{entry.icon}:",
            url_path=None if name == DEFAULT else name,
            default=name == DEFAULT,
            help=entry.help,
        )
        for name, entry in PAGES.items()
    ]


def page_file(name: str) -> str:
    """Return a page's file, by which Streamlit links and switches to it."""
    return f"pages_/{name}.py"
