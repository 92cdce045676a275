"""`kaohe export`: every subject as a file, alone and through a server, or a plain refusal."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from dashboard.command_line.main import find_home, main
from tests.dashboard.command_line.conftest import Kaohe
from tests.dashboard.command_line.test_main import JX, QY
from warehouse.database.audit_copy_check import COPY_FOLDER, COPY_NAME

FORM = ("--scheme", "jiangxian-2021", "--dataset", "jx1_progress", "--month", "2021-05")


@pytest.mark.parametrize(
    ("subject", "sheets"),
    [
        (("leaderboard", *JX, "--assessment", "1", "--final"), ["排行榜", "说明"]),
        (("ledger", *JX, "--assessment", "1"), ["得分明细", "说明"]),
        (("scores", *QY), ["考核1", "说明"]),
        (("form", *FORM), ["报表", "说明"]),
        (
            ("board", *QY),
            ["排行榜1", "指标得分1", "失分分布", "单项否决与预警", "缺报月份", "说明"],
        ),
        (
            ("proof", *JX, "--assessment", "1"),
            ["总分", "分组", "指标", "计分", "取数", "事实", "已报", "说明"],
        ),
    ],
)
def test_every_subject_is_a_workbook(
    kaohe: Kaohe, tmp_path: Path, subject: tuple[str, ...], sheets: list[str]
) -> None:
    path = tmp_path / "out.xlsx"
    code, out, _ = kaohe("export", *subject, "-o", str(path), "--format", "json")
    assert (code, json.loads(out)) == (0, {"file": str(path)})
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == sheets
    about = dict(book["说明"].values)
    assert about["导出人"] and "北京时间" in about["导出时间"]


@pytest.mark.parametrize(
    "subject",
    [
        ("leaderboard", *JX, "--assessment", "1"),
        ("ledger", *JX, "--assessment", "1", "--unit", "县财政局"),
        ("scores", *JX, "--assessment", "2"),
        ("form", *FORM),
    ],
)
def test_one_table_can_be_a_csv(kaohe: Kaohe, tmp_path: Path, subject: tuple[str, ...]) -> None:
    path = tmp_path / "out.csv"
    assert kaohe("export", *subject, "-o", str(path))[0] == 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) > 3 and len({len(row) for row in rows}) == 1
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("scores", *JX, "-o", "out.csv"), "5张表"),
        (("proof", *JX, "--assessment", "1", "-o", "out.csv"), "只能导出为 .xlsx"),
        (("board", *JX, "-o", "out.pdf"), "文件名应以 .xlsx 结尾"),
        (("ledger", *JX, "--assessment", "1", "--unit", "县水利局", "-o", "a.xlsx"), "名册"),
        (("proof", *JX, "--assessment", "9", "-o", "a.xlsx"), "没有考核项“9”"),
        (("form", *FORM[:-1], "2021-13", "-o", "a.xlsx"), "YYYY-MM"),
        (("form", *FORM[:3], "no", "--month", "2021-05", "-o", "a.xlsx"), "没有报表“no”"),
    ],
)
def test_a_wrong_call_is_refused_in_a_sentence(
    kaohe: Kaohe,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    argv: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = kaohe("export", *argv)
    assert (code, out) == (2, "")
    assert said in err
    assert not [path for path in tmp_path.iterdir() if path.suffix in {".csv", ".xlsx", ".pdf"}]


def test_a_form_that_has_not_come_is_refused_by_the_data(kaohe: Kaohe, tmp_path: Path) -> None:
    target = str(tmp_path / "a.xlsx")
    code, _, err = kaohe("export", "form", *FORM[:-1], "2021-09", "-o", target)
    assert code == 1
    assert "还没有导入" in err


def test_nothing_is_left_in_the_home(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.name for path in home.iterdir())
    out = str(tmp_path / "a.xlsx")
    assert main(["export", "proof", *JX, "--assessment", "2", "-o", out]) == 0
    assert main(["export", "proof", *JX, "--assessment", "9", "-o", out]) == 2
    assert sorted(path.name for path in home.iterdir()) == before


def test_what_is_exported_is_in_the_record_with_what_was_asked_for(
    kaohe: Kaohe, tmp_path: Path
) -> None:
    code, _, _ = kaohe(
        "export", "leaderboard", *JX, "--assessment", "1", "-o", f"{tmp_path}/榜.csv"
    )
    assert code == 0
    lines = (find_home() / COPY_FOLDER / COPY_NAME).read_text("utf-8").splitlines()
    (newest,) = [one for one in map(json.loads, lines) if one.get("action") == "export"]
    detail = json.loads(newest["detail"])
    assert (detail["file"], detail["assessment"]) == ("榜.csv", "1")
    assert str(tmp_path) not in newest["detail"]
