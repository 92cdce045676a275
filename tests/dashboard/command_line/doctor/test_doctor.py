"""Each check of `kaohe doctor` is made to fail; the whole is asked on real homes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard.command_line.dispatch import run_for_caller
from dashboard.command_line.doctor import examining, folder, keeping, machine, network
from dashboard.command_line.doctor.finding import DoctorFinding, Level
from dashboard.command_line.main import main
from dashboard.server.listening_address import ListeningAddress
from documents.wording import measure_width
from tests.consoles import Recorder
from warehouse.accounts.account_acts import add_account
from warehouse.home.upkeep_notes import Upkeep
from warehouse.safekeeping.backups import back_up
from warehouse.safekeeping.health import StoreFigures
from warehouse.safekeeping.inspection import StoreState
from warehouse.store import Store

NOW = datetime(2026, 11, 20, 12)
DAY = timedelta(days=1)
GB = 2**30


def of(**changes: Any) -> StoreState:
    """Return the state of a store that is well, but for some things."""
    figures = StoreFigures(9, 0, 3, NOW - DAY, NOW - DAY)
    return StoreState((), (), "", figures, 1)._replace(**changes)


CHECKS: dict[str, tuple[Callable[..., DoctorFinding], dict[Level, list[tuple[object, ...]]]]] = {
    "程序包": (
        machine.check_packages,
        {
            "sound": [
                (["duckdb==1.5.5", "colorama; sys_platform == 'none'"], {"duckdb": "1.5.5"}),
                (["Some_Name>=1"], {"some-name": "1.2"}),
            ],
            "wrong": [(["duckdb==1.5.5"], {"duckdb": "1.5.4"}), (["duckdb==1.5.5"], {})],
        },
    ),
    "内存": (
        machine.check_memory,
        {"sound": [(8 * GB,), (None,)], "notice": [(3 * GB,)], "wrong": [(GB,)]},
    ),
    "临时目录": (
        machine.check_temporary,
        {"sound": [("/tmp", GB)], "notice": [("/tmp", GB // 4)], "wrong": [(None, 0)]},
    ),
    "读取进程": (machine.check_worker, {"sound": [(True,)], "wrong": [(False,)]}),
    "中文字体": (
        machine.check_fonts,
        {
            "sound": [(["Noto Sans CJK SC"],), (["微软雅黑"],), (None,)],
            "wrong": [([],), (["DejaVu Sans"],)],
        },
    ),
    "LibreOffice": (machine.check_office, {"sound": [("soffice",)], "notice": [(None,)]}),
    "文字编码": (machine.check_encoding, {"sound": [("utf-8",)], "wrong": [("ascii",)]}),
    "系统时间": (
        machine.check_clock,
        {
            "sound": [(NOW, None), (NOW, NOW + timedelta(minutes=4))],
            "wrong": [(NOW.replace(year=1970), None), (NOW, NOW + DAY)],
        },
    ),
    "考核方案": (machine.check_schemes, {"sound": [([],)], "wrong": [(["scheme.toml：…"],)]}),
    "工作日历": (
        machine.check_holidays,
        {"sound": [(date(2025, 12, 1),)], "notice": [(date(2199, 12, 31),), (date(1999, 1, 1),)]},
    ),
    "数据目录": (
        folder.check_writable,
        {
            "sound": [("d", True, True)],
            "notice": [("d", False, False)],
            "wrong": [("d", True, False)],
        },
    ),
    "目录权限": (
        folder.check_privacy,
        {
            "sound": [(0o40700, 3), (None, 3)],
            "notice": [(0o40750, 0), (0o40701, 0)],
            "wrong": [(0o40750, 1), (0o40701, 1)],
        },
    ),
    "磁盘空间": (
        folder.check_space,
        {"sound": [(9 * GB,)], "notice": [(GB,)], "wrong": [(2**20,)]},
    ),
    "磁盘类型": (
        folder.check_disk,
        {
            "sound": [("/d", "ext4"), ("D:\\d", None)],
            "notice": [("/d", "nfs4"), ("\\\\s\\d", None)],
        },
    ),
    "数据仓库": (
        keeping.check_opening,
        {"sound": [("", True)], "wrong": [("被另一个程序使用", False), ("", False)]},
    ),
    "数据结构": (
        keeping.check_migrations,
        {"sound": [(of(),)], "notice": [(of(missing=(5,)),)], "wrong": [(of(newer=(99,)),)]},
    ),
    "操作记录": (
        keeping.check_record,
        {"sound": [(of(),)], "wrong": [(of(doubt="最近的改动丢失了"),)]},
    ),
    "备份": (
        keeping.check_backups,
        {
            "sound": [
                (None, None, NOW),
                (NOW, NOW - DAY, NOW),
                (NOW - 9 * DAY, NOW - 9 * DAY, NOW),
            ],
            "notice": [(None, NOW, NOW)],
            "wrong": [(NOW - 9 * DAY, NOW - DAY, NOW)],
        },
    ),
    "自动维护": (
        keeping.check_upkeep,
        {
            "sound": [(Upkeep(),), (Upkeep(verdict="sound"),)],
            "wrong": [
                (Upkeep(backup_failure="备份无法写入。"),),
                (Upkeep(elsewhere_failure="没有连上。"),),
                (Upkeep(verdict="differs"),),
            ],
        },
    ),
    "统一登录": (
        keeping.check_provider,
        {
            "sound": [("", False), ("", True)],
            "wrong": [("openid.toml，issuer：要用 https。", True)],
        },
    ),
    "异机备份": (keeping.check_far_backups, {"sound": [("/mnt/b",)], "notice": [(None,)]}),
    "管理员账号": (keeping.check_accounts, {"sound": [(1,)], "notice": [(0,)]}),
    "端口": (network.check_port, {"sound": [(8501, True)], "notice": [(8501, False)]}),
    "对外地址": (
        network.check_exposure,
        {
            "sound": [
                (ListeningAddress("127.0.0.1", 8501, "", ""),),
                (ListeningAddress("::1", 8501, "/kaohe", "127.0.0.1"),),
            ],
            "notice": [(ListeningAddress("0.0.0.0", 8501, "", "10.0.0.1"),)],
            "wrong": [(ListeningAddress("0.0.0.0", 8501, "", ""),)],
        },
    ),
}
"""Subject → its check, and what it is asked with for each answer."""


@pytest.mark.parametrize("subject", CHECKS)
def test_each_check_tells_good_from_bad_and_says_what_to_do(subject: str) -> None:
    check, cases = CHECKS[subject]
    for level, asked in cases.items():
        for values in asked:
            found = check(*values)
            assert (found.subject, found.level) == (subject, level), values
            assert found.said and bool(found.advice) == (level != "sound")


@pytest.fixture
def good_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace what this machine has by what a good one has: the level is the home's alone."""
    monkeypatch.setattr(examining, "list_fonts", lambda: ["Noto Sans CJK SC"])
    monkeypatch.setattr(examining, "measure_memory", lambda: 8 * GB)
    monkeypatch.setattr(examining, "find_temporary", tempfile.gettempdir)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=9 * GB))
    monkeypatch.setattr(examining, "find_office", lambda: None)
    monkeypatch.setattr(examining, "find_disk", lambda _: "ext4")


