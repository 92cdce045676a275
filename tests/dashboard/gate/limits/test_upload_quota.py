"""Uploads: who may send files at all, and how much of theirs the server keeps in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from dashboard.gate.limits import upload_quota as uploads
from dashboard.gate.limits.upload_quota import UploadQuota
from tests.access import make_account
from tests.dashboard.gate.entrance import ADDRESS, Entrance
from warehouse.store import Store

PLACE = "/_stcore/upload_file/tab-1/file"
OWN = {"origin": ADDRESS}


@pytest.fixture
def held(entrance: Entrance) -> dict[str, list[int]]:
    """Return what each tab keeps, in the place of Streamlit's own book."""
    book: dict[str, list[int]] = {}
    entrance.state.upload_quota = UploadQuota(lambda tab: book.get(tab, []))
    return book


@pytest.fixture
def bob(entrance: Entrance, held: dict[str, list[int]]) -> TestClient:
    for tab in ("tab-1", "tab-2"):
        entrance.state.tabs.claim(tab, "bob")
    return entrance.sign_in("bob")


@pytest.mark.parametrize(
    ("role", "status"), [("auditor", 403), ("leader", 403), ("staff", 200), ("admin", 200)]
)
def test_only_roles_that_work_with_files_send_any(
    entrance: Entrance, at_host: Store, role: str, status: int
) -> None:
    name = f"sends-as-{role}"
    make_account(at_host, name, role)
    browser = entrance.sign_in(name)
    entrance.state.tabs.claim("tab-1", name)
    assert browser.put(PLACE, content=b"x", headers=OWN).status_code == status
    assert browser.delete(PLACE, headers=OWN).status_code == 200


def test_an_account_fills_its_share_over_all_its_tabs_and_no_more(
    bob: TestClient, held: dict[str, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 100)
    held["tab-2"] = [60]
    assert bob.put(PLACE, content=b"x" * 40, headers=OWN).status_code == 200
    answer = bob.put(PLACE, content=b"x" * 41, headers=OWN)
    assert answer.status_code == 413 and "移除" in answer.text
    held["tab-2"] = []
    assert bob.put(PLACE, content=b"x" * 41, headers=OWN).status_code == 200


def test_what_is_under_way_counts_too(
    bob: TestClient, entrance: Entrance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_FILES", 1)
    person = entrance.state.open_store_for(entrance.state.sessions.list_of("bob")[0]).person
    scope = {"path": PLACE, "method": "PUT", "headers": [(b"content-length", b"5")]}
    with entrance.state.upload_quota.taking(scope, person, list) as refusal:
        assert refusal is None
        assert bob.put(PLACE, content=b"x", headers=OWN).status_code == 413
    assert bob.put(PLACE, content=b"x", headers=OWN).status_code == 200


def test_a_file_of_a_size_unknown_or_too_great_is_refused_unread(bob: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x"

    assert bob.put(PLACE, content=pieces(), headers=OWN).status_code == 411
    large = {**OWN, "content-length": str(uploads.MAX_BODY + 1)}
    assert bob.put(PLACE, content=b"x", headers=large).status_code == 413
    assert bob.post(PLACE, content=pieces(), headers=OWN).status_code == 411
