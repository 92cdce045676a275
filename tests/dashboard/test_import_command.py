"""`kaohe import`: the marked copy, and what was answered the last time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dashboard import cli
from tests.dashboard.test_imports_page import drop_column, put_error, put_question, write_month

Kaohe = Callable[..., tuple[int, str]]


@pytest.fixture
def kaohe(home: Path, capsys: pytest.CaptureFixture[str]) -> Kaohe:
    """Lend the command line: exit code and what was said."""

    def run(*argv: str) -> tuple[int, str]:
        code = cli.main(argv)
        return code, capsys.readouterr().err

    return run


def put_number(page: Any) -> None:
    """Write a telephone number beside the table."""
    page.cell(page.max_row + 1, 2, "说明：有疑问请致电16400001111")


def save(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def test_a_marked_copy_is_written_beside_the_refusal(kaohe: Kaohe, tmp_path: Path) -> None:
    file = save(tmp_path, "7月.xlsx", write_month(change=put_error))
    copy = tmp_path / "副本.xlsx"
    code, said = kaohe("import", file, "--annotated", str(copy))
    assert code == 1 and "标记副本已写到" in said
    assert openpyxl.load_workbook(copy).sheetnames[0] == "问题清单"


def test_a_sound_file_has_no_marked_copy(kaohe: Kaohe, tmp_path: Path) -> None:
    file = save(tmp_path, "7月.xlsx", write_month())
    copy = tmp_path / "副本.xlsx"
    code, said = kaohe("import", file, "--dry-run", "--annotated", str(copy))
    assert code == 0 and "没有要标出的问题" in said
    assert not copy.exists()


def test_a_marked_copy_is_of_one_file(kaohe: Kaohe, tmp_path: Path) -> None:
    files = [
        save(tmp_path, name, write_month(change=put_question)) for name in ("a.xlsx", "b.xlsx")
    ]
    code, said = kaohe("import", *files, "--annotated", str(tmp_path / "副本.xlsx"))
    assert code == 2 and "一份" in said


def test_the_last_answer_is_named_and_not_used(kaohe: Kaohe, tmp_path: Path) -> None:
    """Even with every warning accepted: a person, or the script's own --answer, must say it."""
    july = save(tmp_path, "7月.xlsx", write_month("2021-07", drop_column))
    august = save(tmp_path, "8月.xlsx", write_month("2021-08", drop_column))
    answer = "missing_column:jx1_progress:2021-07:column_posts=clear"
    assert kaohe("import", july, "--accept-warnings", "--answer", answer)[0] == 0
    code, said = kaohe("import", august, "--accept-warnings")
    assert code == 3 and "上次的回答：clear（" in said


def test_what_was_hidden_is_told_in_json_too(home: Path, tmp_path: Path, capsys: Any) -> None:
    del home
    file = save(tmp_path, "7月.xlsx", write_month(change=put_number))
    cli.main(["import", file, "--dry-run", "--format", "json"])
    notes = json.loads(capsys.readouterr().out)["notes"]
    assert {one["file"] for one in notes} == {"7月.xlsx"}
    assert [one for one in notes if "里的手机号已隐去" in one["message"]]
