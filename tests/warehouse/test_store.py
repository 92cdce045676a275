"""Opening a store's file, refusals, and what it keeps through restarts and full disks."""

from __future__ import annotations

import os
import random
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.command_line.main import main
from tests.conftest import copy_home
from tests.landing import make_store
from tests.needs import leave_out, require
from tests.warehouse.files import land
from tests.warehouse.walk import change, find_red_checks, query, read_state
from warehouse.database import database
from warehouse.database.connection import FILE_NAME
from warehouse.database.sql import list_migrations
from warehouse.faults import StoreInDoubt, StoreUnavailable
from warehouse.home.opening import open_store
from warehouse.results.scheme_changes import install_schemes
from warehouse.results.scores import read_scores
from warehouse.store import Store

SCHEME = "jiangxian-2021"
ROWS = [{"unit": "县财政局", "column_posts": "2"}]
MEGABYTE = 1024 * 1024

HOLD = """
import sys
from pathlib import Path
from warehouse.home.opening import open_store
store = open_store(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_told_who_holds_the_store(fresh_home: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(fresh_home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdin and holder.stdout and holder.stdout.readline() == b"open\n"
    try:
        with pytest.raises(StoreUnavailable) as caught:
            open_store(fresh_home)
    finally:
        holder.stdin.close()
        holder.wait(30)
    assert f"正被另一个程序使用（进程号 {holder.pid}）：{fresh_home}" in str(caught.value)
    assert caught.value.exit_code == 4
    open_store(fresh_home).close()


def test_a_home_without_a_store_is_made_only_when_asked(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"没有找到数据仓库.*kaohe init"):
        open_store(tmp_path / "home")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights elsewhere")
def test_a_home_is_made_for_its_owner_only(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        home = tmp_path / "new" / "home"
        make_store(home).close()
    finally:
        os.umask(before)
    made = [home.parent, home, *(one for one in home.iterdir() if one.is_dir())]
    assert {one.name for one in made} >= {"home", "originals", "audit"}
    assert {one.name: f"{one.stat().st_mode & 0o777:o}" for one in made} == {
        one.name: "700" for one in made
    }


def read_everything(store: Store) -> None:
    """Read every row of every table, so that a damaged block is met anywhere."""
    for schema, name in query(
        store,
        "select table_schema, table_name from information_schema.tables"
        " where table_type = 'BASE TABLE'",
    ):
        query(store, f'from "{schema}"."{name}"')


@pytest.mark.parametrize("seed", range(12))
def test_damage_is_told_as_damage_wherever_it_lies(seed: int, fresh_home: Path) -> None:
    chance, path = random.Random(seed), fresh_home / FILE_NAME
    content = bytearray(path.read_bytes())
    if seed % 2:
        del content[chance.randrange(1, len(content)) :]
    else:
        for block in range(0, len(content), 2**18):  # one bit in each block, so that some are read
            content[min(block + chance.randrange(2**18), len(content) - 1)] ^= 1
    path.write_bytes(content)
    with pytest.raises(StoreInDoubt, match=r"文件已损坏.*用备份恢复"):
        read_everything(open_store(fresh_home))


@pytest.mark.parametrize("place", ["a file", "/proc"])
def test_a_home_that_cannot_be_written_is_refused_by_name(place: str, tmp_path: Path) -> None:
    home = Path("/proc/kaohe") if place == "/proc" else tmp_path / "file"
    if place == "/proc" and not Path("/proc").exists():
        leave_out("/proc")
    if place == "a file":
        home.write_text("not a directory")
    with pytest.raises(StoreUnavailable) as caught:
        open_store(home, create=True)
    assert f"数据目录不能写入：{home}" in str(caught.value) and "KAOHE_HOME" in str(caught.value)


def test_a_home_on_a_read_only_mount_is_refused(fresh_home: Path, tmp_path: Path) -> None:
    target = tmp_path / "mounted"
    target.mkdir()
    with mounted(["--bind", str(fresh_home), str(target)], target):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(target)], check=True)
        with pytest.raises(StoreUnavailable, match=r"数据目录不能写入.*磁盘是只读的"):
            open_store(target)


def test_a_damaged_file_is_no_store(fresh_home: Path) -> None:
    (fresh_home / FILE_NAME).write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreUnavailable, match=r"数据仓库无法打开.*用备份恢复"):
        open_store(fresh_home)


def test_a_store_of_a_newer_program_is_refused_and_left_alone(fresh_home: Path) -> None:
    store = open_store(fresh_home)
    change(store, "insert into schema_migration values (4711, now()::timestamp)")
    store.close()
    with pytest.raises(StoreUnavailable, match="更新的版本写成（第4711号变更），请升级程序"):
        open_store(fresh_home)
    with pytest.raises(StoreUnavailable, match="4711"):
        open_store(fresh_home)


def test_migrations_run_once(fresh_home: Path) -> None:
    store = open_store(fresh_home)
    before = query(store, "from schema_migration order by number")
    store.close()
    store = open_store(fresh_home)
    assert query(store, "from schema_migration order by number") == before
    assert [row[0] for row in before] == [number for number, _ in list_migrations()]
    store.close()


def test_loading_the_schemes_again_changes_nothing(store: Store) -> None:
    before = read_state(store)
    assert install_schemes(store) == []
    assert read_state(store) == before
    assert query(store, "select max(version) from scheme_version") == [(1,)]


def test_what_was_landed_is_there_when_the_store_is_opened_again(fresh_home: Path) -> None:
    store = open_store(fresh_home)
    land(store, SCHEME, "jx1_progress", "2021-12", ROWS)
    before, scores = read_state(store), read_scores(store, SCHEME, "2021-12")
    store.close()
    store = open_store(fresh_home)
    assert read_state(store) == before
    assert read_scores(store, SCHEME, "2021-12") == scores
    store.close()


def test_a_reader_keeps_its_snapshot_while_another_writes(store: Store) -> None:
    with store.reader() as cursor:
        before = cursor.execute("select count(*) from batch").fetchall()
        land(store, SCHEME, "jx1_progress", "2021-12", ROWS)
        assert cursor.execute("select count(*) from batch").fetchall() == before == [(0,)]
    assert query(store, "select count(*) from batch") == [(1,)]


def test_the_version_grows_with_a_commit_and_not_with_a_rollback(store: Store) -> None:
    version = store.version
    with pytest.raises(RuntimeError), store.writer("load_scheme") as cursor:
        cursor.execute("update month_state set revision = 9").fetchall()
        raise RuntimeError
    assert store.version == version
    land(store, SCHEME, "jx1_progress", "2021-12", ROWS)
    assert store.version == version + 1


def test_nothing_is_written_where_space_runs_low(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_state(store)
    monkeypatch.setattr(database, "FREE_SPACE_FLOOR", 2**60)
    with pytest.raises(StoreUnavailable, match=f"磁盘空间不足：{store.home} 只剩 .*，数据没有变化"):
        land(store, SCHEME, "jx1_progress", "2021-12", ROWS)
    monkeypatch.undo()
    assert read_state(store) == before


def test_a_full_disk_leaves_the_store_whole(
    prepared_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(["-t", "tmpfs", "-o", "size=96m", "tmpfs", str(disk)], disk):
        store = open_store(copy_home(prepared_home, disk / "home"))
        land(store, SCHEME, "jx1_progress", "2021-11", ROWS)
        before, scores = read_state(store), read_scores(store, SCHEME, "2021-12")
        fill(disk / "other")
        monkeypatch.setattr(database, "FREE_SPACE_FLOOR", 0)
        with pytest.raises(StoreUnavailable, match=r"不能保存|无法写入"):
            land(store, SCHEME, "jx1_progress", "2021-12", ROWS)
        with pytest.raises(StoreUnavailable, match="无法写入"):
            write_much(store)
        assert read_state(store) == before
        (disk / "other").unlink()
        assert read_scores(store, SCHEME, "2021-12") == scores
        land(store, SCHEME, "jx1_progress", "2021-12", ROWS)
        assert not find_red_checks(store)
        store.close()


def fill(path: Path) -> None:
    """Write a file until the disk is full."""
    with path.open("wb", buffering=0) as file:
        for size in (MEGABYTE, 4096):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def write_much(store: Store) -> None:
    """Write more than any cache holds, so that the data really goes to disk."""
    with store.writer("load_scheme") as cursor:
        cursor.execute(
            "insert into source_file select md5(range::varchar), 1,"
            " repeat(md5(range::varchar), 40), now()::timestamp from range(50000)"
        ).fetchall()


class mounted:  # noqa: N801  a context manager reads as a word
    """Mount for the length of a block; the test is skipped where that is not allowed."""

    def __init__(self, arguments: list[str], target: Path) -> None:
        self._arguments, self._target = arguments, target

    def __enter__(self) -> None:
        require("mount")
        done = subprocess.run(["mount", *self._arguments], capture_output=True, check=False)
        if done.returncode:
            leave_out("the right to mount")

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "-l", str(self._target)], check=True)


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights elsewhere")
def test_a_home_that_others_could_enter_is_closed_to_them(fresh_home: Path) -> None:
    fresh_home.chmod(0o755)
    open_store(fresh_home).close()
    assert stat.S_IMODE(fresh_home.stat().st_mode) == 0o755  # a command that only reads
    open_store(fresh_home, create=True).close()
    assert stat.S_IMODE(fresh_home.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights elsewhere")
def test_a_command_writes_for_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAOHE_HOME", str(tmp_path / "home"))
    before = os.umask(0o022)
    try:
        assert main(["init"]) == 0
        add = ["scheme", "add", "--example", "qianyang-2022", "--reason", "试用"]
        assert main(add) == 0
        target = tmp_path / "表.xlsx"
        assert main(["template", "qy_deduction", "--month", "2022-05", "-o", str(target)]) == 0
    finally:
        os.umask(before)
    files = [target, *(one for one in (tmp_path / "home").rglob("*") if one.is_file())]
    assert {stat.S_IMODE(one.stat().st_mode) & 0o077 for one in files} == {0}
