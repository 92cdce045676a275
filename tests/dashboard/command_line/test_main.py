"""Every command with its exit codes: on a store opened here, and through a running server."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dashboard.command_line.main import main
from tests.dashboard.command_line.conftest import Kaohe
from tests.dashboard.demo_home import read_demo_file

JX = ("--scheme", "jiangxian-2021", "--as-of", "2021-06")
QY = ("--scheme", "qianyang-2022", "--as-of", "2022-09")


def save(folder: Path, dataset: str, month: str, name: str | None = None) -> str:
    """Put a demo file beside the test; return its path."""
    original, content = read_demo_file(dataset, month)
    path = folder / (name or original)
    path.write_bytes(content)
    return str(path)


def change_cell(content: bytes, sheet: int, cell: str, value: object) -> bytes:
    """Return a workbook with one cell changed."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    workbook.worksheets[sheet][cell] = value
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def test_init_again_changes_nothing(kaohe: Kaohe) -> None:
    code, out, _ = kaohe("init", "--format", "json")
    assert code == 0
    assert json.loads(out)["schemes"] == []


def test_scores_as_json_are_the_published_object(kaohe: Kaohe) -> None:
    code, out, err = kaohe("scores", *JX, "--assessment", "1", "--format", "json")
    scores = json.loads(out)
    assert (code, err) == (0, "")
    assert scores["as_of"] == "2021-06"
    assert len(scores["units"]) == 26
    assert scores["units"][0]["rank"] == 1
    assert set(scores["units"][0]["indicators"][0]) == {
        "id", "full", "earned", "lost", "pending", "worst", "best", "settled",
    }  # fmt: skip


def test_scores_for_a_person_are_an_aligned_table(kaohe: Kaohe) -> None:
    code, out, _ = kaohe("scores", *QY)
    assert code == 0
    assert "截至2022年9月" in out
    assert "不合格(否决)" in out


def test_scores_as_csv_hold_one_row_per_unit(kaohe: Kaohe) -> None:
    code, out, _ = kaohe("scores", *QY, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert len(rows) == 46
    assert rows[-1]["vetoes"] == "V1a"


def test_a_what_if_stores_nothing(kaohe: Kaohe) -> None:
    before = kaohe("scores", *JX, "--format", "json")
    what_if = kaohe("scores", *JX, "--set", "extra_points=beyond_full", "--format", "json")
    assert json.loads(what_if[1])["interpretations"]["extra_points"] == "beyond_full"
    assert kaohe("scores", *JX, "--format", "json") == before


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (("scores", "--scheme", "no", "--as-of", "2021-06"), "jiangxian-2021"),
        (("scores", *JX, "--assessment", "9"), "优化营商环境工作推进情况"),
        (("scores", "--scheme", "jiangxian-2021", "--as-of", "2022-06"), "2021-01"),
        (("scores", "--scheme", "jiangxian-2021", "--as-of", "2021-13"), "2021-12"),
        (("scores", *JX, "--set", "extra_points=no"), "within_full"),
        (("scores", *JX, "--set", "no=no"), "extra_points"),
        (("scores", *JX, "--set", "no"), "名称=内容"),
        (("scores", *JX, "--known-at", "999"), "999"),
        (("ledger", *JX, "--assessment", "1", "--unit", "无此单位"), "县财政局"),
        (
            ("export", "leaderboard", *JX, "--assessment", "1", "--kind", "no", "-o", "a.xlsx"),
            "town",
        ),
        (("export", "scores", *JX, "-o", "a.csv"), ".xlsx"),
        (("import", "missing.xlsx"), "missing.xlsx"),
        (("batches", "--scheme", "no"), "qianyang-2022"),
        (("revert", "999", "--reason", "试"), "999"),
    ],
)
def test_a_wrong_call_ends_with_2_and_names_what_is_allowed(
    kaohe: Kaohe, argv: tuple[str, ...], named: str
) -> None:
    code, out, err = kaohe(*argv)
    assert (code, out) == (2, "")
    assert named in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("scores", "--scheme", "jiangxian-2021"), "还缺：--as-of"),
        (("frobnicate",), "没有 'frobnicate'"),
        (("scores", *JX, "--colour"), "没有该参数：--colour"),
        (("revert", "one", "--reason", "试"), "应为整数"),
        (("scores", *JX, "--format", "xml"), "json"),
        (("scores", *JX, "--final=1"), "--final 后面不能有内容"),
    ],
)
def test_a_call_that_cannot_be_parsed_is_explained_in_chinese(
    kaohe: Kaohe, argv: tuple[str, ...], said: str
) -> None:
    code, out, err = kaohe(*argv)
    assert (code, out) == (2, "")
    assert said in err
    assert "用法：kaohe" in err


def test_a_ledger_leads_to_file_sheet_and_row(kaohe: Kaohe) -> None:
    call = ("ledger", *JX, "--assessment", "1", "--unit", "县财政局")
    code, out, _ = kaohe(*call, "--format", "json")
    lines = json.loads(out)
    place = next(line["evidence"][0] for line in lines if line["indicator"] == "1.4")
    assert code == 0
    assert place["file"] == "2021-05 附件1 优化营商环境工作推进情况.xlsx"
    assert place["row"] == 5
    assert f"附件1 · 第{place['row']}行" in kaohe(*call)[1]
    assert len(list(csv.reader(io.StringIO(kaohe(*call, "--format", "csv")[1])))) == len(lines) + 1


