"""`kaohe template`: blank forms for a program, with and without a running server."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl

from tests.dashboard.command_line.conftest import Kaohe

MAY = ("--month", "2021-05")


def test_a_form_is_written_under_the_name_that_was_given(kaohe: Kaohe, tmp_path: Path) -> None:
    path = tmp_path / "空白.xlsx"
    code, out, _ = kaohe("template", "jx1_progress", *MAY, "-o", str(path), "--format", "json")
    assert code == 0
    assert json.loads(out) == {
        "file": str(path),
        "scheme": "jiangxian-2021",
        "name": "附件1 优化营商环境工作推进情况（2021年5月）.xlsx",
    }
    page = openpyxl.load_workbook(path).worksheets[0]
    assert page["A2"].value == "2021年5月份优化营商环境工作推进情况"


def test_a_blank_form_that_is_imported_is_refused(kaohe: Kaohe, tmp_path: Path) -> None:
    path = str(tmp_path / "空白.xlsx")
    assert kaohe("template", "jx5_village", *MAY, "-o", path)[0] == 0
    code, out, _ = kaohe("import", path, "--format", "json")
    assert code == 1
    assert [one["code"] for one in json.loads(out)["errors"]] == ["not_filled_in"]


def test_a_months_forms_are_one_zip(kaohe: Kaohe, tmp_path: Path) -> None:
    path = tmp_path / "五月.zip"
    said = kaohe("template", "all", *MAY, "--scheme", "jiangxian-2021", "-o", str(path))
    assert said[0] == 0 and "绛县2021年5月空白表.zip" in said[2]
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as packet:
        assert len(packet.namelist()) == 5


def test_a_wrong_call_says_what_is_wanted(kaohe: Kaohe, tmp_path: Path) -> None:
    path = str(tmp_path / "表.xlsx")
    for argv, wanted in (
        (("all", *MAY, "-o", path), ".zip"),
        (("all", *MAY, "-o", str(tmp_path / "表.zip")), "--scheme"),
        (("jx1_progres", *MAY, "-o", path), "jx1_progress"),
        (("jx1_progress", "--month", "2022-05", "-o", path), "2021-01 到 2021-12"),
        (
            ("qy_information", "--month", "2022-05", "-o", path),
            "2022-03、2022-06、2022-09、2022-12",
        ),
    ):
        code, _, said = kaohe("template", *argv)
        assert (code, wanted in said) == (2, True), said
    assert list(tmp_path.glob("表*")) == []
