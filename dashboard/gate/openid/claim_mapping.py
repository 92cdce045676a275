"""Map a provider's claims to a role and units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.gate.openid.refusal_reasons import SignInRefused
from dashboard.gate.openid.settings import OpenIdSettings, RoleGrant
from warehouse.access.people import UnitKey
from warehouse.access.roles import Role


@dataclass(frozen=True)
class Granted:
    """The role that the claims map to, and the units of a unit user."""

    role: Role
    units: tuple[UnitKey, ...]


def map_claims(settings: OpenIdSettings, claims: Mapping[str, Any]) -> Granted:
    """Return the role of the first matching line of the mapping; SignInRefused if none matches.

    The order of the lines decides for users in several groups. A unit user gets the units of every
    matching line.
    """
    found = {name: read_claim(claims, name) for name in _list_claims(settings)}
    if all(value is None for value in found.values()):
        raise SignInRefused("claim_missing", f"none of {', '.join(found)}")
    matching = [
        grant
        for grant in settings.grant
        if grant.value in _list_values(found[_claim_of(settings, grant)])
    ]
    if not matching:
        raise SignInRefused("no_role")
    role = matching[0].role
    units = [unit for grant in matching if grant.role == role for unit in grant.units]
    return Granted(role, tuple(dict.fromkeys(units)))


def names_second_step(settings: OpenIdSettings, signed: Mapping[str, Any]) -> bool:
    """Tell whether a signed token names one of the office's values for a second factor."""
    named = [*_list_values(signed.get("amr")), *_list_values(signed.get("acr"))]
    return not set(settings.second_step).isdisjoint(named)


def _list_claims(settings: OpenIdSettings) -> list[str]:
    """Return the names of the claims that the mapping compares."""
    return list(dict.fromkeys(_claim_of(settings, grant) for grant in settings.grant))


def read_claim(claims: Mapping[str, Any], name: str) -> Any:
    """Return a claim by its name or by a path such as `realm_access.roles`; None if missing."""
    if name in claims:
        return claims[name]
    value: Any = claims
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value


def _claim_of(settings: OpenIdSettings, grant: RoleGrant) -> str:
    return grant.claim or settings.role_claim


def _list_values(claim: Any) -> list[str]:
    """Return the texts of a claim that is one text or a list; other types match nothing."""
    values = claim if isinstance(claim, list) else [claim]
    return [one for one in values if isinstance(one, str)]
