"""An audit copy with missing or foreign lines puts the store in doubt until a user decides."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tests.conftest import copy_home
from tests.warehouse.database.test_audit import copy_of, read_copy, write_acts
from tests.warehouse.safekeeping.faults.copy_changes import (
    ACTS,
    FOREIGN,
    HEX,
    LACKING,
    Change,
    Lines,
    insert,
)
from tests.warehouse.walk import query
from warehouse.check_results import CheckReport
from warehouse.database import audit_copy_check
from warehouse.database.audit import Entry, read_entries, seal_entry
from warehouse.database.audit_copy_lines import write_entry, write_stands
from warehouse.database.connection import FILE_NAME
from warehouse.faults import Refused, StoreInDoubt, StoreUnavailable, WrongCall
from warehouse.home.opening import open_store
from warehouse.safekeeping.accepted_copies import accept_copy
from warehouse.safekeeping.backups import back_up, verify_backup, verify_home
from warehouse.safekeeping.restoring import restore


@pytest.fixture(scope="module")
def acted_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a closed home with some acts, an intact copy, and no scheme, which verifies fast."""
    home = tmp_path_factory.mktemp("acted") / "home"
    store = open_store(home, create=True)
    write_acts(store, ACTS)
    store.close()
    return home


@pytest.fixture
def home(acted_home: Path, tmp_path: Path) -> Path:
    """Return a home that a test may change."""
    return copy_home(acted_home, tmp_path / "home")


def rewrite(home: Path, change: Change) -> None:
    path = copy_of(home)
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))


def cut_newest(home: Path) -> None:
    """Delete the newest entry from the database, as a forger would."""
    with duckdb.connect(str(home / FILE_NAME)) as database:
        database.execute(
            "delete from audit_entry where entry_id = (select max(entry_id) from audit_entry)"
        )


def check_in_doubt(home: Path) -> str:
    """Assert that a home does not open and that verifying reports the copy; return the message."""
    with pytest.raises(StoreInDoubt) as caught:
        open_store(home)
    proof = verify_home(home, "full")
    assert proof.verdict == "differs"
    assert "copy" in {one.check for one in proof.findings}
    return str(caught.value)


@pytest.mark.parametrize("what", LACKING)
def test_a_copy_that_lacks_entries_is_in_doubt_until_a_person_decides(
    home: Path, what: str
) -> None:
    before = copy_of(home).read_bytes()
    rewrite(home, LACKING[what])
    assert copy_of(home).read_bytes() != before
    damaged = copy_of(home).read_bytes()
    assert "kaohe audit accept" in check_in_doubt(home)
    check_accepted(home, damaged)


@pytest.mark.parametrize("what", FOREIGN)
def test_a_foreign_line_is_named_by_its_number(home: Path, what: str) -> None:
    rewrite(home, insert(4, FOREIGN[what] + b"\n"))
    assert "副本第5行" in check_in_doubt(home)
    rewrite(home, lambda lines: [*lines[:4], *lines[5:]])  # and at the end, without a line break
    rewrite(home, lambda lines: [*lines, FOREIGN[what]])
    assert "副本第" in check_in_doubt(home)


def test_a_foreign_line_of_a_hundred_megabytes_is_one(home: Path) -> None:
    with copy_of(home).open("ab") as copy:
        copy.truncate(copy.tell() + 100 * 2**20)
    assert "不是本系统写的内容" in check_in_doubt(home)


@pytest.mark.parametrize("gone", ["file", "folder"])
@pytest.mark.parametrize("cut", [False, True], ids=["whole store", "newest entry cut"])
def test_a_store_without_its_copy_is_in_doubt(home: Path, gone: str, *, cut: bool) -> None:
    if cut:
        cut_newest(home)
    copy_of(home).unlink() if gone == "file" else shutil.rmtree(copy_of(home).parent)
    assert "副本不见了" in check_in_doubt(home)
    check_accepted(home, None)


@pytest.mark.parametrize("what", ["emptied", "cut at the front", "cut in the middle"])
def test_a_cut_copy_hides_no_cut_entry(home: Path, what: str) -> None:
    cut_newest(home)
    rewrite(home, LACKING[what])
    with pytest.raises(StoreInDoubt):
        open_store(home)


@pytest.mark.parametrize("kind", ["folder", "file in the folder's place"])
def test_something_else_in_the_copy_s_place_is_in_doubt(home: Path, kind: str) -> None:
    shutil.rmtree(copy_of(home).parent)
    if kind == "folder":
        copy_of(home).mkdir(parents=True)
    else:
        copy_of(home).parent.write_text("other")
    check_in_doubt(home)
    check_accepted(home, None)


