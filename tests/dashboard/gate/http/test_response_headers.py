"""The security headers of every response."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.dashboard.gate.served_gate import ServedGate


def test_every_answer_carries_the_security_headers(served: ServedGate) -> None:
    outside, inside = served.open_browser(), served.sign_in()
    for answer in (outside.get("/login"), outside.get("/unit"), inside.get("/unit")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in answer.headers
    assert inside.get("/screen").headers["content-security-policy"] == "own"
    assert inside.get("/static/a.js").headers["cache-control"] == "public"


def test_the_gate_s_own_pages_run_no_script(client: TestClient) -> None:
    policy = client.get("/login").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy
