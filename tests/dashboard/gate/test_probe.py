"""Every route and the websocket of the running server, requested by clients without access."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.conftest import copy_home
from tests.dashboard.gate.probing import (
    METHODS,
    OPEN,
    STREAM,
    Client,
    ask,
    ask_all,
    ask_in_turn,
    knock,
    list_paths,
    serving_clients,
)
from tests.serving import run


@dataclass(frozen=True)
class Probed:
    home: Path
    address: str
    clients: dict[str, Client]
    paths: list[str]


@pytest.fixture(scope="module")
def probed(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Probed]:
    home = copy_home(prepared_home, tmp_path_factory.mktemp("probed") / "home")
    paths = list_paths(home)
    with serving_clients(home) as (address, clients):
        yield Probed(home, address, {one.who: one for one in clients}, paths)


def test_the_application_s_own_routes_are_among_what_is_probed(probed: Probed) -> None:
    assert {"/version", "/screen", "/screen/data", STREAM, "/media/x"} <= set(probed.paths)
    assert len(probed.paths) > 50


def test_an_anonymous_client_gets_nothing_by_any_method(probed: Probed) -> None:
    answered = ask_in_turn(probed.address, probed.clients["anonymous"], probed.paths)
    assert {one.method for one in answered} == {*METHODS}
    assert {one.path for one in answered if not one.is_closed} == OPEN
    assert not [one for one in answered if one.status >= 500]


@pytest.mark.parametrize("who", ["invented", "ended", "disabled", "initial password"])
def test_a_session_that_does_not_hold_opens_nothing(probed: Probed, who: str) -> None:
    answered = ask_all(probed.address, probed.clients[who], probed.paths, ("GET",))
    assert ask(probed.address, probed.clients[who], "POST", "/unit").status == 401
    assert {one.path for one in answered if not one.is_closed} == OPEN
    assert knock(probed.address, probed.clients[who]) == 403


def test_the_probe_would_see_an_open_door(probed: Probed) -> None:
    answered = ask_all(probed.address, probed.clients["leader"], probed.paths, ("GET",))
    assert len({one.path for one in answered if not one.is_closed}) > 20
    assert knock(probed.address, probed.clients["leader"]) == 101


def test_the_figures_for_monitors_are_for_administrators_only(probed: Probed) -> None:
    codes = {
        who: ask(probed.address, probed.clients[who], "GET", "/metrics").status
        for who in ("anonymous", "leader", "admin")
    }
    assert codes == {"anonymous": 401, "leader": 401, "admin": 200}


def test_the_websocket_is_closed_to_strangers_and_to_other_sites(probed: Probed) -> None:
    assert knock(probed.address, probed.clients["anonymous"]) == 403
    assert knock(probed.address, probed.clients["leader"], origin="http://evil.example") == 403


def test_switching_an_account_off_closes_its_open_websocket_within_seconds(probed: Probed) -> None:
    client = probed.clients["leader"]
    target = probed.address.replace("http", "ws", 1) + STREAM
    headers = {"Cookie": client.cookie}
    origin = Origin(probed.address)
    with connect(target, origin=origin, additional_headers=headers) as socket:
        run(probed.home, "account", "disable", "lee")
        began = time.monotonic()
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                socket.recv(timeout=10)
    assert closed.value.rcvd and closed.value.rcvd.code == 4401
    assert time.monotonic() - began < 5
    assert ask(probed.address, client, "GET", "/version").is_closed
