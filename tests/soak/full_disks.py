"""Full disks: landing, issuing, backup and audit entries with little disk space left.

`python -m tests.soak.full_disks --runs 20`: on a separate tmpfs (mounting needs root) a county's
home is opened with a given amount of free space. Each act is done completely or refused with a
sentence; readers continue; once there is space, the same process continues. An assertion stops the
run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.conftest import copy_home, reading_here
from tests.warehouse.editions.county import SECOND, THIRD, fill_county, issue, land_work
from tests.warehouse.killing import CONTEXT
from tests.warehouse.walk import query, read_state
from warehouse.database import database
from warehouse.database.audit import write_audit
from warehouse.faults import Fault, StoreUnavailable
from warehouse.home.opening import open_store
from warehouse.reading.reader import read_content
from warehouse.safekeeping.backups import back_up, list_backups
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.store import Store

MEGABYTE = 2**20
DISK_MEGABYTES = 480
BELOW_THE_FLOOR = (1.0, 16.0, 40.0, 60.0)
"""Free megabytes below the product's floor."""

ABOVE_THE_FLOOR = (65.0, 66.0, 68.0, 72.0)
"""Free megabytes above the floor, which a very large act uses up midway."""

WITHOUT_A_FLOOR = (0, 0.004, 0.06, 0.25, 0.5, 1, 2, 4, 8, 16, 24, 40)
"""Free megabytes that another program may leave after the floor was checked."""

LARGE_ROWS = 130_000
FILLER = "other"


def land(store: Store) -> None:
    """Land a file."""
    land_work(store, THIRD, str(len(query(store, "from batch"))), reason="更正")


def issue_month(store: Store) -> None:
    """Issue a month that is not issued yet."""
    if not query(store, "select 1 from month_state where is_sealed"):
        issue(store, SECOND, ("通报.docx", os.urandom(200_000)))


def make_backup(store: Store) -> None:
    """Make a backup of the whole home."""
    back_up(store)


def write_record(store: Store) -> None:
    """Write an audit entry that changes no data."""
    store.record("export", {"file": "表.xlsx"})


def write_much(store: Store) -> None:
    """Write incompressible data of more than the disk's free space in one transaction."""
    with store.writer("load_scheme") as cursor:
        cursor.execute(
            "insert into source_row select 1, n, 1,"
            " list_transform(range(40), lambda k: md5((n * 40 + k)::varchar))"
            f" from range({LARGE_ROWS}) as numbers(n)"
        ).fetchall()


def swell_log(store: Store) -> None:
    """Write until a commit triggers a checkpoint, which may have no disk space."""
    for number in range(60):
        try:
            _write_answers(store, number)
        except StoreUnavailable:  # what is said to have failed must not be there
            assert query(store, "select count(*) from remembered_answer") == [(number * 500,)]
            raise


def _write_answers(store: Store, number: int) -> None:
    with store.writer("load_scheme") as cursor:
        cursor.execute(
            "insert into remembered_answer select 'x', md5((range + ?)::varchar), repeat("
            "md5(range::varchar), 20), 0, 'x', now()::timestamp from range(500)",
            [number * 1000],
        ).fetchall()
        write_audit(cursor, "系统", "load_scheme", {"scheme": "x"})


Action = Callable[[Store], None]
ACTS: tuple[Action, ...] = (land, issue_month, write_record, make_backup)


def fill_and_act(
    home: Path, megabytes: float, acts: tuple[Action, ...], floor: int
) -> Counter[str]:
    """Do each act with this much free space, in a separate process; return the counts.

    DuckDB can abort the process if a commit has no space; then the next start must find the home
    intact.
    """
    counted = Counter[str]()
    for act in acts:
        before = _open_and_read(home)
        receiver, sender = CONTEXT.Pipe(duplex=False)
        process = CONTEXT.Process(  # type: ignore[attr-defined]
            target=_act_in_child, args=(home, megabytes, act, floor, sender)
        )
        process.start()
        sender.close()
        try:
            outcome = str(receiver.recv())
        except EOFError:
            outcome = "the database ended the process"
        process.join()
        (home.parent / FILLER).unlink(missing_ok=True)
        counted[f"{act.__name__}: {outcome}"] += 1
        assert process.exitcode == 0 or outcome.startswith("the database"), process.exitcode
        if process.exitcode:
            assert _open_and_read(home) == before
    store = open_store(home)
    proof = verify_store(store)
    store.close()
    assert proof.verdict == "sound", proof.findings
    return counted


