"""The shipped nginx configuration, in a real nginx before a server that says yes to everything."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest

from tests.deploy.nginx import proxying

MANY = 100
"""More than may come at once (60), within a second or so."""


class Yes(BaseHTTPRequestHandler):
    """Answers everything."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx2.Client]:
    """Lend a browser in front of nginx; its log is `nginx/access.log`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Yes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with (
        proxying(f"http://127.0.0.1:{server.server_port}", tmp_path / "nginx") as outside,
        httpx2.Client(base_url=outside, verify=False) as client,
    ):
        yield client
    server.shutdown()
    server.server_close()


def test_no_query_and_no_referer_stand_in_the_log(client: httpx2.Client, tmp_path: Path) -> None:
    secret = "the-provider-s-code"
    referer = {"Referer": f"https://x.example/?{secret}"}
    client.get(f"/kaohe/oidc/callback?code={secret}", headers=referer)
    # nginx takes the next request of a connection only once the line of the last one is written.
    client.get("/kaohe/")
    written = (tmp_path / "nginx" / "access.log").read_text("utf-8")
    assert '"GET /kaohe/oidc/callback" 200' in written
    assert secret not in written


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/kaohe/login"), ("GET", "/kaohe/oidc/start")]
)
def test_a_flood_of_sign_ins_is_held_up_and_nothing_else(
    client: httpx2.Client, method: str, path: str
) -> None:
    codes = [client.request(method, path).status_code for _ in range(MANY)]
    assert codes[:60] == [200] * 60
    assert 429 in codes
    assert {client.get("/kaohe/login").status_code, client.get("/kaohe/").status_code} == {200}
