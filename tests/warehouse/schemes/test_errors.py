"""Errors in a scheme's files name the file, the place, what was found and what is allowed."""

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


def read_refusals(folder: Path) -> list[str]:
    """Return the lines of the error that a scheme's folder gives."""
    with pytest.raises(SchemeError) as refused:
        load_scheme(folder)
    return str(refused.value).splitlines()


@pytest.mark.parametrize("case", CASES, ids=[one["sentence"] for one in CASES])
def test_a_wrong_scheme_is_refused_with_file_and_key(case: dict[str, Any], tmp_path: Path) -> None:
    folder = copy_scheme(case.get("scheme", "jiangxian-2021"), tmp_path / "scheme")
    path = folder / case["file"]
    text = path.read_text("utf-8")
    for find, replace in {case["find"]: case["replace"], **case.get("also", {})}.items():
        assert find in text
        text = text.replace(find, replace, 1)
    path.write_text(text, "utf-8")
    lines = read_refusals(folder)
    for words in case["says"]:
        assert any(words in line for line in lines), lines
    for line in lines:
        assert line.startswith(f"{folder}/") and line.endswith("）") and "（允许：" in line


def test_several_faults_are_told_at_once(tmp_path: Path) -> None:
    """In two files, each with its own line."""
    folder = copy_scheme("qianyang-2022", tmp_path / "scheme")
    for name, find, replace in (
        ("scheme.toml", "each = -1 }", "eech = -1 }"),
        ("scheme.toml", "warn = 1", "wern = 1"),
    ):
        path = folder / name
        path.write_text(path.read_text("utf-8").replace(find, replace, 1), "utf-8")
    lines = read_refusals(folder)
    assert any("指标 K，eech" in line for line in lines)
    assert any("否决 红灯预警，wern" in line for line in lines)


def test_a_roster_that_is_not_utf_8_is_refused_by_name(tmp_path: Path) -> None:
    folder = copy_scheme("jiangxian-2021", tmp_path / "scheme")
    path = folder / "units.csv"
    path.write_bytes(path.read_text("utf-8-sig").encode("gb18030"))
    (line,) = read_refusals(folder)
    assert "units.csv：不是 UTF-8 编码" in line


@pytest.mark.parametrize("name", ["scheme.toml", "forms.toml", "units.csv"])
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    folder = copy_scheme("jiangxian-2021", tmp_path / "scheme")
    (folder / name).unlink()
    (line,) = read_refusals(folder)
    assert f"{name}：没有这个文件" in line
