"""The filters that pages share; the URL holds each under its key (see `address`).

The URL holds what the user reads (`?scheme=绛县+2021&month=2021-05`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn, TypeVar

import streamlit as st

from dashboard.navigation import link_page
from dashboard.runtime.current_store import current_store
from dashboard.runtime.read_cache import compute_cached, read_cached
from dashboard.shell.address import (
    carry,
    explain_gone,
    find_address,
    find_coming,
    note_shown,
    settle,
)
from scoring.clauses.roster import KIND_TITLES, name_kind
from scoring.months import YEAR
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.results.scores import parse_month
from warehouse.schemes.scheme_list import NO_SCHEME
from warehouse.schemes.schemes import read_schemes
from warehouse.views import read_default_month, read_latest_month, read_months

T = TypeVar("T")
Name = TypeVar("Name", bound=str)

NO_COMPARISON = "不对比"
SIDE_BY_SIDE = "all"
"""The choice of all assessments side by side instead of one."""


def pick_scheme() -> Scheme:
    """Let the user pick a scheme in use, or keep the retired one that a link has opened."""
    schemes = {scheme.id: scheme for scheme in list_shown_schemes()}
    if not schemes:
        stop_without_scheme()
    chosen = pick_one("考核方案", list(schemes), "scheme", lambda key: name_scheme(schemes[key]))
    return schemes[chosen]


def stop_without_scheme() -> NoReturn:
    """Say that there is no scheme yet, lead to the page that begins with one, and stop the run."""
    with st.container():  # filters stand in a row, this does not
        st.info(NO_SCHEME)
        link_page("schemes", "前往“考核方案”", ":material/rule:")
    st.stop()


def list_shown_schemes() -> list[Scheme]:
    """Return the schemes, first the one with which pages open, last a retired one asked for."""
    in_use = compute_cached(_order_schemes)
    ids = {scheme.id for scheme in in_use}
    listed = read_cached(read_schemes, with_retired=True)
    return [*in_use, *(one for one in listed if one.id not in ids and _is_asked_for(one))]


def _order_schemes() -> tuple[Scheme, ...]:
    """Return the schemes in use: those with units of the user first, among them those with data."""

    def order(scheme: Scheme) -> tuple[bool, bool]:
        reported = read_cached(read_months, scheme).get_column("batch_id").drop_nulls()
        return not list_own_units(scheme), reported.is_empty()

    return tuple(sorted(read_cached(read_schemes), key=order))


def name_scheme(scheme: Scheme) -> str:
    """Return a scheme's label in the filter, which is also its value in the URL."""
    is_retired = scheme.id not in {one.id for one in read_cached(read_schemes)}
    return f"{scheme.short_title}（已停用）" if is_retired else scheme.short_title


def _is_asked_for(scheme: Scheme) -> bool:
    """Return whether the URL, a click or the filter asks for a scheme."""
    address = find_address()
    said = find_coming(address, "scheme")
    if said is not None:
        return name_scheme(scheme) in said
    kept = st.session_state.get("scheme", address.values.get("scheme"))
    return bool(scheme.id == address.carried.get("scheme", kept))


def find_chosen_scheme() -> Scheme | None:
    """Return the scheme that this page run will show, before its filter is drawn; None if none."""
    known = list_shown_schemes()
    for scheme in known:
        if _is_asked_for(scheme):
            return scheme
    return known[0] if known else None


def pick_month(scheme: Scheme) -> str:
    """Let the user pick a month up to the latest reported; pages open at the last complete one."""
    default = read_cached(read_default_month, scheme)
    _follow_default(default)
    latest = read_cached(read_latest_month, scheme)
    months = [scheme.calendar.write(number) for number in range(parse_month(scheme, latest), 0, -1)]
    chosen = pick_one("截至月份", months, "month", default=default)
    explain_gone("month", "还没有数据", [scheme.calendar.write(number) for number in YEAR])
    return chosen


def _follow_default(default: str) -> None:
    """Let a page at the last complete month follow it. The value is replaced and not deleted:
    the browser would send the old value again with the next click.
    """
    address = find_address()
    seen, address.default_month = address.default_month, default
    shown = address.carried.get("month", st.session_state.get("month"))
    if seen not in {None, default} and shown == seen:
        address.carried.pop("month", None)
        st.session_state["month"] = default


def pick_assessment(scheme: Scheme, *, side_by_side: bool = False) -> AssessmentOutline | None:
    """Let the user pick an assessment; None means all of them side by side."""
    if len(scheme.assessments) == 1:
        return scheme.assessments[0]
    titles = {item.id: name_assessment(item) for item in scheme.assessments}
    if side_by_side:
        titles[SIDE_BY_SIDE] = f"{len(titles)}项并列"
    chosen = pick_one("考核", list(titles), "assessment", titles.__getitem__)
    return None if chosen == SIDE_BY_SIDE else scheme.assessment(chosen)


