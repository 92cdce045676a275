"""`kaohe import`: the marked copy, and what was answered the last time."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl

from dashboard.command_line.main import main
from tests.dashboard.command_line.conftest import Kaohe
from tests.dashboard.pages.imports.uploading import (
    drop_column,
    find_cell,
    put_error,
    put_question,
    write_month,
)
from warehouse.home.opening import open_store
from warehouse.views import read_batches


def put_number(page: Any) -> None:
    """Write a telephone number beside the table."""
    page.cell(page.max_row + 1, 2, "说明：有疑问请致电16400001111")


def save(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def test_a_marked_copy_is_written_beside_the_refusal(kaohe_alone: Kaohe, tmp_path: Path) -> None:
    file = save(tmp_path, "7月.xlsx", write_month(change=put_error))
    copy = tmp_path / "副本.xlsx"
    code, _, said = kaohe_alone("import", file, "--annotated", str(copy))
    assert code == 1 and "标记副本已写到" in said
    assert openpyxl.load_workbook(copy).sheetnames[0] == "问题清单"


def test_a_sound_file_has_no_marked_copy(kaohe_alone: Kaohe, tmp_path: Path) -> None:
    file = save(tmp_path, "7月.xlsx", write_month())
    copy = tmp_path / "副本.xlsx"
    code, _, said = kaohe_alone("import", file, "--dry-run", "--annotated", str(copy))
    assert code == 0 and "没有要标出的问题" in said
    assert not copy.exists()


def test_a_marked_copy_is_of_one_file(kaohe_alone: Kaohe, tmp_path: Path) -> None:
    files = [
        save(tmp_path, name, write_month(change=put_question)) for name in ("a.xlsx", "b.xlsx")
    ]
    code, _, said = kaohe_alone("import", *files, "--annotated", str(tmp_path / "副本.xlsx"))
    assert code == 2 and "一份" in said


def test_the_last_answer_is_named_and_not_used(kaohe_alone: Kaohe, tmp_path: Path) -> None:
    """Even with every warning accepted: a person, or the script's own --answer, must say it."""
    july = save(tmp_path, "7月.xlsx", write_month("2021-07", drop_column))
    august = save(tmp_path, "8月.xlsx", write_month("2021-08", drop_column))
    answer = "missing_column:jx1_progress:2021-07:column_posts=clear"
    assert kaohe_alone("import", july, "--accept-warnings", "--answer", answer)[0] == 0
    code, _, said = kaohe_alone("import", august, "--accept-warnings")
    assert code == 3 and "上次的回答：clear（" in said


def test_a_question_about_many_cells_is_printed_once(kaohe_alone: Kaohe, tmp_path: Path) -> None:
    """With the meaning of each answer, in the words of the import page."""
    file = save(tmp_path, "7月.xlsx", write_month(change=put_question))
    code, _, said = kaohe_alone("import", file)
    assert code == 3 and said.count("可选：") == 1
    assert "yes＝已报送（√）" in said and "共3处" in said
    assert "7月.xlsx：有1个问题，回答后才能导入。" in said


def test_what_was_hidden_is_told_in_json_too(home: Path, tmp_path: Path, capsys: Any) -> None:
    del home
    file = save(tmp_path, "7月.xlsx", write_month(change=put_number))
    main(["import", file, "--dry-run", "--format", "json"])
    notes = json.loads(capsys.readouterr().out)["notes"]
    assert {one["file"] for one in notes} == {"7月.xlsx"}
    assert [one for one in notes if "里的手机号已隐去" in one["message"]]


def put_fours(page: Any) -> None:
    find_cell(page, "专栏信息发布情况").value = 4


def list_batches(home: Path) -> list[str]:
    with closing(open_store(home)) as store, store.reader() as cursor:
        return read_batches(cursor)["file"].to_list()


def test_two_files_of_one_month_are_refused_as_a_pair(
    home: Path, tmp_path: Path, capsys: Any
) -> None:
    """Whichever came last would replace the first; a third file of the call lands."""
    before = list_batches(home)
    july = write_month("2021-07")
    files = [
        save(tmp_path, "7月.xlsx", july),
        save(tmp_path, "8月.xlsx", write_month("2021-08")),
        save(tmp_path, "7月更正.xlsx", write_month("2021-07", put_fours)),
    ]
    code = main(["import", *files, "--accept-warnings", "--format", "json"])
    said = json.loads(capsys.readouterr().out)
    twice = [one for one in said["errors"] if one["code"] == "file_twice"]
    assert code == 1
    assert [one["file"] for one in twice] == ["7月.xlsx", "7月更正.xlsx"]
    assert "7月更正.xlsx" in twice[0]["message"] and "“7月.xlsx”" in twice[1]["message"]
    assert len(twice) == len(said["errors"])
    assert list_batches(home) == ["8月.xlsx", *before]


def test_the_same_bytes_twice_in_one_call_land_once(
    home: Path, kaohe_alone: Kaohe, tmp_path: Path
) -> None:
    before = list_batches(home)
    content = write_month("2021-07")  # once: a workbook holds the second it was saved in
    files = [save(tmp_path, name, content) for name in ("甲.xlsx", "乙.xlsx")]
    code, _, said = kaohe_alone("import", *files, "--accept-warnings")
    assert code == 0 and "已导入过" in said
    assert list_batches(home) == ["甲.xlsx", *before]


def test_ledgers_that_share_one_month_are_a_pair(
    home: Path, kaohe_alone: Kaohe, tmp_path: Path
) -> None:
    """A ledger without a month in its title replaces each month of its rows."""
    before = list_batches(home)
    head = "日期,单位,考核内容,扣分,扣分原因,依据\n"
    rows = {4: "2022-04-03", 5: "2022-05-04", 6: "2022-06-05"}
    lines = {month: f"{day},县公安局,信息报送,1,迟报,\n" for month, day in rows.items()}
    spring, summer = head + lines[4] + lines[5], head + lines[5] + lines[6]
    files = [
        save(tmp_path, name, text.encode())
        for name, text in (("春.csv", spring), ("夏.csv", summer))
    ]
    code, _, said = kaohe_alone("import", *files)
    assert code == 1 and "“春.csv”与“夏.csv”" in said and "2022-05" in said
    assert list_batches(home) == before


def test_a_file_that_stands_already_is_no_pair_with_its_correction(
    home: Path, kaohe_alone: Kaohe, tmp_path: Path
) -> None:
    first = save(tmp_path, "7月.xlsx", write_month("2021-07"))
    second = save(tmp_path, "7月更正.xlsx", write_month("2021-07", put_fours))
    assert kaohe_alone("import", first, "--accept-warnings")[0] == 0
    assert kaohe_alone("import", first, second, "--accept-warnings")[0] == 0
    assert list_batches(home)[0] == "7月更正.xlsx"
