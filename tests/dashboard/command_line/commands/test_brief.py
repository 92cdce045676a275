"""`kaohe brief`: one page as PDF or picture, on record as an export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.command_line.main import main
from warehouse.database.audit import read_entries
from warehouse.home.opening import open_store

BRIEF = ("brief", "--scheme", "jiangxian-2021", "--as-of", "2021-06")


@pytest.mark.parametrize(("name", "magic"), [("简报.pdf", b"%PDF"), ("简报.PNG", b"\x89PNG")])
def test_a_brief_is_written_and_is_on_record(
    home: Path, tmp_path: Path, name: str, magic: bytes
) -> None:
    assert main([*BRIEF, "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_bytes().startswith(magic)
    store = open_store(home)
    with store.reader() as cursor:
        last = read_entries(cursor)[-1]
    store.close()
    assert last.action == "export" and json.loads(last.detail)["file"] == name


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (("-o", "x.docx"), "简报的文件名应以 .pdf、.png 结尾"),
        (("--as-of", "2021-13", "-o", "x.pdf"), "截至月份“2021-13”不对"),
        (("--scheme", "没有", "-o", "x.pdf"), "没有"),
    ],
)
def test_a_wrong_call_is_said_and_writes_nothing(
    home: Path, capsys: pytest.CaptureFixture[str], extra: tuple[str, ...], said: str
) -> None:
    assert main([*BRIEF, *extra]) != 0
    assert said in capsys.readouterr().err
    assert not Path("x.pdf").exists()
