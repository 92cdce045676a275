"""`kaohe scheme`: the life of a scheme on the command line, alone and through a running server."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dashboard.command_line.command_server import serve_commands
from dashboard.command_line.dispatch import run_for_caller
from dashboard.command_line.main import main
from tests.conftest import copy_home
from warehouse.home.opening import open_store
from warehouse.safekeeping.backups import back_up

Ask = Callable[..., tuple[int, Any, str]]
ID = "new-2025"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an empty store, which is the current one."""
    home = tmp_path / "home"
    monkeypatch.setenv("KAOHE_HOME", str(home))
    assert main(["init"]) == 0
    return home


@pytest.fixture
def ask(home: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Return a function that runs `kaohe scheme …`: exit code, JSON, messages."""

    def run(*arguments: object) -> tuple[int, Any, str]:
        capsys.readouterr()
        code = main(["scheme", *map(str, arguments), "--format", "json"])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, err

    return run


@pytest.fixture
def folder(ask: Ask, tmp_path: Path) -> Path:
    """Return the folder of the scheme to begin with."""
    assert ask("template", "-o", tmp_path / "方案")[0] == 0
    return tmp_path / "方案"


def edit(folder: Path, *pairs: tuple[str, str]) -> None:
    """Change words of a scheme's notice."""
    path = folder / "scheme.toml"
    text = path.read_text("utf-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, "utf-8")


FIFTY = (("full = 60, of", "full = 50, of"), ("full = 40", "full = 50"))


def test_an_empty_store_offers_what_ships(ask: Ask) -> None:
    code, listed, _ = ask("list")
    assert code == 0 and {one["state"] for one in listed} == {"offered"}
    ids = [one["id"] for one in listed]
    assert len(ids) == 8 and {"jiangxian-2021", "shicheng-2018-towns"} < set(ids)
    assert all(one["clauses"] and one["units"] and one["forms"] for one in listed)


def test_a_scheme_is_added_changed_shown_and_compared(ask: Ask, folder: Path) -> None:
    assert ask("check", folder)[:2] == (
        0, {"scheme": ID, "problem": None, "errors": [], "warnings": []},
    )  # fmt: skip
    code, added, _ = ask("add", folder, "--reason", "新的办法")
    assert (code, added["version"], added["published"]) == (0, 1, True)
    edit(folder, *FIFTY)
    code, tried, _ = ask("add", folder, "--dry-run")
    assert (code, tried["version"], tried["published"]) == (0, 2, False)
    assert ask("show", ID)[1]["versions"][0]["number"] == 1
    assert ask("add", folder, "--reason", "会议决定")[0] == 0
    newest, first = ask("show", ID)[1]["versions"]
    assert (newest["number"], newest["reason"]) == (2, "会议决定")
    assert newest["difference"] == tried["difference"] and first["reason"] == "新的办法"
    changes = ask("diff", ID)[1]
    assert [one["sentence"] for one in changes] == newest["difference"]
    assert ask("diff", f"{ID}@1", folder)[1] == changes
    assert ask("add", folder, "--reason", "再来")[0] == 1


def test_errors_name_file_and_key_all_at_once(ask: Ask, folder: Path) -> None:
    edit(folder, ("each = 5", "eech = 5"), ("评价表.得分", "评价表.没有"))
    code, found, err = ask("check", folder)
    assert (code, found["scheme"]) == (1, None)
    assert {one["place"][-1].split("，")[0] for one in found["errors"]} >= {"指标 1", "指标 2"}
    code, added, err = ask("add", folder, "--reason", "试")
    assert code == 1 and added["errors"] == found["errors"] and "没有发布" in err
    assert ask("list")[1][0]["state"] == "offered"


def test_a_workbook_and_a_folder_are_one_version(ask: Ask, folder: Path, tmp_path: Path) -> None:
    assert ask("add", folder, "--reason", "新的办法")[0] == 0
    book = tmp_path / "方案.xlsx"
    assert ask("export", ID, "-o", book)[0] == 0
    code, _, err = ask("add", book, "--reason", "同样的")
    assert code == 1 and "没有改动" in err
    assert ask("export", ID, "-o", tmp_path / "又一份")[0] == 0
    assert ask("diff", book, tmp_path / "又一份")[1] == []


def test_errors_of_a_workbook_name_the_cell(ask: Ask, folder: Path, tmp_path: Path) -> None:
    book = tmp_path / "方案.xlsx"
    assert ask("add", folder, "--reason", "新的办法")[0] == 0
    assert ask("export", ID, "-o", book)[0] == 0
    workbook = openpyxl.load_workbook(io.BytesIO(book.read_bytes()))
    sheet = workbook["指标"]
    column = next(cell.column for row in sheet.iter_rows() for cell in row if cell.value == "取数")
    cells = [sheet.cell(row, column) for row in range(1, sheet.max_row + 1)]
    cell = next(one for one in cells if str(one.value or "").startswith("月报表"))
    cell.value = "月报表.没有"
    workbook.save(book)
    marked = tmp_path / "标出.xlsx"
    code, found, _ = ask("check", book, "--annotated", marked)
    (error,) = found["errors"]
    assert (code, error["sheet"], error["row"], error["header"]) == (1, "指标", cell.row, "取数")
    assert marked.read_bytes().startswith(b"PK")


def test_the_next_year_is_a_copy(ask: Ask, folder: Path, tmp_path: Path) -> None:
    assert ask("add", folder, "--reason", "新的办法")[0] == 0
    code, copied, _ = ask("copy", ID, "-o", tmp_path / "明年")
    assert code == 0 and any("年度2025改为2026" in note for note in copied["notes"])
    code, added, _ = ask("add", tmp_path / "明年", "--reason", "新的年度")
    assert (code, added["scheme"]) == (0, "new-2026")
    states = {one["id"]: one["state"] for one in ask("list")[1]}
    assert (states[ID], states["new-2026"]) == ("in_use", "in_use")
    assert ask("retire", ID, "--reason", "年度已过")[:2] == (0, {"scheme": ID, "retired": True})
    assert {one["id"]: one["state"] for one in ask("list")[1]}[ID] == "retired"
    assert ask("show", ID)[0] == 0
    assert ask("retire", ID, "--undo", "--reason", "还要用")[1]["retired"] is False


def test_a_clause_is_tried_before_and_after_publication(ask: Ask, folder: Path) -> None:
    typed = ("--clause", "1", "--cell", "月报表.信息@2025-03=7", "--as-of", "2025-06")
    before = ask("try", folder, *typed)
    assert (before[0], before[1]["earned"], before[1]["lost"]) == (0, "35.000000", "25.000000")
    assert ask("add", folder, "--reason", "新的办法")[0] == 0
    assert ask("try", ID, *typed) == before
    (figure,) = ask("try", ID, "--clause", "2", "--inputs")[1]
    assert (figure["form"], figure["column"], figure["type"]) == ("评价表", "得分", "points")
    code, tried, _ = ask("try", ID, "--clause", "2", "--cell", "评价表.得分=120")
    assert code == 1 and "100" in tried["faults"][0]


def test_an_example_is_loaded_by_its_name(ask: Ask) -> None:
    code, added, _ = ask("add", "--example", "weisheng-2013", "--reason", "试用")
    assert (code, added["scheme"]) == (0, "weisheng-2013")
    assert ask("add", "--example", "没有", "--reason", "试用")[0] == 2


def test_everything_works_through_a_running_server(home: Path, ask: Ask, tmp_path: Path) -> None:
    store = open_store(home)
    try:
        with serve_commands(home, lambda argv, caller: run_for_caller(store, argv, caller)):
            folder = tmp_path / "远处"
            assert ask("template", "-o", folder)[0] == 0
            assert ask("add", folder, "--reason", "新的办法")[0] == 0
            assert ask("export", ID, "-o", tmp_path / "出.xlsx")[0] == 0
            assert ask("check", tmp_path / "出.xlsx")[0] == 0
            assert ask("check", tmp_path / "没有这个")[0] == 2
            assert ID in {one["id"] for one in ask("list")[1]}
    finally:
        store.close()


def test_an_upgrade_and_a_restore_keep_the_offices_schemes(
    home: Path, ask: Ask, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer program may ship other schemes: what the store has stays as it is."""
    assert ask("add", "--example", "qianyang-2022", "--reason", "从示例开始")[0] == 0
    assert ask("add", folder, "--reason", "新的办法")[0] == 0
    before = ask("list")[1]
    monkeypatch.setattr("warehouse.schemes.scheme_files._list_folders", lambda _: [])
    kept = [one for one in before if one["state"] == "in_use"]
    assert main(["init"]) == 0 and main(["init", "--demo"]) in (0, 1)
    assert [one for one in ask("list")[1] if one["state"] == "in_use"] == kept
    store = open_store(home)
    backup = back_up(store, tmp_path / "备份")
    store.close()
    assert ask("retire", ID, "--reason", "错了")[0] == 0
    assert main(["restore", str(backup), "--reason", "演练"]) == 0
    assert [one for one in ask("list")[1] if one["state"] == "in_use"] == kept
    moved = copy_home(home, tmp_path / "新机器")
    monkeypatch.setenv("KAOHE_HOME", str(moved))
    assert [one for one in ask("list")[1] if one["state"] == "in_use"] == kept