def _act_in_child(
    home: Path, megabytes: float, act: Action, floor: int, sender: Connection
) -> None:
    """Do one act beside a reader on a disk that fills up, then another one once it has space."""
    pytest.MonkeyPatch().setattr("warehouse.importing.import_file.read_in_worker", read_content)
    store = open_store(home)
    fill_up_to(home.parent / FILLER, megabytes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "FREE_SPACE_FLOOR", floor)
        if not floor:
            patch.setattr("warehouse.safekeeping.backups.estimate_room", lambda _: 0)
        outcome = _try(store, act)
    (home.parent / FILLER).unlink()
    land(store)
    store.close()
    sender.send(outcome)


def _try(store: Store, act: Action) -> str:
    """Do one act, assert that it is done completely or not at all, and return its outcome."""
    before, backups = _read(store), len(list_backups(store.home))
    try:
        act(store)
        outcome = "done"
    except Fault as fault:
        outcome = f"{str(fault)[:9]}…"
        assert _read(store) == before, act.__name__
        assert len(list_backups(store.home)) == backups
        assert not list(store.home.glob("backups/.*"))
    assert query(store, "select count(*) > 0 from ledger") == [(True,)]
    return outcome


def _open_and_read(home: Path) -> dict[str, list[tuple[object, ...]]]:
    store = open_store(home)
    state = _read(store)
    store.close()
    return state


def _read(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Return the state without the audit entries of refused acts."""
    state = read_state(store)
    del state["audit_entry"]
    return state


def fill_up_to(path: Path, megabytes: float) -> None:
    """Write a file that leaves this much free space."""
    status = os.statvfs(path.parent)
    left = status.f_bavail * status.f_frsize - int(megabytes * MEGABYTE)
    with path.open("wb", buffering=0) as file:
        try:
            while left > 0:
                left -= file.write(b"x" * min(left, MEGABYTE))
        except OSError:
            return


@contextmanager
def small_disk(place: Path, megabytes: int = DISK_MEGABYTES) -> Iterator[Path]:
    """Yield a small tmpfs; PermissionError if mounting is not allowed."""
    place.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except FileNotFoundError:
        raise PermissionError("no mount on this machine") from None
    if done.returncode:
        raise PermissionError(done.stderr.decode().strip())
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def list_runs() -> Iterator[tuple[float, int, tuple[Action, ...]]]:
    """Yield each run's free megabytes, its floor in bytes and its acts."""
    for megabytes in BELOW_THE_FLOOR:
        yield megabytes, database.FREE_SPACE_FLOOR, ACTS
    for megabytes in ABOVE_THE_FLOOR:
        yield megabytes, database.FREE_SPACE_FLOOR, (write_much, *ACTS)
    for megabytes in WITHOUT_A_FLOOR:
        yield megabytes, 0, (swell_log, *ACTS)


def main() -> None:
    """Run at several levels of free space and print the outcomes of each act."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = list(list_runs())[: parser.parse_args().runs]
    with tempfile.TemporaryDirectory(prefix="kaohe-disks-") as folder:
        county = Path(folder) / "county"
        with reading_here():
            fill_county(county)
        CONTEXT.set_forkserver_preload(["tests.soak.acts"])
        for number, (megabytes, floor, acts) in enumerate(runs):
            with small_disk(Path(folder) / f"disk-{number}") as disk:
                counted = fill_and_act(copy_home(county, disk / "home"), megabytes, acts, floor)
            print(f"{megabytes} MB left, floor {floor >> 20} MB:", dict(counted), flush=True)


if __name__ == "__main__":
    main()
