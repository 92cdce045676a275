"""The pages in the order of the navigation, and the roles that may open each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard.runtime.current_store import current_store
from warehouse.access.people import Person
from warehouse.access.roles import Role

OFFICE: frozenset[Role] = frozenset({"leader", "staff", "admin", "host"})
WORKERS: frozenset[Role] = frozenset({"staff", "admin", "host"})
DECIDERS: frozenset[Role] = frozenset({"admin", "host"})
READERS: frozenset[Role] = OFFICE | {"unit"}
EVERYONE: frozenset[Role] = READERS | {"auditor"}


class PageEntry(NamedTuple):
    """A page's folder, its entry in the navigation, and the roles that may open it."""

    folder: str
    title: str
    icon: str
    help: str
    roles: frozenset[Role]


PAGES = {
    "overview": PageEntry(
        "overview", "总览", "home", "本月名次变动、重点关注单位、未报报表", READERS
    ),
    "leaderboard": PageEntry(
        "boards", "排行榜", "leaderboard", "名次、得分、失分、待定，可导出", READERS
    ),
    "unit": PageEntry(
        "unit", "单位详情", "account_balance", "单位得分构成、失分原因和佐证", READERS
    ),
    "indicators": PageEntry("boards", "指标分析", "query_stats", "失分的指标、单位和月份", OFFICE),
    "veto": PageEntry(
        "boards", "限制与等次", "block", "触发和接近限制性条件的单位，与等次分数线的差距", OFFICE
    ),
    "calendar": PageEntry(
        "boards", "考核日历", "calendar_month", "全年报表：按时、逾期、缺报、封存", OFFICE
    ),
    "imports": PageEntry(
        "imports", "数据导入", "upload_file", "上传报表、预览、导入、撤销", WORKERS
    ),
    "bulletin": PageEntry(
        "publishing", "通报", "article", "月通报和年度结果的核对、修改和下载", OFFICE
    ),
    "editions": PageEntry(
        "publishing", "封存与更正", "lock", "封存、印发通报，以后的更正逐项列出", READERS
    ),
    "objections": PageEntry(
        "publishing", "复核", "gavel", "单位对得分的异议、办公室的决定和调整", READERS
    ),
    "record": PageEntry(
        "administration",
        "操作记录",
        "history",
        "操作时间、操作人和内容；备份和核对",
        DECIDERS | {"auditor"},
    ),
    "schemes": PageEntry(
        "schemes",
        "考核方案",
        "rule",
        "考核方案的上传、试算、发布、历次版本；口径选择和单位名册",
        WORKERS | {"auditor"},
    ),
    "accounts": PageEntry("administration", "账号", "group", "登录账号和角色；系统设置", DECIDERS),
    "rules": PageEntry(
        "guide", "口径说明", "menu_book", "各项指标的计分规则，文件未明确事项的计分口径", READERS
    ),
    "guide": PageEntry("guide", "使用指南", "help", "常用操作步骤；名词解释", EVERYONE),
    "me": PageEntry(
        "administration", "我的账号", "person", "密码、两步验证、登录设备；退出", EVERYONE
    ),
}
"""Page name → entry; the name is the page's path in the URL and the start of its file name."""

DEFAULT = "overview"


def list_pages(person: Person) -> list[str]:
    """Return the pages that the person may open, in the order of the navigation."""
    return [name for name, entry in PAGES.items() if person.role in entry.roles]


def list_paths(person: Person) -> list[str]:
    """Return the paths of the pages that the person may open; '' is that of the first."""
    return [name_path(name) for name in list_pages(person)]


def name_path(name: str) -> str:
    """Return a page's path in the URL."""
    return "" if name == DEFAULT else name


def name_first_page(person: Person) -> str:
    """Return the page that opens first for the person's role."""
    return list_pages(person)[0]


def build_pages(person: Person, titles: Mapping[str, str]) -> list[StreamlitPage]:
    """Return the pages for this run; Streamlit binds them to the run that makes them.

    `titles` are those that the chosen scheme gives; '' for a page that it has nothing for. Such
    pages, and those that the role may not open, are hidden, not left out: their address leads to
    a sentence.
    """
    own = {name for name in list_pages(person) if titles.get(name) != ""}
    return [
        st.Page(
            page_file(name),
            title=titles.get(name) or entry.title,
            icon=f":material/{entry.icon}:",
            url_path=name_path(name) or None,
            default=name == DEFAULT,
            visibility="visible" if name in own else "hidden",
            help=entry.help,
        )
        for name, entry in PAGES.items()
    ]


def may_open(name: str) -> bool:
    """Tell whether the user of this run may open a page."""
    return current_store().person.role in PAGES[name].roles


def link_page(name: str, label: str, icon: str | None = None) -> None:
    """Show a link to a page if the user may open it."""
    if may_open(name):
        st.page_link(page_file(name), label=label, icon=icon)


def page_file(name: str) -> str:
    """Return a page's file, relative to app.py, as Streamlit needs it for links and switches."""
    return f"pages/{PAGES[name].folder}/{name}_page.py"
