"""The second place for backups: atomic copies, its own pruning, and reported failures."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from dashboard.pages.administration.backup_status import StatusLine, list_lines
from dashboard.server.daily_backup import copy_if_missing
from tests.conftest import copy_home
from tests.warehouse.editions.county import THIRD, land_work
from warehouse.check_results import CheckReport
from warehouse.database.audit import read_head
from warehouse.database.clock import utc_now
from warehouse.faults import StoreUnavailable, WrongCall
from warehouse.home.backup_manifest import Manifest, list_in, write_manifest
from warehouse.home.opening import open_store
from warehouse.home.upkeep_notes import note_check, read_upkeep
from warehouse.safekeeping.backups import back_up, list_backups, verify_backup
from warehouse.safekeeping.second_place import SETTINGS_FILE, copy_to_second_place
from warehouse.store import Store


@pytest.fixture
def store(county_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Yield a store with one backup, made without the verification, which other tests cover."""
    monkeypatch.setattr("warehouse.safekeeping.backups.verify_home", lambda _: CheckReport("sound"))
    store = open_store(copy_home(county_home, tmp_path / "home"))
    back_up(store)
    return store


def set_place(store: Store, place: Path, more: str = "") -> None:
    (store.home / SETTINGS_FILE).write_text(f'folder = "{place.as_posix()}"\n{more}', "utf-8")


def find_line(store: Store, label: str, hours: int = 0) -> StatusLine:
    with store.reader() as cursor:
        head = read_head(cursor)
    lines = list_lines(store, head.digest if head else None, utc_now() + timedelta(hours=hours))
    return next(one for one in lines if one.label == label)


def test_the_last_backup_is_copied_once(store: Store, tmp_path: Path) -> None:
    place = tmp_path / "share"
    place.mkdir()
    assert copy_to_second_place(store.home) is None  # nothing is set
    set_place(store, place)
    copied = copy_to_second_place(store.home)
    assert copied and [one for one, _ in list_in(place)] == [copied]
    assert copied.name == list_backups(store.home)[0][0].name
    assert verify_backup(copied, tmp_path).verdict == "sound"
    assert copy_to_second_place(store.home) is None
    assert not find_line(store, "另一处备份").is_wrong
    store.close()


def test_a_place_that_is_not_there_is_not_made_but_told_and_tried_again(
    store: Store, tmp_path: Path
) -> None:
    place = tmp_path / "share"  # a share that is not mounted
    set_place(store, place)
    with pytest.raises(StoreUnavailable, match="没有连接"):
        copy_to_second_place(store.home)
    copy_if_missing(store)  # the server's own check continues after a fault
    assert not place.exists()
    line = find_line(store, "复制到另一处未成功")
    assert line.is_wrong and str(place) in line.text
    place.mkdir()
    copy_if_missing(store)
    assert len(list_in(place)) == 1
    assert read_upkeep(store.home).elsewhere_failure == ""
    store.close()


def test_the_second_place_has_its_own_rule(store: Store, tmp_path: Path) -> None:
    place = tmp_path / "share"
    for number in range(1, 29):
        folder = place / f"202109{number:02d}-200000"
        folder.mkdir(parents=True)
        write_manifest(folder, Manifest("", 0, 0, "", {}))
    set_place(store, place, "keep_days = 5\nkeep_months = 1\n")
    copy_to_second_place(store.home)
    assert len(list_in(place)) == 5
    store.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("folder = 3", "folder 不对", id="no path"),
        pytest.param('folder = "/x"\nkeep_days = 0', "keep_days 不对", id="nothing kept"),
        pytest.param('place = "/x"', "不对", id="an unknown key"),
        pytest.param("folder = ", "不能读", id="no TOML"),
    ],
)
def test_a_wrong_setting_is_told_by_file_and_key(store: Store, text: str, said: str) -> None:
    (store.home / SETTINGS_FILE).write_text(text, "utf-8")
    with pytest.raises(WrongCall, match=said) as caught:
        copy_to_second_place(store.home)
    assert SETTINGS_FILE in str(caught.value)
    assert find_line(store, "另一处备份").is_wrong
    store.close()


def test_only_what_somebody_must_act_on_is_wrong(store: Store, read_here: None) -> None:
    assert not find_line(store, "最近备份", hours=500).is_wrong  # nothing has happened since
    land_work(store, THIRD, "9", reason="更正")
    assert not find_line(store, "最近备份", hours=24).is_wrong
    assert find_line(store, "最近备份", hours=72).is_wrong
    assert not find_line(store, "最近核对").is_wrong
    note_check(store.home, CheckReport("differs"))
    assert find_line(store, "最近核对").is_wrong
    shutil.rmtree(store.home / "backups")
    assert find_line(store, "最近备份").text == "暂无"
    store.close()
