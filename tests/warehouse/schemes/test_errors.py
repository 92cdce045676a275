"""Errors in a scheme's files name the file, the key and the allowed values."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.repository import ROOT
from warehouse.faults import SchemeError
from warehouse.schemes.scheme_files import load_scheme

SHIPPED = ROOT / "seed" / "schemes"
CASES = tomllib.loads((Path(__file__).parent / "cases" / "errors.toml").read_text("utf-8"))["case"]


def copy_scheme(scheme: str, target: Path) -> Path:
    """Copy a shipped scheme's files, so that a test can change them."""
    shutil.copytree(SHIPPED / scheme, target)
    return target


@pytest.mark.parametrize("case", CASES, ids=[one["sentence"] for one in CASES])
def test_a_wrong_scheme_is_refused_with_file_and_key(case: dict[str, Any], tmp_path: Path) -> None:
    folder = copy_scheme(case.get("scheme", "jiangxian-2021"), tmp_path / "scheme")
    path = folder / case["file"]
    text = path.read_text("utf-8")
    assert case["find"] in text
    path.write_text(text.replace(case["find"], case["replace"], 1), "utf-8")
    with pytest.raises(SchemeError) as refused:
        load_scheme(folder)
    for words in case["says"]:
        assert words in str(refused.value)


def test_a_roster_that_is_not_utf_8_is_refused_by_name(tmp_path: Path) -> None:
    folder = copy_scheme("jiangxian-2021", tmp_path / "scheme")
    path = folder / "units.csv"
    path.write_bytes(path.read_text("utf-8-sig").encode("gb18030"))
    with pytest.raises(SchemeError, match=r"units\.csv: not UTF-8"):
        load_scheme(folder)


@pytest.mark.parametrize("name", ["scheme.toml", "datasets.toml", "units.csv"])
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    folder = copy_scheme("jiangxian-2021", tmp_path / "scheme")
    (folder / name).unlink()
    with pytest.raises(SchemeError, match=f"{name}: the file is missing"):
        load_scheme(folder)
