"""The filters that pages share; the URL holds each under its key, so that a link shows the same.

The URL holds what the user reads (`?scheme=绛县+2021&month=2021-05`): Streamlit binds labels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn, TypeVar

import streamlit as st

from dashboard.navigation import link_page
from dashboard.runtime.current_store import current_store
from dashboard.runtime.read_cache import read_cached
from scoring.clauses.roster import KIND_TITLES, name_kind
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.results.scores import parse_month
from warehouse.schemes.scheme_list import NO_SCHEME
from warehouse.schemes.schemes import read_schemes
from warehouse.views import read_default_month, read_latest_month

T = TypeVar("T")

KEYS = ("scheme", "assessment", "month", "kind", "group", "unit", "compare", "view")
"""The filters' keys, which are also the parameters of the URL."""

CARRIED = "carried_filters"
SHOWN_PAGE = "shown_page"

NO_COMPARISON = "不对比"
SIDE_BY_SIDE = "all"
"""The choice of all assessments side by side instead of one."""


def pick_scheme() -> Scheme:
    """Let the user pick a scheme in use, or keep the retired one that a link has opened."""
    known = list_shown_schemes()
    # A scheme with units of the user comes first: pages open with it.
    in_order = sorted(known, key=lambda scheme: not list_own_units(scheme))
    schemes = {scheme.id: scheme for scheme in in_order}
    if not schemes:
        stop_without_scheme()
    chosen = pick_one("考核方案", list(schemes), "scheme", lambda key: name_scheme(schemes[key]))
    return schemes[chosen]


def stop_without_scheme() -> NoReturn:
    """Say that there is no scheme yet, lead to the page that begins with one, and stop the run."""
    with st.container():  # filters stand in a row, this does not
        st.info(NO_SCHEME)
        link_page("schemes", "去“考核方案”", ":material/rule:")
    st.stop()


def list_shown_schemes() -> list[Scheme]:
    """Return the schemes in use, and the retired one that a link or a click has opened."""
    in_use = read_cached(read_schemes)
    ids = {scheme.id for scheme in in_use}
    listed = read_cached(read_schemes, with_retired=True)
    return [*in_use, *(one for one in listed if one.id not in ids and _is_asked_for(one))]


def name_scheme(scheme: Scheme) -> str:
    """Return a scheme's label in the filter, which is also its value in the URL."""
    is_retired = scheme.id not in {one.id for one in read_cached(read_schemes)}
    return f"{scheme.short_title}（已停用）" if is_retired else scheme.short_title


def _is_asked_for(scheme: Scheme) -> bool:
    """Return whether a click or the filter has chosen a scheme; without one the URL may name it."""
    carried = st.session_state.get(CARRIED, {})
    chosen: str | None = carried.get("scheme", st.session_state.get("scheme"))
    if chosen is not None:
        return scheme.id == chosen
    return name_scheme(scheme) == st.query_params.get("scheme")


def find_chosen_scheme() -> Scheme | None:
    """Return the scheme that this page run will show, before its filter is drawn; None if none."""
    known = list_shown_schemes()
    for scheme in known:
        if _is_asked_for(scheme):
            return scheme
    in_order = sorted(known, key=lambda scheme: not list_own_units(scheme))
    return in_order[0] if in_order else None


def pick_month(scheme: Scheme) -> str:
    """Let the user pick a month up to the latest reported; pages open at the last complete one."""
    default = read_cached(read_default_month, scheme)
    seen = st.session_state.get("default_month")
    if seen not in {None, default} and st.session_state.get("month") == seen:
        # A page at the last complete month follows it. The value is replaced and not deleted:
        # the browser would send the old value again with the next click.
        st.session_state["month"] = default
    st.session_state["default_month"] = default
    latest = read_cached(read_latest_month, scheme)
    months = [scheme.calendar.write(number) for number in range(parse_month(scheme, latest), 0, -1)]
    return pick_one("截至月份", months, "month", default=default)


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


def carry_assessment(scheme: Scheme, assessment: str, **others: str) -> dict[str, str]:
    """Carry the filters with an assessment; return the parameters for the next page's URL.

    Streamlit does not write a widget's initial value into the URL if the program has set it; a
    link to the page would then open another assessment.
    """
    if len(scheme.assessments) == 1:
        carry_filters(**others)
        return others  # with one assessment there is no filter
    carry_filters(assessment=assessment, **others)
    return {"assessment": name_assessment(scheme.assessment(assessment)), **others}


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
    _settle(key, lambda value: isinstance(value, list) and set(value) <= set(options), [])
    return st.pills(
        label,
        options,
        selection_mode="multi",
        key=key,
        format_func=name_kind,
        bind="query-params",
    )


def pick_comparison(scheme: Scheme, month: str) -> str | None:
    """Let the user pick another month to compare with; None means no comparison."""
    numbers = [number for number in range(12, 0, -1) if number != parse_month(scheme, month)]
    latest = parse_month(scheme, read_cached(read_latest_month, scheme))
    months = [scheme.calendar.write(number) for number in numbers if number <= latest]
    chosen = pick_one("对比月份", [NO_COMPARISON, *months], "compare")
    return None if chosen == NO_COMPARISON else chosen


def pick_view(views: Mapping[str, str]) -> str:
    """Let the user pick one of a page's views (name → title)."""
    _settle("view", lambda value: value in views, next(iter(views)))
    chosen = st.segmented_control(
        "视图",
        list(views),
        key="view",
        format_func=views.__getitem__,
        default=None if "view" in st.session_state else next(iter(views)),
        required=True,
        bind="query-params",
    )
    return chosen or next(iter(views))


def pick_unit(scheme: Scheme) -> str:
    """Let the user pick one of the scheme's units whose details they may see."""
    units = list_own_units(scheme)
    if not units:
        st.info("本考核方案中没有您的单位。")
        st.stop()
    return pick_one("单位", units, "unit")


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
    _settle(key, lambda value: value in options, first)
    chosen = st.selectbox(
        label,
        options,
        options.index(first),
        key=key,
        format_func=name,
        bind="query-params",
        filter_mode="contains",
    )
    return first if chosen is None else chosen


def carry_filters(**others: str) -> None:
    """Keep the filters, and values set by the program, for the page that is opened next."""
    values = {key: st.session_state[key] for key in KEYS if key in st.session_state}
    st.session_state[CARRIED] = values | others


def keep_filters(page: str) -> None:
    """Carry the filters when another page is opened; called before each page.

    Streamlit keeps a value that the user chose; one that came from a link's URL it forgets when
    the page with the filter is left.
    """
    if st.session_state.get(SHOWN_PAGE, page) != page:
        given = st.session_state.get(CARRIED, {})
        carry_filters(**given)
    st.session_state[SHOWN_PAGE] = page


def _settle(key: str, is_allowed: Callable[[object], bool], fallback: object) -> None:
    """Take over a carried value; replace one of another scheme or page that is not allowed here."""
    carried = st.session_state.get(CARRIED, {})
    if key in carried:
        st.session_state[key] = carried.pop(key)
    if key in st.session_state and not is_allowed(st.session_state[key]):
        st.session_state[key] = fallback