@pytest.mark.usefixtures("good_machine")
def test_a_served_home_is_examined_by_its_server(store: Store) -> None:
    add_account(store, "admin", "admin")
    back_up(store)
    console = Recorder()
    code = run_for_caller(store, ["doctor", "--format", "json"], console)
    report = json.loads(console.written[0])
    assert {one["subject"] for one in report["findings"]} == set(CHECKS) - {"对外地址"}
    assert (code, report["sound"]) == (0, True), report
    assert level_of(report, "管理员账号") == level_of(report, "备份") == "sound"


def test_a_home_that_is_none_yet_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = examine(tmp_path / "none", 1, monkeypatch, capsys)
    assert level_of(report, "数据仓库") == "wrong"
    assert not (tmp_path / "none").exists()


@pytest.mark.usefixtures("good_machine")
def test_a_look_changes_nothing_in_the_home(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = list_content(fresh_home)
    report = examine(fresh_home, 0, monkeypatch, capsys)
    assert level_of(report, "数据仓库") == "sound"
    assert list_content(fresh_home) == before


def test_a_store_that_is_behind_its_record_is_told_so(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with (fresh_home / "audit" / "record.jsonl").open("a", encoding="utf-8") as copy:
        copy.write('{"stands": 999, "digest": "x"}\n')
    assert level_of(examine(fresh_home, 1, monkeypatch, capsys), "操作记录") == "wrong"


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights elsewhere")
def test_a_home_with_accounts_that_others_can_enter_is_wrong(store: Store) -> None:
    store.home.chmod(0o755)
    console = Recorder()
    run_for_caller(store, ["doctor", "--format", "json"], console)
    assert level_of(json.loads(console.written[0]), "目录权限") == "notice"
    add_account(store, "li", "leader")
    assert run_for_caller(store, ["doctor", "--format", "json"], console) == 1
    assert level_of(json.loads(console.written[1]), "目录权限") == "wrong"


def test_a_mistake_in_the_provider_s_file_is_told(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (fresh_home / "openid.toml").write_text("issuer = 1\n", "utf-8")
    assert level_of(examine(fresh_home, 1, monkeypatch, capsys), "统一登录") == "wrong"


def test_a_store_that_another_program_holds_is_told_with_its_number(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hold = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    command = [sys.executable, "-c", hold, str(fresh_home / "kaohe.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        report = examine(fresh_home, 1, monkeypatch, capsys)
        holder.communicate(b"\n")
    said = next(one["said"] for one in report["findings"] if one["subject"] == "数据仓库")
    assert str(holder.pid) in said


def test_the_text_is_aligned_and_ends_with_a_sum(store: Store) -> None:
    console = Recorder()
    run_for_caller(store, ["doctor"], console)
    lines = [line for line in console.written[:-1] if not line.startswith(" ")]
    assert {
        measure_width(line[: line.index(subject)])
        for line, subject in zip(lines, (line.split()[1] for line in lines), strict=True)
    } == {8}
    assert console.written[-1].startswith(f"\n共检查{len(lines)}项")


def examine(
    home: Path, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> dict[str, Any]:
    """Run `kaohe doctor` on a home that nothing serves; return what it says."""
    monkeypatch.setenv("KAOHE_HOME", str(home))
    monkeypatch.setattr(examining, "can_read", lambda: True)  # asked once, by the server's own run
    assert main(["doctor", "--format", "json"]) == code
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def level_of(report: dict[str, Any], subject: str) -> str:
    return next(str(one["level"]) for one in report["findings"] if one["subject"] == subject)


def list_content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.skipif(os.name != "posix", reason="a script stands for the program")
def test_the_fonts_are_those_that_the_system_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "fc-list"
    program.write_text('#!/bin/sh\n[ "$*" = ":lang=zh family" ] && echo "Noto Sans CJK SC"\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert examining.list_fonts() == ["Noto Sans CJK SC"]


def test_the_disk_is_that_of_the_nearest_mount() -> None:
    mounts = "/dev/a / ext4 rw 0 0\nhost:/x /srv/the\\040office nfs4 rw 0 0\nt /srv tmpfs rw 0 0\n"
    assert folder.find_file_system("/home/d", mounts) == "ext4"
    assert folder.find_file_system("/srv/the office/data", mounts) == "nfs4"
    assert folder.find_file_system("/srv/theirs", mounts) == "tmpfs"
