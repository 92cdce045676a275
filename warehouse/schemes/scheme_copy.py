"""Copy a scheme to another year: its number, title and roster, with notes on what to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.scheme import Scheme
from scoring.scheme_text import SchemeParts, Written, read_text
from warehouse.faults import WrongCall

LAST_MONTH = 12
DATED = ("from_month", "to_month", "successor")


@dataclass(frozen=True)
class CopiedScheme:
    """A scheme of another year, not published yet."""

    parts: SchemeParts
    notes: tuple[str, ...]
    """What was changed, and what a person must look at."""


@dataclass
class _Roster:
    """The units of the new year, and what became of those of the old one."""

    left: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    exempted: list[str] = field(default_factory=list)


def copy_to_year(
    scheme: Scheme,
    year: int | None = None,
    *,
    scheme_id: str | None = None,
    title: str | None = None,
) -> CopiedScheme:
    """Return a scheme as that of another year (None: the next one).

    The year is replaced in id and titles. Units that left during the year are left out, those that
    joined are there from the first month, and a figure that changed keeps its last value.
    WrongCall if the id would be the same.
    """
    year = scheme.year + 1 if year is None else year
    parts = read_text(scheme.text)
    new_id = scheme_id or _change_id(scheme, year)
    if new_id == scheme.id:
        raise WrongCall(f"新的方案要有另一个代号，不能还是“{new_id}”（用 --id 写明）。")
    roster = _Roster()
    notice = dict(parts.notice) | {"id": new_id, "year": year}
    for key in ("title", "short_title"):
        if key in notice:
            notice[key] = _change_year(str(notice[key]), scheme.year, year)
    if title is not None:
        notice["title"] = title
    had_number = bool(notice.pop("document", ""))
    if "unit" in notice:
        notice["unit"] = _carry_units(notice["unit"], roster)
    forms = {
        key: {**form, "title": _change_year(str(form["title"]), scheme.year, year)}
        for key, form in parts.forms.items()
    }
    copied = SchemeParts(notice, forms, _carry_units(parts.units, roster))
    notes = [f"年度{scheme.year}改为{year}，代号为“{new_id}”。名称和依据请照新的文件核对。"]
    if had_number:
        notes.append("文号已去掉，请填新的文号。")
    return CopiedScheme(copied, (*notes, *_describe_roster(roster), *_name_sources(scheme)))


def _change_id(scheme: Scheme, year: int) -> str:
    changed = _change_year(scheme.id, scheme.year, year)
    return changed if changed != scheme.id else f"{scheme.id}-{year}"


def _change_year(text: str, old: int, new: int) -> str:
    return text.replace(str(old), str(new))


def _carry_units(units: Sequence[Written], roster: _Roster) -> list[dict[str, Any]]:
    carried = []
    for unit in units:
        name = str(unit["name"])
        if int(unit.get("to_month") or LAST_MONTH) < LAST_MONTH:
            successor = unit.get("successor")
            roster.left.append(f"{name}（由{successor}接续）" if successor else name)
            continue
        if int(unit.get("from_month") or 1) > 1:
            roster.joined.append(name)
        carried.append(_carry_unit(unit, name, roster))
    return carried


def _carry_unit(unit: Written, name: str, roster: _Roster) -> dict[str, Any]:
    carried = {key: value for key, value in unit.items() if key not in DATED}
    own = unit.get("own")
    if isinstance(own, Mapping):
        carried["own"] = {key: _find_last(value) for key, value in own.items()}
        if carried["own"] != own:
            roster.settled.append(name)
    if entries := [one for one in unit.get("not_for", ()) if not one.get("months")]:
        carried["not_for"] = entries
    else:
        carried.pop("not_for", None)
    if unit.get("not_for"):
        roster.exempted.append(name)
    return carried


def _find_last(value: Any) -> Any:
    """Return the figure of the last month: it is written alone, or as [[from month, figure], …]."""
    if not isinstance(value, list | tuple) or not value:
        return value
    last = value[-1]
    return last["value"] if isinstance(last, Mapping) else last[-1]


def _describe_roster(roster: _Roster) -> list[str]:
    told = (
        (roster.left, "年中已退出，没有列入名册"),
        (roster.joined, "年中加入，新的一年从第1个月起参加"),
        (roster.settled, "年中改过的自有数，取最后的一个"),
        (roster.exempted, "有“不涉及”的指标，全年的保留，只涉及几个月的去掉，请核对"),
    )
    return [f"{'、'.join(names)}：{words}。" for names, words in told if names]


def _name_sources(scheme: Scheme) -> list[str]:
    if not scheme.last_forms:
        return []
    titles = "、".join(f"“{scheme.dataset(key).title}”" for key in scheme.last_forms)
    return [
        f"同比的指标要用{titles}的上年数：发布时写明去年的方案（--last-year {scheme.id}），"
        "已导入的数就作为上年数。"
    ]
