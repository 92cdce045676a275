"""A probe of a served dashboard: every route, by clients with and without access.

Run as a module it requests every path by every method and prints the responses of each client; the
tests request every path by two methods (`ask_in_turn`), which takes a quarter of the time.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from starlette.routing import Mount, Route, WebSocketRoute
from streamlit.web.server.starlette.starlette_app import App
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from dashboard.server.app_server import build_app
from tests.access import PASSWORD, make_account
from tests.landing import make_store
from tests.serving import run, serve
from warehouse.access.people import host
from warehouse.accounts.account_acts import add_account
from warehouse.home.opening import open_store

STREAM = "/_stcore/stream"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE")
STREAMLIT_PATHS = (
    "/", "/unit", "/favicon.png", "/manifest.json", "/static/js/index.js", "/static/",
    "/_stcore/health", "/_stcore/script-health-check", "/_stcore/metrics", "/_stcore/host-config",
    "/_stcore/allowed-message-origins", "/_stcore/upload_file/tab/file", "/_stcore/agent/interact",
    "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/_stcore/bidi-components/x/index.js",
    "/media/" + "a" * 56 + ".xlsx", "/component/x/index.html", "/app/static/x.css", "/auth/login",
    "/auth/logout", "/oauth2callback", "/healthz", "/screen", "/screen/data", "/version",
    "/metrics", "/metrics/",
)  # fmt: skip
CROOKED_PATHS = (
    "//version", "/./version", "/x/../version", "/login/../version", "/login/..%2fversion",
    "/login%2f..%2fversion", "/%6cogin/../version", "/health/../version", "/health/..;/version",
    "/login;/../version", "/LOGIN", "/login/.", "/oidc/../version", "\\version", "/version%00",
    "/version?x=/login", "/version#/login", "http://other.example/version",
)  # fmt: skip
OPEN = {"/health"}
"""Paths that answer anybody, beside the sign-in itself."""


class Client(NamedTuple):
    """A client of the gate."""

    who: str
    cookie: str
    may_pass: bool


class Answered(NamedTuple):
    """The response to one request of a client."""

    who: str
    method: str
    path: str
    status: int
    is_closed: bool


@contextmanager
def serving_clients(home: Path) -> Iterator[tuple[str, list[Client]]]:
    """Serve a home with accounts; yield its address and a client of each kind."""
    store = make_store(home)
    own = store.bind_to(host("operator"))
    for name, role in (("amy", "admin"), ("lee", "leader"), ("off", "admin"), ("out", "admin")):
        make_account(own, name, role)
    initial = add_account(own, "new", "admin")
    store.close()
    with serve(home, local=False) as address:
        cookies = {one: sign_in(address, one) for one in ("amy", "lee", "off", "out")}
        cookies["new"] = sign_in(address, "new", initial)
        run(home, "account", "disable", "off")
        run(home, "account", "sign-out", "out")
        yield (
            address,
            [
                Client("anonymous", "", False),
                Client("invented", "kaohe=" + "A" * 43, False),
                Client("ended", cookies["out"], False),
                Client("disabled", cookies["off"], False),
                Client("initial password", cookies["new"], False),
                Client("leader", cookies["lee"], True),
                Client("admin", cookies["amy"], True),
            ],
        )


def list_paths(home: Path) -> list[str]:
    """Return a path for each route of the application, and others that might answer."""
    with closing(open_store(home)) as store:
        app = build_app(store)
        assert isinstance(app, App)
        built = app._build_starlette_app().routes
    routes = [one.path for one in built if isinstance(one, Route | WebSocketRoute | Mount)]
    assert len(routes) == len(built)
    found = [re.sub(r"\{[^}]*\}", "x", one) or "/x" for one in routes]
    return list(dict.fromkeys([*found, *STREAMLIT_PATHS, *CROOKED_PATHS]))


def ask_all(
    address: str, client: Client, paths: list[str], methods: Sequence[str] = METHODS
) -> list[Answered]:
    """Request every path by every method."""
    return [ask(address, client, method, path) for path in paths for method in methods]


def ask_in_turn(address: str, client: Client, paths: list[str]) -> list[Answered]:
    """Request every path by GET and by one more method, each method in turn."""
    others = cycle(METHODS[1:])
    pairs = [(method, path) for path in paths for method in ("GET", next(others))]
    return [ask(address, client, method, path) for method, path in pairs]


def ask(address: str, client: Client, method: str, path: str) -> Answered:
    """Request one path, exactly as it is written."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=20)
    headers = {"Origin": address, "Accept": "text/html", **_carry(client.cookie)}
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    to_login = (answer.getheader("location") or "").startswith("/login")
    is_closed = answer.status >= 400 or (answer.status == 303 and to_login)
    return Answered(client.who, method, path, answer.status, is_closed)


def knock(address: str, client: Client, origin: str | None = None) -> int:
    """Open the websocket; return the status of the response, 101 if it was accepted."""
    target = address.replace("http", "ws", 1) + STREAM
    sender = Origin(origin or address)
    try:
        with connect(target, origin=sender, additional_headers=_carry(client.cookie)):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def sign_in(address: str, name: str, password: str = PASSWORD) -> str:
    """Sign in with name and password; return the session's cookie."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request("GET", "/login")
    page = connection.getresponse()
    token = re.search(r'name="form" value="([\w-]+)"', page.read().decode())
    form_cookie = (page.getheader("set-cookie") or "").partition(";")[0]
    assert token
    body = urlencode({"form": token[1], "name": name, "password": password, "next": "/"})
    headers = {"Origin": address, "Cookie": form_cookie}
    connection.request("POST", "/login", body, headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 303, answer.status
    cookies = [value for key, value in answer.getheaders() if key == "set-cookie"]
    return next(one.partition(";")[0] for one in cookies if one.startswith("kaohe="))


def _carry(cookie: str) -> dict[str, str]:
    return {"Cookie": cookie} if cookie else {}


def main() -> None:
    """Print how often each client was let in or refused."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        make_store(home).close()
        paths = list_paths(home)
        with serving_clients(home) as (address, clients):
            print(f"{len(paths)} paths x {len(METHODS)} methods")
            for client in clients:
                own = ask_all(address, client, paths)
                counts = Counter(one.status for one in own)
                open_paths = sorted({one.path for one in own if not one.is_closed})
                told = f"{len(open_paths)} paths" if client.may_pass else ", ".join(open_paths)
                print(f"{client.who:17} websocket {knock(address, client)}  {dict(counts)}")
                print(f"{'':17} open: {told}")


if __name__ == "__main__":
    main()
