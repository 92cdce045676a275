"""Whether there is a way in through a provider, and whether its mapping fits the rosters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.gate.openid.settings import FILE_NAME, OpenIdSettings, read_settings
from warehouse.accounts.openid_accounts import list_unknown_units
from warehouse.faults import WrongCall
from warehouse.store import Store

if TYPE_CHECKING:
    from dashboard.gate.openid.endpoints import OpenIdEndpoints
    from dashboard.gate.state import GateState


def find_door(desk: GateState) -> OpenIdEndpoints | None:
    """Return the way in through the provider; None where the office has set none down."""
    settings = read_settings(desk.store.home)
    if settings is None:
        return None
    check_units(desk.store, settings)
    # Half a second of imports that only offices with a provider pay for.
    from dashboard.gate.openid.code_flow import CodeFlow
    from dashboard.gate.openid.endpoints import OpenIdEndpoints

    return OpenIdEndpoints(desk, CodeFlow(settings))


def check_units(store: Store, settings: OpenIdSettings) -> None:
    """Raise WrongCall where the mapping names a unit that no roster has."""
    named = [unit for one in settings.grant for unit in one.units]
    if unknown := list_unknown_units(store, named):
        scheme, unit = unknown[0]
        raise WrongCall(
            f"{store.home / FILE_NAME}，grant：方案“{scheme}”的名册里没有单位“{unit}”，请写全称。"
        )
