"""Uploads: which roles may send files, and how much of an account's the server keeps in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from dashboard.gate.limits import upload_quota
from dashboard.gate.limits.upload_quota import UploadQuota
from tests.access import make_account
from tests.dashboard.gate.served_gate import ADDRESS, ServedGate
from warehouse.store import Store

PLACE = "/_stcore/upload_file/tab-1/file"
OWN = {"origin": ADDRESS}


@pytest.fixture
def held(served: ServedGate) -> dict[str, list[int]]:
    """Return the file sizes of each tab, used instead of Streamlit's own list."""
    book: dict[str, list[int]] = {}
    served.state.upload_quota = UploadQuota(lambda tab: book.get(tab, []))
    return book


@pytest.fixture
def bob(served: ServedGate, held: dict[str, list[int]]) -> TestClient:
    for tab in ("tab-1", "tab-2"):
        served.state.tabs.claim(tab, "bob")
    return served.sign_in("bob")


@pytest.mark.parametrize(
    ("role", "status"), [("auditor", 403), ("leader", 403), ("staff", 200), ("admin", 200)]
)
def test_only_roles_that_work_with_files_send_any(
    served: ServedGate, at_host: Store, role: str, status: int
) -> None:
    name = f"sends-as-{role}"
    make_account(at_host, name, role)
    browser = served.sign_in(name)
    served.state.tabs.claim("tab-1", name)
    assert browser.put(PLACE, content=b"x", headers=OWN).status_code == status
    assert browser.delete(PLACE, headers=OWN).status_code == 200


def test_an_account_fills_its_share_over_all_its_tabs_and_no_more(
    bob: TestClient, held: dict[str, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_quota, "MAX_BYTES", 100)
    held["tab-2"] = [60]
    assert bob.put(PLACE, content=b"x" * 40, headers=OWN).status_code == 200
    answer = bob.put(PLACE, content=b"x" * 41, headers=OWN)
    assert answer.status_code == 413 and "移除" in answer.text
    held["tab-2"] = []
    assert bob.put(PLACE, content=b"x" * 41, headers=OWN).status_code == 200


def test_what_is_under_way_counts_too(
    bob: TestClient, served: ServedGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_quota, "MAX_FILES", 1)
    person = served.state.open_store_for(served.state.sessions.list_of("bob")[0]).person
    scope = {"path": PLACE, "method": "PUT", "headers": [(b"content-length", b"5")]}
    with served.state.upload_quota.taking(scope, person, list) as refusal:
        assert refusal is None
        assert bob.put(PLACE, content=b"x", headers=OWN).status_code == 413
    assert bob.put(PLACE, content=b"x", headers=OWN).status_code == 200


def test_a_file_of_a_size_unknown_or_too_great_is_refused_unread(bob: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x"

    assert bob.put(PLACE, content=pieces(), headers=OWN).status_code == 411
    large = {**OWN, "content-length": str(upload_quota.MAX_BODY + 1)}
    assert bob.put(PLACE, content=b"x", headers=large).status_code == 413
    assert bob.post(PLACE, content=pieces(), headers=OWN).status_code == 411
