"""The key of issued forms: made once, readable by its owner only, and never given to a worker."""

from __future__ import annotations

import json
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from warehouse.faults import StoreUnavailable
from warehouse.importing.form_identity import KEY_BYTES, KEY_NAME, list_stamps, sign_form
from warehouse.importing.import_file import ImportOptions, build_request
from warehouse.reading.contract import FormIdentity, ReadRequest, forms_of
from warehouse.schemes.scheme_files import load_shipped_schemes
from warehouse.store import Store

SCHEMES = load_shipped_schemes()
FORM = ("jiangxian-2021", "jx1_progress", "2021-05")


def sign(home: Path) -> str:
    """Sign a form; return its stamp."""
    stamp = json.loads(sign_form(home, *FORM))["stamp"]
    assert isinstance(stamp, str)
    return stamp


def test_a_stamp_stands_for_its_form_alone(tmp_path: Path) -> None:
    stamps = list_stamps_after(tmp_path)
    assert stamps[sign(tmp_path)] == FormIdentity(*FORM, 1)
    forms = sum(len(scheme.datasets) for scheme in SCHEMES)
    assert len(stamps) == forms * 12


def list_stamps_after(home: Path) -> dict[str, FormIdentity]:
    """Return the stamps after a first form has been issued."""
    sign(home)
    return list_stamps(home, SCHEMES)


def test_before_the_first_form_there_is_no_key_and_no_stamp(tmp_path: Path) -> None:
    assert list_stamps(tmp_path, SCHEMES) == {}
    assert list(tmp_path.iterdir()) == []


def test_the_key_stays_and_each_home_has_its_own(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    assert sign(here) == sign(here)
    assert sign(here) != sign(there)


def test_two_first_forms_at_once_share_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        stamps = set(pool.map(lambda _: sign(tmp_path), range(16)))
    assert len(stamps) == 1
    assert [path.name for path in tmp_path.iterdir()] == [KEY_NAME]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_key_is_for_its_owner_only(tmp_path: Path) -> None:
    sign(tmp_path)
    assert stat.S_IMODE((tmp_path / KEY_NAME).stat().st_mode) == 0o600


def test_a_key_that_was_cut_off_is_no_key(tmp_path: Path) -> None:
    (tmp_path / KEY_NAME).write_bytes(os.urandom(KEY_BYTES - 1))
    assert list_stamps(tmp_path, SCHEMES) == {}
    assert sign(tmp_path) in list_stamps(tmp_path, SCHEMES)


def test_a_home_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="密钥无法读写"):
        sign(tmp_path / "missing")


def test_the_worker_is_given_the_stamps_and_not_the_key(store: Store) -> None:
    stamp = sign(store.home)
    request = build_request(store, "表.xlsx", ImportOptions(actor="tester", scheme=FORM[0]))
    assert request.issued[stamp] == FormIdentity(*FORM, 1)
    key = (store.home / KEY_NAME).read_bytes()
    assert key.hex() not in request.model_dump_json()


def test_stamps_travel_to_the_worker_as_json() -> None:
    forms = tuple(forms_of(scheme) for scheme in SCHEMES)
    stamps = {"ab": FormIdentity(*FORM, 1)}
    request = ReadRequest(
        file_name="表.xlsx", schemes=forms, issued=stamps, today=date(2026, 11, 22)
    )
    assert ReadRequest.model_validate(request.model_dump(mode="json")) == request