def test_batches_are_listed_newest_first(kaohe: Kaohe) -> None:
    code, out, _ = kaohe("batches", "--format", "json")
    ids = [one["id"] for one in json.loads(out)]
    assert code == 0
    assert ids == sorted(ids, reverse=True)
    assert kaohe("batches", "--scheme", "jiangxian-2021", "--format", "csv")[1].count("\n") < len(
        ids
    )
    assert "现行" in kaohe("batches")[1]


def test_a_dry_run_lands_nothing(kaohe: Kaohe, tmp_path: Path) -> None:
    path = save(tmp_path, "jx1_progress", "2021-07")
    code, out, _ = kaohe("import", path, "--dry-run", "--rows", "--format", "json")
    read = json.loads(out)
    assert code == 0
    assert [one["id"] for one in read["batches"]] == [None]
    assert len(read["rows"]) == 26
    assert set(read["rows"][0]) == {"file", "sheet", "row", "dataset", "month", "unit", "values"}
    assert "2021-07" not in kaohe("batches")[1]


def test_an_import_lands_and_can_be_reverted(kaohe: Kaohe, tmp_path: Path) -> None:
    before = kaohe("scores", *JX, "--format", "json")
    path = save(tmp_path, "jx1_progress", "2021-07")
    code, out, _ = kaohe("import", path, "--format", "json")
    batch = json.loads(out)["batches"][0]
    assert code == 0
    assert (batch["dataset"], batch["month"], batch["rows"]) == ("jx1_progress", "2021-07", 26)
    assert kaohe("import", path)[0] == 0  # the same bytes again: nothing to do
    code, out, _ = kaohe("revert", str(batch["id"]), "--reason", "试", "--format", "json")
    assert (code, json.loads(out)["reverted"]) == (0, batch["id"])
    assert kaohe("revert", str(batch["id"]), "--reason", "试")[0] == 1
    after = json.loads(kaohe("scores", *JX, "--format", "json")[1])
    assert after["units"] == json.loads(before[1])["units"]


def test_of_several_files_each_lands_by_itself_and_the_worst_code_is_returned(
    kaohe: Kaohe, tmp_path: Path
) -> None:
    good = save(tmp_path, "jx1_progress", "2021-07")
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(change_cell(read_demo_file("jx1_progress", "2021-08")[1], 0, "C5", 2.5))
    code, out, _ = kaohe("import", str(bad), good, "--format", "json")
    merged = json.loads(out)
    assert code == 1
    assert [one["month"] for one in merged["batches"] if one["id"]] == ["2021-07"]
    assert merged["errors"][0]["file"] == "坏.xlsx"
    assert set(merged["errors"][0]) == {
        "file", "sheet", "row", "column", "code", "found", "message",
    }  # fmt: skip


def test_a_question_ends_with_3_and_is_answered_by_an_alias(kaohe: Kaohe, tmp_path: Path) -> None:
    path = tmp_path / "8月.xlsx"
    _, content = read_demo_file("jx1_progress", "2021-08")
    path.write_bytes(change_cell(content, 0, "A5", "县财务局"))
    code, out, _ = kaohe("import", str(path), "--format", "json")
    question = json.loads(out)["questions"][0]
    assert code == 3
    assert question["id"] == "unknown_unit:县财务局"
    assert "skip" in question["options"]
    assert kaohe("import", str(path), "--alias", "县财务局=县财政局")[0] == 0


@pytest.mark.parametrize(
    "subject",
    [
        ("leaderboard", *JX, "--assessment", "1"),
        ("ledger", *JX, "--assessment", "1", "--unit", "县财政局"),
        ("scores", *QY),
    ],
)
def test_an_export_is_a_workbook_that_says_what_it_is(
    kaohe: Kaohe, tmp_path: Path, subject: tuple[str, ...]
) -> None:
    path = tmp_path / "out.xlsx"
    code, out, err = kaohe("export", *subject, "-o", str(path))
    assert (code, out) == (0, "")
    assert "out.xlsx" in err
    assert zipfile.is_zipfile(path)
    about = openpyxl.load_workbook(path)["说明"]
    said = {row[0].value: row[1].value for row in about.iter_rows(min_row=2)}
    assert said["截至"] in {"2021年6月", "2022年9月"}
    assert any(key.startswith("口径：") for key in said)


def test_an_export_into_a_missing_folder_is_refused(kaohe: Kaohe, tmp_path: Path) -> None:
    target = str(tmp_path / "missing" / "a.xlsx")
    code, _, err = kaohe("export", "scores", *JX, "-o", target)
    assert code == 2
    assert "没有这个文件或文件夹" in err


def test_without_a_warehouse_every_command_says_to_run_init(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KAOHE_HOME", str(tmp_path / "nothing"))
    assert main(["scores", *JX]) == 4
    assert "kaohe init" in capsys.readouterr().err


def test_init_creates_a_warehouse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KAOHE_HOME", str(tmp_path / "new"))
    assert main(["init", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    said: dict[str, Any] = json.loads(out)
    assert said["schemes"] == [] and "暂无考核方案" in err and "scheme add --example" in err
    assert main(["batches"]) == 0


def test_the_demo_is_not_mixed_with_other_data(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", save(tmp_path, "jx1_progress", "2021-07", "我们的.xlsx")]) == 0
    assert main(["init", "--demo"]) == 1
    assert "已有其他数据" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::"])
def test_without_sign_in_the_dashboard_is_not_served_beyond_this_machine(
    home: Path, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    assert main(["serve", "--local", "--host", host]) == 2
    assert "只能监听本机" in capsys.readouterr().err