def name_assessment(assessment: AssessmentOutline) -> str:
    """Return an assessment's label in the filter, which is also its value in the URL."""
    return f"{assessment.id} {assessment.title}"


def carry_assessment(scheme: Scheme, assessment: str, **others: str) -> None:
    """Set the assessment of the page that is opened next; a scheme's only one has no filter."""
    if len(scheme.assessments) > 1:
        others["assessment"] = assessment
    carry(**others)


def pick_kinds(scheme: Scheme, assessment: AssessmentOutline | None) -> list[str]:
    """Let the user pick kinds of unit; an empty list means all."""
    units = scheme.units if assessment is None else scheme.roster(assessment.id)
    kinds = list(dict.fromkeys(unit.kind for unit in units))
    order = list(KIND_TITLES)
    kinds.sort(key=lambda kind: order.index(kind) if kind in order else len(order))
    return _pick_several("单位类别", kinds, "kind")


def pick_groups(scheme: Scheme, assessment: AssessmentOutline | None) -> list[str]:
    """Let the user pick groups that the notice ranks by themselves; an empty list means all."""
    if assessment is None or assessment.ranks_within != "group":
        return []
    groups = [unit.group for unit in scheme.roster(assessment.id)]
    return _pick_several("组别", list(dict.fromkeys(groups)), "group")


def _pick_several(label: str, options: list[str], key: str) -> list[str]:
    if len(options) < 2:
        return []
    texts = {name_kind(option): option for option in options}

    def read(said: list[str]) -> object | None:
        return [texts[text] for text in said] if set(said) <= set(texts) else None

    def is_allowed(value: object) -> bool:
        return isinstance(value, list) and set(value) <= set(options)

    settle(key, label, read, is_allowed, [])
    chosen = st.pills(label, options, selection_mode="multi", key=key, format_func=name_kind)
    note_shown(key, chosen, [name_kind(option) for option in chosen])
    return chosen


def pick_comparison(scheme: Scheme, month: str) -> str | None:
    """Let the user pick another month to compare with; None means no comparison."""
    numbers = [number for number in range(12, 0, -1) if number != parse_month(scheme, month)]
    latest = parse_month(scheme, read_cached(read_latest_month, scheme))
    months = [scheme.calendar.write(number) for number in numbers if number <= latest]
    chosen = pick_one("对比月份", [NO_COMPARISON, *months], "compare")
    return None if chosen == NO_COMPARISON else chosen


def pick_view(views: Mapping[str, str]) -> str:
    """Let the user pick one of a page's views (name → title)."""
    return pick_segment("视图", views, "view")


def pick_segment(
    label: str, options: Mapping[Name, str], key: str, default: Name | None = None
) -> Name:
    """Let the user pick one of a few options (name → title), all of which are in sight."""
    first = default or next(iter(options))
    _settle_one(key, label, {title: name for name, title in options.items()}, first)
    chosen = st.segmented_control(
        label, list(options), key=key, format_func=options.__getitem__, required=True
    )
    shown = chosen or first
    note_shown(key, shown, [options[shown]])
    return shown


def pick_or_all(label: str, options: Sequence[str], key: str) -> str | None:
    """Let the user pick one of a few options or none of them; None means all."""
    settle(
        key,
        label,
        lambda said: said[-1] if said[-1] in options else None,
        lambda value: value is None or value in options,
        None,
    )
    chosen = st.pills(label, options, key=key)
    note_shown(key, chosen, [chosen] if chosen else [])
    return chosen


def pick_unit(scheme: Scheme) -> str:
    """Let the user pick one of the scheme's units whose details they may see."""
    units = list_own_units(scheme)
    if not units:
        st.info("本考核方案中没有您的单位。")
        st.stop()
    chosen = pick_one("单位", units, "unit")
    explain_gone("unit", "不在您的查看范围内", [unit.name for unit in scheme.units])
    return chosen


def list_own_units(scheme: Scheme) -> list[str]:
    """Return the units of a scheme whose details the user may see, in the roster's order."""
    person = current_store().person
    return [unit.name for unit in scheme.units if person.sees(scheme.id, unit.name)]


def pick_one(
    label: str,
    options: Sequence[T],
    key: str,
    name: Callable[[T], str] = str,
    default: T | None = None,
) -> T:
    """Let the user pick an option, initially the default or the first; the URL keeps the choice."""
    first = options[0] if default is None else default
    texts = {name(option): option for option in reversed(options)}
    _settle_one(key, label, texts, first)
    chosen = st.selectbox(label, options, key=key, format_func=name, filter_mode="contains")
    shown = first if chosen is None else chosen
    note_shown(key, shown, [name(shown)])
    return shown


def _settle_one(key: str, label: str, texts: Mapping[str, object], fallback: object) -> None:
    """Give a filter with one value its value before it is drawn."""
    allowed = list(texts.values())
    settle(key, label, lambda said: texts.get(said[-1]), lambda value: value in allowed, fallback)
