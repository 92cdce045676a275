"""The versions of a scheme: who, when, why, what changed; any two compared side by side."""

from __future__ import annotations

import streamlit as st

from dashboard.pages.schemes.publication import KINDS
from dashboard.pages.schemes.scheme_texts import offer_scheme
from dashboard.runtime.read_cache import read_cached
from dashboard.widgets.row_tables import MAX_PLAIN, list_rows
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Cell, Heading, PageTable
from documents.wording import format_time
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.schemes.differences.change import PART_TITLES, Change
from warehouse.schemes.differences.compare import compare_schemes
from warehouse.schemes.scheme_history import read_version
from warehouse.schemes.scheme_list import SchemeVersion, read_history
from warehouse.schemes.schemes import read_schemes

SHOWN = 3
"""Differences that the line of a version shows; the comparison shows all."""


def show_history(scheme: Scheme) -> None:
    """Show the versions of a scheme, and compare the picked one with another."""
    versions = read_cached(read_history, scheme.id)
    st.markdown("**历次版本**")
    picked = show_table(list_versions(versions), f"versions:{scheme.id}").picked
    if picked is None:
        st.caption("点击一个版本，与其他版本或其他方案逐项对照。")
        return
    show_comparison(scheme, versions, int(picked))


def list_versions(versions: list[SchemeVersion]) -> PageTable:
    """Return the versions, newest first."""
    headings = [
        Heading("版本", width=70),
        Heading("何时", width=140, phone="side"),
        Heading("发布人", width=100),
        Heading("理由", "wrap", 200),
        Heading("改动内容", "wrap", 420, phone="below"),
    ]
    rows = [
        [f"第{one.number}版", format_time(one.loaded_at), one.actor, one.reason, _shorten(one)]
        for one in versions
    ]
    ids = [str(one.number) for one in versions]
    return PageTable(
        "历次版本：点击一行对照",
        headings,
        rows,
        ids,
        head=0,
        acts="pick",
        has_tools=len(rows) > MAX_PLAIN,
    )


def _shorten(version: SchemeVersion) -> str:
    shown = "\n".join(version.difference[:SHOWN])
    left = len(version.difference) - SHOWN
    return f"{shown}\n……另有{left}处" if left > 0 else shown


def show_comparison(scheme: Scheme, versions: list[SchemeVersion], number: int) -> None:
    """Compare a version with another one, or with another scheme, side by side."""
    newer = read_cached(_read_version, scheme.id, number)
    others = {
        f"{scheme.id}@{one.number}": f"第{one.number}版" for one in versions if one.number != number
    }
    others |= {
        one.id: one.title
        for one in read_cached(read_schemes, with_retired=True)
        if one.id != scheme.id
    }
    before = f"{scheme.id}@{number - 1}"
    if others:
        keys = list(others)
        chosen = st.selectbox(
            f"第{number}版与哪一份对照",
            keys,
            keys.index(before) if before in others else 0,
            format_func=others.__getitem__,
            key=f"compared:{scheme.id}:{number}",
        )
        older = read_cached(_read_named, chosen)
        changes = list(compare_schemes(older, newer))
        table = list_both_sides(changes, others[chosen], f"第{number}版")
        if changes:
            show_table(table, f"compared:{scheme.id}:{number}:{chosen}")
        else:
            st.caption("两份没有不同。")
    else:
        st.caption("只有这一版，没有可对照的。")
    if number != versions[0].number:
        name = f"{scheme.short_title} 考核方案 第{number}版"
        offer_scheme(newer, newer.choices(), name, f"{scheme.id}@{number}")


def list_both_sides(changes: list[Change], older: str, newer: str) -> PageTable:
    """Return the differences with both sides in columns."""
    headings = [
        Heading("类别", width=60),
        Heading("变动", width=60, phone="side"),
        Heading("事项", "wrap", 180),
        Heading(older, "wrap", 280),
        Heading(newer, "wrap", 280, phone="rest"),
    ]
    rows: list[list[Cell]] = [
        [PART_TITLES[one.part], KINDS[one.kind], one.place, one.before or "—", one.after or "—"]
        for one in changes
    ]
    return list_rows("逐项对照", headings, rows, head=2)


def _read_version(cursor: Cursor, scheme_id: str, number: int) -> Scheme:
    return read_version(cursor, scheme_id, number)


def _read_named(cursor: Cursor, name: str) -> Scheme:
    """Return a scheme by id@version, or the newest version of an id."""
    scheme_id, mark, number = name.partition("@")
    version = int(number) if mark else read_history(cursor, scheme_id)[0].number
    return read_version(cursor, scheme_id, version)
