"""The gate's cookies over TLS and without."""

from __future__ import annotations

from tests.dashboard.gate.served_gate import ServedGate, sign_in


def test_behind_tls_the_cookie_is_bound_to_the_host_and_tls_is_kept(served: ServedGate) -> None:
    browser = served.open_browser("https://testserver")
    answer = browser.get("/login")
    assert answer.headers["strict-transport-security"]
    assert answer.headers["set-cookie"].startswith("__Host-kaohe-form=")
    assert "Secure" in answer.headers["set-cookie"]


def test_on_a_closed_network_without_tls_the_cookie_still_works(served: ServedGate) -> None:
    browser = served.open_browser()
    cookies = sign_in(browser, "bob").headers.get_list("set-cookie")
    own = next(one for one in cookies if one.startswith("kaohe="))
    for word in ("HttpOnly", "SameSite=strict", "Path=/"):
        assert word in own
    assert "Max-Age" not in own and "Secure" not in own
