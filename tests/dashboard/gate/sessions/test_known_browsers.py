"""Known browsers: what their cookie proves, for which account, and for how long."""

from __future__ import annotations

import re
import stat

from dashboard.gate.sessions.known_browsers import KEY_NAME, KnownBrowsers
from tests.dashboard.gate.served_gate import (
    Clock,
    ServedGate,
    build_served_gate,
    send_form,
    sign_in,
)
from warehouse.store import Store


def test_a_browser_that_has_signed_in_before_is_not_slowed_by_others_at_its_address(
    served: ServedGate,
) -> None:
    known = served.sign_in("bob")
    send_form(known, "/logout")
    stranger = served.open_browser(client="10.0.0.1")
    for _ in range(10):
        sign_in(stranger, "bob", "guess")
    assert sign_in(stranger, "bob").status_code == 429
    assert sign_in(known, "bob").status_code == 303


def test_a_browser_is_known_after_a_restart_and_for_its_own_account_only(
    served: ServedGate, at_host: Store, clock: Clock
) -> None:
    known = served.sign_in("bob")
    send_form(known, "/logout")
    again = build_served_gate(at_host, clock)
    device = known.cookies["kaohe-device"]
    assert again.state.known_browsers.find(device, "bob")
    assert not again.state.known_browsers.find(device, "lee")
    both = again.state.known_browsers.remember(device, "lee")
    assert again.state.known_browsers.find(both, "bob") and again.state.known_browsers.find(
        both, "lee"
    )
    number, _, proof = device.partition(".")
    forged = f"{number}.{proof[::-1]}"
    assert not again.state.known_browsers.find(forged, "bob")
    assert stat.S_IMODE((at_host.home / KEY_NAME).stat().st_mode) == 0o600


def test_a_known_browser_of_an_earlier_version_is_new_and_known_again_after_its_sign_in(
    served: ServedGate,
) -> None:
    known: KnownBrowsers = served.state.known_browsers
    earlier = "A" * 22 + "." + "0f" * 16
    assert known.find(earlier, "bob") is None
    renewed = known.remember(earlier, "bob")
    assert known.find(renewed, "bob") is not None
    assert re.fullmatch(r"[\w-]{22}\.[\w-]{43}", renewed)
    assert "bob" not in renewed
