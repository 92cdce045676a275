"""Text → sheets → text: the same scheme, for all that ships, all worked cases, random writings."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.scheme_text import SchemeParts, read_text, write_text
from scoring.sheets.alike import is_alike
from scoring.sheets.canonical import put_in_order
from scoring.sheets.clauses import reads_back, write_tree
from scoring.sheets.language import PART
from scoring.sheets.lines import read_line, write_line
from scoring.sheets.notation import read_value, write_value
from tests.files import case_scheme
from tests.files.case_scheme import CaseScheme
from tests.scoring.clauses.test_random_writings import LINE_KEYS, PART_KEYS, draw_part
from tests.scoring.sheets.round_trips import FOLDERS, list_differences, read_folder, take_through
from tests.twin.worked_cases import read_cases


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_a_shipped_scheme_comes_back_as_it_was(folder: Path) -> None:
    assert list_differences(read_folder(folder)) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_text_and_workbook_of_a_scheme_are_one_version(folder: Path) -> None:
    """The store keeps decimals as text; the workbook's version has the same canonical text."""
    parts = read_folder(folder)
    text = write_text(put_in_order(parts))
    assert write_text(put_in_order(read_text(write_text(parts)))) == text
    assert write_text(put_in_order(take_through(parts))) == text


def test_the_scheme_of_every_worked_case_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[SchemeParts] = []
    monkeypatch.setattr(case_scheme, "load_scheme", kept.append)
    for case in read_cases():
        CaseScheme(case)
    assert len(kept) > 300
    assert [found for parts in kept for found in list_differences(parts)] == []


KEYS = {**LINE_KEYS, **PART_KEYS}


@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
@given(draw_part())
def test_any_written_part_comes_back_from_its_rows(part: dict[str, Any]) -> None:
    """Also one that the loader will refuse: what is wrong shall stand in the cell as written."""
    clauses = [{"id": "1", **_without_floats(part)}]
    assert reads_back(list(write_tree(clauses, "")), clauses, "")


def _without_floats(value: Any) -> Any:
    """Return a document without floats, which the store refuses before any other check."""
    if isinstance(value, dict):
        return {key: _without_floats(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_floats(one) for one in value]
    return Decimal(str(value)) if isinstance(value, float) else value


NAMES = st.sampled_from(
    [
        "甲",
        "满分",
        "full",
        "分管领导、联络员",
        "按口径",
        "a=b",
        "“引号”",
        "17.2",
        "98",
        "无",
        "年 表",
        "x；y",
        "不限",
    ]
)
SCALARS = (
    NAMES
    | st.booleans()
    | st.integers(-99, 999)
    | st.decimals(-9, 99, places=2, allow_nan=False).map(
        lambda one: one.normalize() + Decimal("0.00")
    )
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(NAMES | st.sampled_from(sorted(PART.keys)), inner, min_size=1, max_size=3)
        | st.dictionaries(NAMES, inner, min_size=1, max_size=2).map(
            lambda one: {"by": "口径", **one}
        )
    ),
    max_leaves=6,
)


@settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.sampled_from(sorted(PART.keys)), VALUES)
def test_any_value_of_any_key_comes_back(key: str, value: Any) -> None:
    kind = PART.keys[key].kind
    for is_nested in (False, True):
        text = write_value(kind, value, nested=is_nested)
        assert is_alike(read_value(kind, text), value), text


@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(KEYS)), VALUES, min_size=1, max_size=4))
def test_any_row_comes_back(part: dict[str, Any]) -> None:
    cells = write_line(part)
    assert is_alike(read_line(cells), part), cells
