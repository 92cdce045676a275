"""A scheme whose year is from July 2021 to June 2022, its files, and what it prints."""

from __future__ import annotations

from typing import Any

from scoring.scheme import Scheme
from scoring.scheme_loading import load_scheme
from scoring.scheme_text import SchemeParts
from tests.files.landing_files import ask
from warehouse.importing.import_file import ImportOptions, ImportReport, import_file
from warehouse.store import Store

FORM = {"annex": "", "clause": "一", "assessment": "1"}
FORMS: dict[str, Any] = {
    "月报": FORM
    | {
        "title": "月度报送表", "shape": "month_form",
        "column": {"报送": {"type": "count"}, "按时": "filing"},
    },
    "年表": FORM
    | {"title": "年度统计表", "shape": "inspection", "column": {"产值": {"type": "count"}}},
    "季表": FORM
    | {"title": "季度统计表", "shape": "quarter", "column": {"例会": {"type": "count"}}},
    "台账": FORM
    | {
        "title": "通报台账", "shape": "dated_ledger",
        "column": {"日期": "date", "类别": {"type": "choice", "choices": {"批评": []}}},
    },
}  # fmt: skip
NOTICE: dict[str, Any] = {
    "language": 1, "id": "fiscal-2022", "title": "年度考核", "year": 2022, "clause": "一",
    "first_month": 7, "starts_before": True,
    "total": {"clauses": [
        {"id": "甲", "full": 12, "period": "month", "combine": "sum", "of": "月报.报送",
         "below": 1, "each": "-full", "steps": "once"},
        {"id": "乙", "full": 10, "lines": [{"start": "full", "of": "年表.产值",
         "below": "last:年表.产值", "each": -1}]},
        {"id": "丙", "full": 5, "rows": "台账", "each": -1},
        {"id": "丁", "full": 4, "of": "季表.例会", "below": 4, "each": -1},
    ]},
}  # fmt: skip
UNITS = [{"name": "甲局", "kind": "部门"}, {"name": "乙局", "kind": "部门"}]


def make_scheme(**changes: Any) -> Scheme:
    """Return a scheme whose year is from July 2021 to June 2022, unless changed."""
    return load_scheme(SchemeParts(NOTICE | changes, FORMS, UNITS))


SCHEME = make_scheme()


def write(title: str, *rows: tuple[Any, ...]) -> bytes:
    """Return a file of a form as text, as offices send it."""
    return "\n".join([title, *(",".join(map(str, row)) for row in rows)]).encode()


def report(title: str, first: object = 1, second: object = 0) -> bytes:
    """Return a monthly report of both units."""
    return write(title, ("单位", "报送", "按时"), ("甲局", first, "√"), ("乙局", second, "×"))


def offer(store: Store, name: str, content: bytes, **options: Any) -> ImportReport:
    """Import a file with any result."""
    given = {"accept_warnings": True, **options}
    return import_file(store, name, content, ImportOptions("tester", SCHEME.id, **given))


def score(store: Store, month: str, unit: str = "甲局") -> dict[str, Any]:
    """Return a unit's line of `kaohe scores`."""
    units = ask(store, "scores", "--scheme", SCHEME.id, "--as-of", month)["units"]
    found: dict[str, Any] = next(one for one in units if one["unit"] == unit)
    return found


def find(unit: dict[str, Any], indicator: str) -> dict[str, str]:
    """Return an indicator of a unit."""
    found: dict[str, str] = next(one for one in unit["indicators"] if one["id"] == indicator)
    return found
