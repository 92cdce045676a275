"""口径选择: another option of an open reading, the board before and after, then the choice."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

import streamlit as st

from dashboard.pages.schemes.move_tables import show_moves
from dashboard.pages.schemes.publication import RESULT, ask_correction
from dashboard.runtime.current_store import current_store, current_user_name
from dashboard.runtime.read_cache import compute_cached, read_cached
from dashboard.shell.action_results import run_action
from dashboard.shell.filters import pick_assessment, pick_month, pick_one, pick_scheme
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Cell, Heading, PageTable
from documents.wording import format_month
from scoring.clauses.readings import OpenReading
from scoring.scheme import Scheme
from warehouse.editions.sealing import Act
from warehouse.results.scores import read_scores
from warehouse.scheme_life.choosing import ReadingPreview, preview_reading, publish_reading
from warehouse.schemes.schemes import read_choices
from warehouse.store import Store

T = TypeVar("T", int, Decimal)

PREVIEW = "reading_preview"
"""Session key of ((scheme, version, reading, option), preview)."""


def show_readings(store: Store) -> None:
    """Let an administrator look at another option, and choose it with a reason."""
    with st.container(horizontal=True, vertical_alignment="top"):
        scheme = pick_scheme()
        assessment = pick_assessment(scheme) or scheme.assessments[0]
        month = pick_month(scheme)
    if not scheme.interpretations:
        st.info("这份方案没有可选择的口径：文件各条均已明确。")
        return
    choices = read_cached(read_choices, scheme)
    reading = _pick_reading(scheme)
    current = choices[reading.id]
    option = _pick_option(scheme, reading, current)
    if option == current:
        st.caption("这是现行口径。选择其他口径可查看名次的变化，不保存任何内容。")
        return
    before, after = (
        compute_cached(_read_board, scheme.id, assessment.id, month, reading.id, one)
        for one in (current, option)
    )
    st.markdown(f"**{escape(assessment.title)}　截至{format_month(month)}**")
    st.markdown(describe_effect(before, after))
    table = compare_boards(before, after)
    show_table(table, f"boards:{scheme.id}:{assessment.id}:{reading.id}:{option}")
    st.markdown("**对各月的影响**")
    preview = _find_preview(store, scheme, reading.id, option)
    unmoved = "到现在为止的数据，各月的得分、名次、等次都不变。"
    show_moves(preview.moves, f"reading:{reading.id}:{option}:{preview.basis}", unmoved)
    _offer_choice(store, scheme, reading, option, preview)


def _pick_reading(scheme: Scheme) -> OpenReading:
    readings = {one.id: one for one in scheme.interpretations}
    chosen = pick_one(
        "开放的条款", list(readings), "reading", lambda key: readings[key].title or key
    )
    reading = readings[chosen]
    clause = f"（{reading.clause}）" if reading.clause else ""
    st.caption(escape(f"{reading.why}{clause}"))
    return reading


def _pick_option(scheme: Scheme, reading: OpenReading, current: str) -> str:
    def name(option: str) -> str:
        label = reading.option(option).label or option
        return f"{label}（现在采用）" if option == current else label

    return st.radio(
        "计分口径",
        reading.names,
        reading.names.index(current),
        format_func=name,
        key=f"option:{scheme.id}:{reading.id}",
    )


def _read_board(
    scheme_id: str, assessment: str, month: str, reading: str, option: str
) -> list[dict[str, Any]]:
    """Return the units of an assessment under an option, best first."""
    scores = read_scores(
        current_store(), scheme_id, month, assessment=assessment, choices={reading: option}
    )
    units: list[dict[str, Any]] = scores["units"]
    return units


def compare_boards(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> PageTable:
    """Return both boards side by side, one row per unit, in the order of the new one."""
    old = {one["unit"]: one for one in before}
    has_grades = any(one["grade"] for one in (*before, *after))
    headings = [
        Heading("单位", "wrap", 160),
        Heading("名次·现行", "whole"),
        Heading("名次·改后", "whole"),
        Heading("升降", "change"),
        Heading("总分·现行", "points"),
        Heading("总分·改后", "points"),
        Heading("变化", "difference", phone="side"),
    ]
    headings += [Heading("等次·现行"), Heading("等次·改后")] if has_grades else []
    rows: list[list[Cell]] = []
    for one in after:
        was = old[one["unit"]]
        totals = [_to_points(side["total"]) for side in (was, one)]
        row: list[Cell] = [
            one["unit"],
            was["rank"],
            one["rank"],
            _subtract(was["rank"], one["rank"]),
            *totals,
            _subtract(totals[1], totals[0]),
        ]
        rows.append(row + ([was["grade"] or "", one["grade"] or ""] if has_grades else []))
    changed = {
        number: [1, 2]
        for number, one in enumerate(after)
        if old[one["unit"]]["rank"] != one["rank"]
    }
    ids = [one["unit"] for one in after]
    caption = "排行榜：现行口径与改后并列"
    return PageTable(caption, headings, rows, ids, frozen=1, head=0, marked=changed)


def describe_effect(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> str:
    """Say how many units move."""
    old = {one["unit"]: one for one in before}
    counts = {
        title: sum(old[one["unit"]][key] != one[key] for one in after)
        for key, title in (("total", "总分"), ("rank", "名次"), ("grade", "等次"))
    }
    if not any(counts.values()):
        return f"{len(after)}个单位的总分、名次、等次都不变。"
    moved = "，".join(f"{title}变动{count}个" for title, count in counts.items() if count)
    return f"{len(after)}个单位中，{moved}。"


def _subtract(left: T | None, right: T | None) -> T | None:
    """Return a difference; None where a side has no figure or nothing moves."""
    if left is None or right is None or left == right:
        return None
    return left - right


def _to_points(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _find_preview(store: Store, scheme: Scheme, reading: str, option: str) -> ReadingPreview:
    """Return what an option moves in all months, made once."""
    key = (scheme.sha256, store.version, reading, option)
    kept = st.session_state.get(PREVIEW)
    if kept is None or kept[0] != key:
        with st.spinner("正在按所选口径重算各月……"):
            kept = (key, preview_reading(store, scheme.id, reading, option))
        st.session_state[PREVIEW] = kept
    found: ReadingPreview = kept[1]
    return found


def _offer_choice(
    store: Store, scheme: Scheme, reading: OpenReading, option: str, preview: ReadingPreview
) -> None:
    """Offer to choose the option that was looked at."""
    key = f"{scheme.id}:{reading.id}:{option}"
    is_meant = ask_correction(preview.sealed, key)
    label = reading.option(option).label or option
    with st.form(f"choose:{key}"):
        st.markdown(escape(f"采用“{label}”：各月按它重新计分，口径说明和通报随之改写。"))
        reason = st.text_input(
            "理由（必填，记入历史）", placeholder="例如：考核办主任会议2026年3月5日议定"
        )
        is_submitted = st.form_submit_button("采用", type="primary", disabled=not is_meant)
    if is_submitted:

        def run() -> str:
            publish_reading(
                store,
                scheme.id,
                reading.id,
                option,
                Act(current_user_name(), reason),
                corrects=bool(preview.sealed),
                expected=preview.basis,
            )
            return f"“{reading.title}”已改为“{label}”，各月得分已重算。"

        run_action(RESULT, run)
