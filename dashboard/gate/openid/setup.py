"""Set up sign-in through the provider, if the office has configured one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.gate.openid.settings import FILE_NAME, OpenIdSettings, read_settings
from warehouse.accounts.openid_accounts import list_unknown_units
from warehouse.faults import WrongCall
from warehouse.store import Store

if TYPE_CHECKING:
    from dashboard.gate.openid.endpoints import OpenIdEndpoints
    from dashboard.gate.state import GateState


def build_openid(state: GateState) -> OpenIdEndpoints | None:
    """Return the provider's endpoints; None if the office has configured no provider."""
    settings = read_settings(state.store.home)
    if settings is None:
        return None
    check_units(state.store, settings)
    # Imported here: these take half a second that only offices with a provider need.
    from dashboard.gate.openid.code_flow import CodeFlow
    from dashboard.gate.openid.endpoints import OpenIdEndpoints

    return OpenIdEndpoints(state, CodeFlow(settings))


def check_units(store: Store, settings: OpenIdSettings) -> None:
    """Raise WrongCall if the mapping names a unit that is on no roster."""
    named = [unit for grant in settings.grant for unit in grant.units]
    if unknown := list_unknown_units(store, named):
        scheme, unit = unknown[0]
        raise WrongCall(
            f"{store.home / FILE_NAME}，grant：方案“{scheme}”的名册里没有单位“{unit}”，请写全称。"
        )
