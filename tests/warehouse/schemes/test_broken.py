"""A broken scheme affects no other scheme and no command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dashboard.command_line.main import main
from tests.repository import ROOT
from tests.warehouse.walk import query
from warehouse.faults import SchemeError
from warehouse.home.opening import open_store
from warehouse.results.scheme_changes import load_shipped
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.schemes.scheme_files import load_scheme
from warehouse.schemes.scheme_history import read_version
from warehouse.schemes.schemes import find_unreadable_schemes, read_schemes
from warehouse.store import Store

SHIPPED = ROOT / "seed" / "schemes"
BROKEN, SOUND = "jiangxian-2021", "qianyang-2022"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Ship one broken scheme before a sound one."""
    copies = [Path(shutil.copytree(SHIPPED / one, tmp_path / one)) for one in (BROKEN, SOUND)]
    path = copies[0] / "scheme.toml"
    path.write_text(path.read_text("utf-8").replace('fit = "scale"', 'fit = "quoto"'))
    monkeypatch.setattr("warehouse.results.scheme_changes.list_shipped_folders", lambda: copies)
    return copies


def test_the_sound_scheme_is_loaded_and_the_broken_one_is_named(
    tmp_path: Path, folders: list[Path]
) -> None:
    store = open_store(tmp_path / "home", create=True)
    loaded = load_shipped(store)
    assert loaded.changed == [SOUND]
    assert len(loaded.faults) == 1 and "指标 2.4，fit：“quoto”" in loaded.faults[0]
    with store.reader() as cursor:
        assert [one.id for one in read_schemes(cursor)] == [SOUND]
    store.close()


def test_an_error_of_the_program_while_loading_stops_no_other_scheme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_on(folder: Path) -> object:
        if folder.name == BROKEN:
            raise ZeroDivisionError
        return load_scheme(folder)

    monkeypatch.setattr("warehouse.results.scheme_changes.load_scheme", fail_on)
    store = open_store(tmp_path / "home", create=True)
    loaded = load_shipped(store)
    assert loaded.changed == [SOUND] and "装入时出错（ZeroDivisionError）" in loaded.faults[0]
    store.close()


def test_init_names_the_fault_and_ends_with_1(
    tmp_path: Path,
    folders: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KAOHE_HOME", str(tmp_path / "home"))
    assert main(["init", "--format", "json"]) == 1
    out, err = capsys.readouterr()
    printed = json.loads(out)
    assert printed["schemes"] == [SOUND] and "指标 2.4，fit：“quoto”" in printed["faults"][0]
    assert "没有装入；其他方案不受影响" in err


def spoil_document(store: Store) -> None:
    """Change the stored scheme so that this program cannot read it."""
    with store.writer("load_scheme") as cursor:
        cursor.execute(
            "update scheme_version set document = replace(document, '\"year\":2021',"
            ' \'"year":"soon"\') where scheme_id = ?',
            [BROKEN],
        ).fetchall()


def test_a_stored_scheme_that_cannot_be_read_stops_no_other(store: Store) -> None:
    spoil_document(store)
    with store.reader() as cursor:
        assert [one.id for one in read_schemes(cursor)] == [SOUND]
        (said,) = find_unreadable_schemes(cursor)
        with pytest.raises(SchemeError, match="其他方案不受影响"):
            read_version(cursor, BROKEN, 1)
    assert f"考核方案“{BROKEN}”第1版不符合本程序的要求（scheme.toml，year：" in said
    assert said in [one.said for one in verify_store(store).findings]
    assert query(store, "select count(*) from scheme_version") == [(2,)]
