"""What a provider's claims make of a person here: a role and units, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.gate.openid.refusal_reasons import SignInRefused
from dashboard.gate.openid.settings import OpenIdSettings
from warehouse.access.people import UnitKey
from warehouse.access.roles import Role


@dataclass(frozen=True)
class Granted:
    """The role that the claims lead to, and for unit people their units."""

    role: Role
    units: tuple[UnitKey, ...]


def map_claims(settings: OpenIdSettings, claims: Mapping[str, Any]) -> Granted:
    """Return what the first matching line of the mapping gives; SignInRefused where none matches.

    The order of the lines decides between roles, so that whoever is in two groups gets what the
    office wrote first. A unit person gets the units of every line that matches.
    """
    found = {name: read_claim(claims, name) for name in list_claims(settings)}
    if all(value is None for value in found.values()):
        raise SignInRefused("claim_missing", f"none of {', '.join(found)}")
    matching = [
        one for one in settings.grant if one.value in _list_values(found[_claim_of(settings, one)])
    ]
    if not matching:
        raise SignInRefused("no_role")
    role = matching[0].given_role
    units = [unit for one in matching if one.role == role for unit in one.units]
    return Granted(role, tuple(dict.fromkeys(units)))


def names_second_step(settings: OpenIdSettings, signed: Mapping[str, Any]) -> bool:
    """Tell whether a signed token names a second factor, in the office's words for one."""
    told = [*_list_values(signed.get("amr")), *_list_values(signed.get("acr"))]
    return not set(settings.second_step).isdisjoint(told)


def list_claims(settings: OpenIdSettings) -> list[str]:
    """Return the names of the claims that the mapping looks at."""
    return list(dict.fromkeys(_claim_of(settings, one) for one in settings.grant))


def read_claim(claims: Mapping[str, Any], name: str) -> Any:
    """Return a claim by its name, or by a path such as `realm_access.roles`; None without it."""
    if name in claims:
        return claims[name]
    value: Any = claims
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value


def _claim_of(settings: OpenIdSettings, grant: Any) -> str:
    return grant.claim or settings.role_claim


def _list_values(claim: Any) -> list[str]:
    """Return a claim's texts: one alone, or a list. Other kinds match nothing."""
    values = claim if isinstance(claim, list) else [claim]
    return [one for one in values if isinstance(one, str)]