def check_accepted(home: Path, damaged: bytes | None) -> None:
    """Accept the database; assert that the store works, and that every check shows the decision."""
    with pytest.raises(WrongCall, match="--reason"):
        accept_copy(home, actor="张科", reason=" ")
    detail = accept_copy(home, actor="张科", reason="磁盘坏过")
    if damaged is not None:
        assert (copy_of(home).parent / detail["kept"]).read_bytes() == damaged
    store = open_store(home)
    with store.reader() as cursor:
        (decision,) = [one for one in read_entries(cursor) if one.action == "accept_copy"]
    assert (decision.actor, json.loads(decision.detail)) == ("张科", detail)
    assert detail["reason"] == "磁盘坏过"
    write_acts(store, 1)
    store.close()
    proof = verify_home(home, "full")
    assert (proof.verdict, proof.findings) == ("sound", ())
    assert any("张科" in said and "磁盘坏过" in said for said in proof.left_out)
    with pytest.raises(Refused, match="无需认可"):
        accept_copy(home, actor="张科", reason="再来")


def test_a_decision_says_what_was_missing(home: Path) -> None:
    rewrite(home, LACKING["cut in the middle"])
    copied = read_copy(copy_of(home))
    store = open_store(home, in_doubt=True)
    with store.reader() as cursor:
        missing = [one for one in read_entries(cursor) if one.number not in copied]
    store.close()
    detail = accept_copy(home, actor="张科", reason="磁盘坏过")
    first, last = missing[0], missing[-1]
    assert detail["lacking"] == [[first.number, last.number]]
    assert detail["first"] == {"entry": first.number, "digest": first.digest}
    assert detail["last"] == {"entry": last.number, "digest": last.digest}
    assert detail["chain_breaks_at"] is None
    (said,) = [one for one in verify_home(home, "full").left_out if "副本" in one]
    assert f"第{first.number}—{last.number}条" in said


