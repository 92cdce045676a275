"""The audit record: changed, deleted and replaced entries are found."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copy_home
from tests.warehouse.files import land
from warehouse.database.audit import Entry, find_break, read_entries, write_audit
from warehouse.database.audit_copy import read_anchor
from warehouse.database.audit_copy_check import COPY_FOLDER, COPY_NAME
from warehouse.database.audit_copy_lines import CopyLine, read_entry, scan
from warehouse.faults import StoreUnavailable
from warehouse.home.opening import open_store
from warehouse.store import Store

SCHEME = "jiangxian-2021"
ROWS = [{"unit": "县财政局", "column_posts": "1"}]
MUTATIONS = 1_000


def write_acts(store: Store, count: int) -> None:
    for number in range(count):
        with store.writer("load_scheme") as cursor:
            write_audit(cursor, "张科", "note", {"number": number, "text": "换行\n与“引号”"})


def read_record(store: Store) -> list[Entry]:
    with store.reader() as cursor:
        return read_entries(cursor)


def copy_of(home: Path) -> Path:
    return home / COPY_FOLDER / COPY_NAME


def read_copy(path: Path) -> dict[int, dict[str, Any]]:
    """Return the confirmed entries of a copy by number, as they were first written."""
    lines: list[CopyLine] = []
    scan(path, lines.append)
    entries = [read_entry(line) for line in lines]
    return {one.number: one._asdict() for one in entries if one is not None}


def edit(entry: Entry, chance: random.Random) -> Entry:
    """Change one character of one field, or the number, the time or the digest."""
    field = chance.choice(["number", "actor", "action", "detail", "happened_at", "digest"])
    value = getattr(entry, field)
    if field == "number":
        changed = value + chance.choice([-1, 1, 1000])
    elif field == "happened_at":
        changed = value.replace(microsecond=(value.microsecond + 1) % 1_000_000)
    else:
        at = chance.randrange(len(value))
        changed = value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
    return entry._replace(**{field: changed})


def test_the_record_of_an_ordinary_store_is_whole(store: Store) -> None:
    land(store, SCHEME, "jx1_progress", "2021-11", ROWS)
    entries = read_record(store)
    assert len(entries) >= 3
    assert find_break(entries) is None


def test_every_mutation_cut_and_replay_is_found_at_its_first_entry(store: Store) -> None:
    write_acts(store, 40)
    entries, chance = read_record(store), random.Random(20211120)
    for _ in range(MUTATIONS):
        at = chance.randrange(len(entries))
        kind = chance.choice(["edit", "delete", "swap", "replay"])
        if kind == "edit":
            changed = [*entries[:at], edit(entries[at], chance), *entries[at + 1 :]]
        elif kind == "delete":
            at = min(at, len(entries) - 2)  # only the copy can show that the end was cut off
            changed = [*entries[:at], *entries[at + 1 :]]
        elif kind == "swap":
            at = min(at, len(entries) - 2)
            changed = [*entries[:at], entries[at + 1], entries[at], *entries[at + 2 :]]
        else:
            changed = [*entries[: at + 1], entries[at], *entries[at + 1 :]]
            at += 1
        assert find_break(changed) == at + 1, kind


def test_a_forger_who_seals_anew_is_found_by_the_copy(store: Store) -> None:
    write_acts(store, 3)
    home = store.home
    with store.writer("load_scheme") as cursor:
        (last,) = read_entries(cursor)[-1:]
        cursor.execute("delete from audit_entry where entry_id = ?", [last.number]).fetchall()
        write_audit(cursor, "别人", last.action, json.loads(last.detail))
    store.close()
    with pytest.raises(StoreUnavailable, match=f"第{last.number}条不同"):
        open_store(home)


@pytest.mark.parametrize("lost", [1, 2, 5])
def test_an_older_store_is_not_opened_and_what_it_lacks_is_said(
    fresh_home: Path, tmp_path: Path, lost: int
) -> None:
    open_store(fresh_home).close()
    older = copy_home(fresh_home, tmp_path / "older")
    store = open_store(fresh_home)
    write_acts(store, lost)
    newest = read_record(store)[-1].number
    store.close()
    shutil.copy(older / "kaohe.duckdb", fresh_home / "kaohe.duckdb")
    (fresh_home / "kaohe.duckdb.wal").unlink(missing_ok=True)
    with pytest.raises(StoreUnavailable) as caught:
        open_store(fresh_home)
    assert f"写到第{newest}条，仓库里只到第{newest - lost}条" in str(caught.value)
    assert "kaohe restore" in str(caught.value)
    open_store(fresh_home, in_doubt=True).close()


def test_the_copy_says_what_the_store_says(store: Store) -> None:
    write_acts(store, 3)
    copied = read_copy(copy_of(store.home))
    assert [(one.number, one.digest, one.detail) for one in read_record(store)] == [
        (number, line["digest"], line["detail"]) for number, line in sorted(copied.items())
    ]


def test_an_act_that_failed_leaves_no_confirmed_entry(store: Store) -> None:
    before = read_anchor(copy_of(store.home))
    with pytest.raises(ZeroDivisionError), store.writer("load_scheme") as cursor:
        write_audit(cursor, "张科", "note", {})
        raise ZeroDivisionError
    assert read_anchor(copy_of(store.home)).number == before.number


def test_without_a_copy_nothing_is_done(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "disk full")

    before = read_record(store)
    monkeypatch.setattr("warehouse.database.audit_copy.os.fsync", refuse)
    with pytest.raises(StoreUnavailable, match="操作记录的副本无法写入"):
        write_acts(store, 1)
    monkeypatch.undo()
    assert read_record(store) == before
    write_acts(store, 1)
    home = store.home
    store.close()
    open_store(home).close()


Break = Callable[[bytes], bytes]


def announce_after(text: bytes) -> bytes:
    """Return the line of one more announced entry, as a crash before the commit leaves it."""
    *_, newest, stands = text.splitlines(keepends=True)
    number = json.loads(stands)["stands"]
    return newest.replace(b'"entry": %d' % number, b'"entry": %d' % (number + 1))


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda text: text[:-40], id="the confirmation cut short"),
        pytest.param(lambda text: text[: text.rindex(b'{"stands"')], id="no confirmation"),
        pytest.param(lambda text: text + announce_after(text), id="never committed"),
        pytest.param(lambda text: text + announce_after(text)[:-30], id="never written whole"),
    ],
)
def test_a_crash_around_the_commit_is_no_loss(store: Store, spoil: Break) -> None:
    write_acts(store, 3)
    home, newest = store.home, read_record(store)[-1]
    store.close()
    path = copy_of(home)
    path.write_bytes(spoil(path.read_bytes()))
    opened = open_store(home)
    assert read_record(opened)[-1] == newest
    assert read_anchor(path).number == newest.number
    write_acts(opened, 1)
    assert read_anchor(path).number == newest.number + 1
    opened.close()
