"""The metrics, which a monitor reads with a token, and the health route, open to anybody."""

from __future__ import annotations

import json
import shutil
import socket
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from dashboard.command_line.commands import health
from dashboard.command_line.commands.health import check_address
from dashboard.command_line.dispatch import run_for_caller
from dashboard.command_line.main import main
from dashboard.server.monitoring import routes
from dashboard.server.monitoring.metrics_token import is_metrics_token, renew_metrics_token
from dashboard.server.monitoring.routes import HEALTH_SECONDS, list_operation_routes
from tests.conftest import copy_home
from tests.consoles import Recorder
from warehouse.access.people import Person
from warehouse.access.roles import ROLE_TITLES, Role
from warehouse.faults import Denied
from warehouse.home.opening import open_store
from warehouse.safekeeping.backups import back_up
from warehouse.safekeeping.health import Health, check_health
from warehouse.store import Store


def open_site(
    store: Store, person: Person | None = None, clock: Callable[[], float] = time.monotonic
) -> TestClient:
    """Return a client of the routes, as the gate lets a person through to them."""
    site = Starlette(routes=list_operation_routes(store, clock))

    async def let_through(scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["person"] = person
        await site(scope, receive, send)

    return TestClient(let_through)


def read_figures(client: TestClient, token: str) -> dict[str, float]:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {one.name: one.value for family in families for one in family.samples}


def test_the_figures_tell_what_is_in_the_store(filled_home: Path, tmp_path: Path) -> None:
    store = open_store(copy_home(filled_home, tmp_path / "home"))
    try:
        leader = store.bind_to(Person("leader", "leader"))
        with pytest.raises(Denied):
            leader.require("seal")
        folder = back_up(store)
        figures = read_figures(open_site(store), renew_metrics_token(store.home))
        assert figures["kaohe_landings_total"] == 9
        assert figures["kaohe_refused_acts_total"] == 1
        assert figures["kaohe_store_up"] == 1
        assert figures["kaohe_record_entries"] >= 10
        assert figures["kaohe_free_disk_bytes"] > 0
        made = json.loads((folder / "manifest.json").read_text())["created_at"]
        assert figures["kaohe_last_backup_timestamp_seconds"] > 1.7e9, made
    finally:
        store.close()


def test_a_store_that_does_not_answer_is_a_figure_too(store: Store) -> None:
    token = renew_metrics_token(store.home)
    store.close()
    figures = read_figures(open_site(store), token)
    assert figures["kaohe_store_up"] == 0
    assert "kaohe_landings_total" not in figures


@pytest.mark.parametrize("role", ROLE_TITLES)
def test_figures_are_for_the_token_and_for_who_looks_after_the_product(
    store: Store, role: Role
) -> None:
    client = open_site(store, Person("someone", role))
    may = role in {"admin", "auditor", "host"}
    assert client.get("/metrics").status_code == (200 if may else 401)


def test_a_token_counts_until_the_next_is_made(store: Store) -> None:
    first = renew_metrics_token(store.home)
    assert is_metrics_token(f"Bearer {first}", store.home)
    second = renew_metrics_token(store.home)
    headers = [
        None,
        "",
        first,
        f"Bearer {first}",
        f"bearer {second}",
        f"Bearer {second} ",
        "Bearer \xff",
    ]
    assert [is_metrics_token(header, store.home) for header in headers] == [False] * len(headers)
    assert is_metrics_token(f"Bearer {second}", store.home)
    kept = store.home / "metrics-token.sha256"
    assert second not in kept.read_text()
    if sys.platform != "win32":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_without_a_token_no_header_opens_the_figures(store: Store) -> None:
    assert not is_metrics_token("Bearer ", store.home)
    assert open_site(store).get("/metrics", headers={"Authorization": "Bearer "}).status_code == 401


def test_the_command_makes_a_token_and_the_record_keeps_that_it_did(store: Store) -> None:
    console = Recorder()
    assert run_for_caller(store, ["metrics-token", "--format", "json"], console) == 0
    token = json.loads(console.written[0])["token"]
    assert is_metrics_token(f"Bearer {token}", store.home)
    with store.reader() as cursor:
        rows = cursor.execute("select actor, action, detail from audit_entry").fetchall()
    assert rows[-1][:2] == (console.actor, "renew_metrics_token")
    assert token not in str(rows)


def break_by_closing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.close()


def break_by_filling(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        free: int = 2**20

    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage())


def break_by_locking(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)


@pytest.mark.parametrize(
    ("break_it", "said"),
    [(break_by_closing, "不能读取"), (break_by_filling, "磁盘空间"), (break_by_locking, "副本")],
)
def test_what_is_unwell_is_said_on_the_host_and_to_no_stranger(
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    break_it: Callable[[Store, pytest.MonkeyPatch], None],
    said: str,
) -> None:
    now = [0.0]
    client = open_site(store, clock=lambda: now[0])
    answer = client.get("/health")
    assert (answer.status_code, answer.text) == (200, "ok")
    break_it(store, monkeypatch)
    now[0] += HEALTH_SECONDS
    found = check_health(store)
    assert not found.is_well and said in found.said
    answer = client.get("/health")
    assert (answer.status_code, answer.text) == (503, "unwell")


def test_strangers_who_ask_many_times_in_a_second_cost_one_look(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, now = list[Store](), [0.0]

    def look(asked: Store) -> Health:
        looks.append(asked)
        return check_health(asked)

    monkeypatch.setattr(routes, "check_health", look)
    client = open_site(store, clock=lambda: now[0])
    assert [client.get("/health").text for _ in range(20)] == ["ok"] * 20
    assert len(looks) == 1
    now[0] += HEALTH_SECONDS
    client.get("/health")
    assert len(looks) == 2


def test_health_of_a_home_that_nobody_serves_is_that_nobody_does(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KAOHE_HOME", str(fresh_home))
    assert main(["health"]) == 4
    assert "没有在运行" in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_unwell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        found = check_address("0.0.0.0", silent.getsockname()[1])
    assert not found.is_well and "没有应答" in found.said
