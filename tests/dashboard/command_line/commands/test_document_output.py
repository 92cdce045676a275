"""`kaohe bulletin` and `kaohe result`: files, warnings, wrong calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.command_line.main import main

BULLETIN = ("bulletin", "--scheme", "qianyang-2022", "--as-of", "2022-09")
RESULT = ("result", "--scheme", "qianyang-2022")


def test_a_bulletin_is_written_and_what_is_missing_is_said(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "通报.docx"
    assert main([*BULLETIN, "--no-ranking", "-o", str(target)]) == 0
    said = capsys.readouterr()
    assert target.read_bytes().startswith(b"PK")
    assert "提醒：" in said.err and said.out == ""


def test_for_a_program_the_warnings_are_json(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = str(tmp_path / "结果.xlsx")
    assert main([*RESULT, "--format", "json", "-o", target]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["file"] == target
    assert any("信息报送统计" in one for one in printed["warnings"])


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (("-o", "x.xlsx"), "通报的文件名应以 .docx、.pdf 结尾"),
        (("--date", "12月3日", "-o", "x.docx"), "--date 应写成 YYYY-MM-DD"),
        (("--annex", "7", "-o", "x.docx"), "通报里没有“7”这一部分（可选：1）"),
        (("--as-of", "2022-13", "-o", "x.docx"), "截至月份“2022-13”不对"),
        (("--known-at", "999", "-o", "x.docx"), "没有第999批"),
    ],
)
def test_a_wrong_call_is_said_and_writes_nothing(
    home: Path, capsys: pytest.CaptureFixture[str], extra: tuple[str, ...], said: str
) -> None:
    assert main([*BULLETIN, *extra]) == 2
    assert said in capsys.readouterr().err
    assert not Path("x.docx").exists()
