"""Which hosts, pages and paths count as this server's own."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from dashboard.gate.http.own_origin import keep_to_own_pages
from tests.dashboard.gate.served_gate import ADDRESS, ServedGate
from warehouse.accounts.setting_acts import change_setting
from warehouse.store import Store


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/kaohe/unit", "/kaohe/unit"), ("/unit", "/kaohe/"), ("/kaoheevil/", "/kaohe/")],
)
def test_below_a_base_path_one_stays_below_it(path: str, kept: str) -> None:
    assert keep_to_own_pages(path, "/kaohe") == kept


def test_a_request_sent_by_a_page_of_another_site_is_refused(served: ServedGate) -> None:
    browser = served.sign_in()
    for headers in (
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        for method in ("POST", "PUT", "DELETE"):
            assert browser.request(method, "/unit", headers=headers).status_code == 403
    assert browser.post("/unit", headers={"origin": ADDRESS}).status_code == 200


HOSTS = {"localhost": True, "127.0.0.1:8501": True, "10.1.2.3": True, "[::1]:8501": True,
         "testserver": True, "kaohe.example.gov.cn": False, "localhost.evil.example": False,
         "evil.example": False, "a@localhost": False, "localhost/x": False, "": False}  # fmt: skip


@pytest.mark.parametrize(("host", "is_known"), HOSTS.items())
def test_only_names_of_this_server_are_answered(
    client: TestClient, host: str, is_known: bool
) -> None:
    assert (client.get("/login", headers={"host": host}).status_code == 200) == is_known


def test_a_domain_is_answered_once_the_office_has_named_it(
    client: TestClient, at_host: Store
) -> None:
    named = {"host": "kaohe.gov.cn:8443"}
    assert client.get("/login", headers=named).status_code == 400
    change_setting(at_host, "allowed_hosts", "kaohe.gov.cn")
    assert client.get("/login", headers=named).status_code == 200


def test_over_tls_a_page_that_came_without_it_is_another_s(served: ServedGate) -> None:
    browser = served.open_browser("https://testserver")
    for origin, status in (("http://testserver", 403), ("https://testserver", 401)):
        assert browser.post("/unit", headers={"origin": origin}).status_code == status


def test_a_proxy_that_keeps_its_tls_to_itself_shuts_nobody_out(client: TestClient) -> None:
    assert client.post("/unit", headers={"origin": "https://testserver"}).status_code == 401
