"""A notice of another shape than those that ship, with months of data: a tree, groups, seats."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from scoring.scheme import Scheme
from scoring.scheme_loading import load_text
from tests.changed_schemes import Parts
from tests.landing import land_facts
from tests.years.sheets import Sheet, Value
from warehouse.home.opening import open_store
from warehouse.results.scheme_changes import install_schemes
from warehouse.store import Store

SCHEME = "qingshui-2023"

FORMS: dict[str, Any] = {
    "月报": {
        "title": "工作月报",
        "annex": "表一",
        "clause": "一",
        "shape": "month_form",
        "assessment": "综合",
        "column": {
            "受理": {"headers": "受理件数", "type": "count", "is_ticked_as_one": False},
            "办结": {"headers": "办结件数", "type": "count", "is_ticked_as_one": False},
            "篇数": {"headers": "信息篇数", "type": "count"},
        },
    },
    "检查": {
        "title": "年中检查表",
        "annex": "表二",
        "clause": "一",
        "shape": "inspection",
        "assessment": "综合",
        "column": {
            "制度": {"headers": "制度建设", "type": "mark", "maximum": 30},
            "缺会": {"headers": "缺会次数", "type": "count"},
        },
    },
    "事项": {
        "title": "奖惩台账",
        "annex": "表三",
        "clause": "三",
        "shape": "dated_ledger",
        "assessment": "综合",
        "column": {
            "date": {"headers": "日期", "type": "date"},
            "类别": {
                "headers": "类别",
                "type": "choice",
                "choices": {"表彰": [], "差错": [], "事故": []},
            },
            "件数": {"headers": "件数", "type": "count", "minimum": 1},
        },
    },
}

TOTAL: dict[str, Any] = {
    "full": {"kind": {"卫生院": 100}, "others": 90},
    "clauses": [
        {"id": "业务", "name": "业务工作", "clause": "一", "full": 60, "fit": "scale", "clauses": [
            {"id": "1.1", "name": "办结率", "full": 50, "of": "月报.办结", "out_of": "月报.受理",
             "below": 100, "each": -1},
            {"id": "1.2", "name": "制度建设", "full": 30, "mark": "检查.制度"},
        ]},
        {"id": "宣传", "name": "宣传工作", "clause": "二", "clauses": [
            {"id": "2.1", "name": "信息报送", "full": {"kind": {"卫生院": 40}, "others": 30},
             "of": "月报.篇数", "each": "full", "per": 24},
        ], "full": {"kind": {"卫生院": 40}, "others": 30}},
        {"id": "奖", "name": "表彰奖励", "clause": "三", "rows": "事项", "where": {"类别": "表彰"},
         "amount": "件数", "each": 2, "ceiling": 5},
        {"id": "惩", "name": "差错扣减", "clause": "三", "rows": "事项", "where": {"类别": "差错"},
         "amount": "件数", "each": -1},
    ],
}  # fmt: skip

NOTICE: dict[str, Any] = {
    "language": 1,
    "id": SCHEME,
    "title": "清水区2023年度基层机构综合考评",
    "short_title": "清水 2023",
    "document": "清卫发〔2023〕3号",
    "region": "清水区",
    "year": 2023,
    "assessment": [
        {
            "id": "综合",
            "title": "综合考评",
            "clause": "一",
            "total": TOTAL,
            "rank": {"within": "group"},
            "grades": {
                "list": [
                    {"name": "优秀", "from": 60, "share": 40},
                    {"name": "良好", "from": 50},
                    {"name": "达标", "from": 40},
                    {"name": "未达标"},
                ]
            },
            "veto": [
                {"id": "V1", "name": "责任事故", "clause": "四", "rows": "事项",
                 "where": {"类别": "事故"}, "amount": "件数", "at_least": 2, "warn": 1,
                 "effect": "none", "bars": ["优秀"]},
                {"id": "V2", "name": "多次缺会", "clause": "四", "of": "检查.缺会", "at_least": 3,
                 "effect": "last_place"},
            ],
        }
    ],
}  # fmt: skip

UNITS = [
    ("东街卫生院", "卫生院", "城区组"),
    ("西街卫生院", "卫生院", "城区组"),
    ("南街服务站", "服务站", "城区组"),
    ("北坡服务站", "服务站", "山区组"),
    ("石岭服务站", "服务站", "山区组"),
    ("柳沟卫生院", "卫生院", "山区组"),
]
FINISHED = (40, 38, 35, 40, 30, 20)
"""The cases that each unit finished each month, of 40."""
POSTS = (3, 2, 1, 2, 2, 0)
MISSED = (0, 1, 4, 0, 0, 0)
EVENTS = [("东街卫生院", "表彰", 2), ("西街卫生院", "表彰", 4), ("北坡服务站", "差错", 3),
          ("东街卫生院", "事故", 2), ("石岭服务站", "事故", 1)]  # fmt: skip


def load_other(forms: Mapping[str, Any] = FORMS, **keys: Any) -> Scheme:
    """Return the scheme, with other forms or other keys of its notice."""
    units = [
        {"name": name, "kind": kind, "group": group, "assessments": ["综合"]}
        for name, kind, group in UNITS
    ]
    parts = {"language": 1, "notice": NOTICE | keys, "forms": forms, "units": units}
    return load_text(json.dumps(parts, ensure_ascii=False, separators=(",", ":")))


def fill_other(home: Path, scheme: Scheme | None = None, absent: Collection[int] = ()) -> Store:
    """Return an open store that holds this scheme, or a change of it, alone, with three months.

    The monthly form of the months `absent` is missing.
    """
    scheme = scheme or load_other()
    store = open_store(home, create=True)
    install_schemes(store, [scheme])
    months = [scheme.calendar.write(number) for number in (1, 2, 3)]
    report = {
        name: {"受理": 40, "办结": done, "篇数": posts}
        for (name, *_), done, posts in zip(UNITS, FINISHED, POSTS, strict=True)
    }
    checked = {
        name: {"制度": 24, "缺会": missed} for (name, *_), missed in zip(UNITS, MISSED, strict=True)
    }
    known = [choice.value for choice in scheme.dataset("事项").column("类别").choices]
    day = date(*scheme.calendar.calendar_month(1), 9)
    rows: list[dict[str, Value]] = [
        {"unit": unit, "date": day, "类别": what, "件数": count}
        for unit, what, count in EVENTS
        if what in known
    ]
    facts = {
        "月报": {
            month: _to_sheet(scheme, "月报", report)
            for number, month in enumerate(months, start=1)
            if number not in absent
        },
        "检查": {months[1]: _to_sheet(scheme, "检查", checked)},
        "事项": {months[0]: Sheet(frozenset({"date", "类别", "件数"}), rows)},
    }
    land_facts(store, scheme.id, facts)
    return store


def _to_sheet(scheme: Scheme, form: str, values: Mapping[str, Mapping[str, Value]]) -> Sheet:
    """Return the values of the columns that the form has."""
    columns = frozenset(column.key for column in scheme.dataset(form).columns)
    kept = {
        unit: {key: value for key, value in cells.items() if key in columns}
        for unit, cells in values.items()
    }
    return Sheet(columns, kept)


def drop_decisions(parts: Parts) -> None:
    """Drop vetoes and grades, and what only they read."""
    (assessment,) = parts["notice"]["assessment"]
    del assessment["veto"], assessment["grades"]
    del parts["forms"]["事项"]["column"]["类别"]["choices"]["事故"]
    del parts["forms"]["检查"]["column"]["缺会"]