def test_a_decision_cut_short_leaves_the_store_in_doubt(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CutShort(BaseException):
        """Raised like a kill: the product's handlers do not catch it."""

    def cut_short(*_: object, **__: object) -> None:
        raise CutShort

    rewrite(home, LACKING["cut in the middle"])
    for step in ("_replace", "write_whole"):
        with monkeypatch.context() as patch:
            patch.setattr(f"warehouse.safekeeping.accepted_copies.{step}", cut_short)
            with pytest.raises(CutShort):
                accept_copy(home, actor="张科", reason="磁盘坏过")
        with pytest.raises(StoreInDoubt):
            open_store(home)
    accept_copy(home, actor="张科", reason="磁盘坏过")
    open_store(home).close()


def test_what_the_copy_proves_lost_cannot_be_accepted(home: Path, tmp_path: Path) -> None:
    older = copy_home(home, tmp_path / "older")
    store = open_store(home)
    write_acts(store, 2)
    store.close()
    shutil.copy(older / FILE_NAME, home / FILE_NAME)
    (home / f"{FILE_NAME}.wal").unlink(missing_ok=True)
    rewrite(home, insert(3, b"foreign\n"))
    with pytest.raises(StoreInDoubt, match="最近的改动丢失了"):
        open_store(home)
    with pytest.raises(StoreInDoubt, match="最近的改动丢失了"):
        accept_copy(home, actor="张科", reason="想当然")
    assert verify_home(home, "full").verdict == "behind"


def test_an_entry_changed_in_the_database_cannot_be_accepted(home: Path) -> None:
    with duckdb.connect(str(home / FILE_NAME)) as database:
        database.execute("update audit_entry set actor = '别人' where entry_id = 5")
    for _ in range(2):
        with pytest.raises(StoreInDoubt, match="第5条不同"):
            open_store(home)
        with pytest.raises(StoreInDoubt, match="第5条不同"):
            accept_copy(home, actor="张科", reason="想当然")


@pytest.mark.parametrize("recent", [0, 1, ACTS])
def test_older_entries_are_compared_by_number_and_digest(
    home: Path, monkeypatch: pytest.MonkeyPatch, recent: int
) -> None:
    """Only the content of old entries waits for the verification; opening finds all else."""
    monkeypatch.setattr(audit_copy_check, "RECENT", recent)
    monkeypatch.setattr(audit_copy_check.examine, "__defaults__", (recent,))
    rewrite(home, lambda lines: [*lines[:2], *lines[4:]])
    with pytest.raises(StoreInDoubt, match="缺少或改动了第2条"):
        open_store(home)


def test_a_copy_changed_under_an_open_store_stops_its_acts(home: Path) -> None:
    store = open_store(home)
    before = query(store, "select count(*) from audit_entry")
    path = copy_of(home)
    whole = path.read_bytes()
    for content in (b"", whole + b"\n", whole[:-10], None):
        path.unlink() if content is None else path.write_bytes(content)
        with pytest.raises(StoreInDoubt, match="副本被删除或改动了"):
            write_acts(store, 1)
    assert query(store, "select count(*) from audit_entry") == before
    path.write_bytes(whole)
    write_acts(store, 1)
    store.close()
    open_store(home).close()


def announce(entry: Entry) -> bytes:
    """Return the line of a later entry that was never committed."""
    number = entry.number + 1
    digest = seal_entry(entry.digest, number, "张科", "note", "{}", entry.happened_at)
    following = entry._replace(number=number, actor="张科", action="note", detail="{}")
    return write_entry(following._replace(digest=digest)) + b"\n"


CRASHES: dict[str, Callable[[Lines, Entry], Lines]] = {
    "before the commit": lambda lines, newest: [*lines, announce(newest)],
    "while announcing": lambda lines, newest: [*lines, announce(newest)[:50]],
    "at its first byte": lambda lines, _: [*lines, b"{"],
    "before the confirmation": lambda lines, _: lines[:-1],
    "while confirming": lambda lines, _: [*lines[:-1], lines[-1][:20]],
    "before the line's end": lambda lines, _: [*lines[:-1], lines[-1].rstrip(b"\n")],
    "committed, and the next announced": lambda lines, newest: [*lines[:-1], announce(newest)],
    "an earlier line torn and written again": lambda lines, _: [
        *lines[:4], lines[4][:30] + b"\n", *lines[4:]
    ],
    "announced twice": lambda lines, _: [*lines[:5], lines[4], *lines[5:]],
    "a confirmation that failed": lambda lines, _: [*lines[:5], *lines[6:]],
}  # fmt: skip


@pytest.mark.parametrize("what", CRASHES)
def test_what_a_crash_leaves_is_mended_without_a_person(home: Path, what: str) -> None:
    store = open_store(home)
    with store.reader() as cursor:
        newest = read_entries(cursor)[-1]
    store.close()
    rewrite(home, lambda lines: CRASHES[what](lines, newest))
    for _ in range(2):
        store = open_store(home)
        write_acts(store, 1)
        store.close()
    assert verify_home(home, "full") == CheckReport("sound")


def test_a_failed_act_after_a_failed_confirmation_leaves_the_copy_whole(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(home)
    with monkeypatch.context() as patch:
        patch.setattr("warehouse.database.audit_copy.write_stands", lambda _: refuse())
        write_acts(store, 1)
    with pytest.raises(ZeroDivisionError), store.writer("load_scheme") as cursor:
        cursor.execute("select 1").fetchall()
        raise ZeroDivisionError
    monkeypatch.setattr(store._database, "_commit", lambda _: refuse())
    with pytest.raises(StoreUnavailable):
        write_acts(store, 1)
    monkeypatch.undo()
    write_acts(store, 1)
    store.close()
    open_store(home).close()
    assert verify_home(home, "full") == CheckReport("sound")


def refuse() -> bytes:
    raise StoreUnavailable("磁盘已满")


def test_a_restored_backup_goes_on_by_itself(home: Path, tmp_path: Path) -> None:
    store = open_store(home)
    folder = back_up(store, tmp_path / "elsewhere")
    write_acts(store, 2)
    store.close()
    rewrite(home, LACKING["emptied"])
    restore(home, folder, actor="张科", reason="演练")
    open_store(home).close()
    assert verify_home(home, "full") == CheckReport("sound")
    assert verify_backup(folder, tmp_path).verdict == "sound"


def test_lines_are_written_as_before() -> None:
    """The format may never change, because a copy is compared byte by byte."""
    moment = datetime(2026, 11, 30, 1, 2, 3, 4)
    entry = Entry(7, "张科", "note", '{"a": "“引号”\\n"}', moment, HEX)
    assert write_entry(entry).decode() == (
        '{"entry": 7, "time": "2026-11-30T01:02:03.000004", "actor": "张科", "action": "note",'
        f' "detail": "{{\\"a\\": \\"“引号”\\\\n\\"}}", "digest": "{HEX}"}}'
    )
    assert write_stands(entry).decode() == f'{{"stands": 7, "digest": "{HEX}"}}'
