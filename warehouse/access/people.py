"""A user: a name for the audit record, a role, and the own units of users of role unit."""

from __future__ import annotations

from dataclasses import dataclass, field

from warehouse.access.roles import ACTIONS, PERMITTED, ROLE_TITLES, Role
from warehouse.database.audit import SYSTEM_NAME
from warehouse.faults import Denied

UnitKey = tuple[str, str]
"""A scheme's id and a unit's name on its roster."""

OWN_ONLY = "只能查看和办理本单位的事项。"


@dataclass(frozen=True)
class Person:
    """The user who acts. What the role allows is looked up at each act, never stored."""

    name: str
    role: Role
    units: tuple[UnitKey, ...] = ()
    """The units whose details the user may see; only for role unit."""
    has_second_step: bool = field(default=False, compare=False)
    """Whether an OpenID provider asserted a second step for this sign-in."""

    @property
    def scope(self) -> tuple[UnitKey, ...] | None:
        """The units whose details the user may see, possibly none; None means all units."""
        sees_all = self.role != "unit" and "see_details" in PERMITTED[self.role]
        return None if sees_all else self.units

    def may(self, action: str) -> bool:
        """Tell whether the role allows an action; KeyError for one that does not exist."""
        if action not in ACTIONS:
            raise KeyError(f"unknown action {action!r} (known: {', '.join(ACTIONS)})")
        return action in PERMITTED[self.role]

    def sees(self, scheme_id: str, unit: str) -> bool:
        """Tell whether a unit's details are within the user's scope."""
        return self.scope is None or (scheme_id, unit) in self.scope

    def check(self, action: str) -> None:
        """Raise Denied unless the role allows an action."""
        if not self.may(action):
            raise Denied(f"{ROLE_TITLES[self.role]}不能{ACTIONS[action]}。需要的，请联系管理员。")

    def check_unit(self, scheme_id: str, unit: str) -> None:
        """Raise Denied unless a unit's details are within the user's scope."""
        if not self.sees(scheme_id, unit):
            raise Denied(OWN_ONLY)

    def check_every_unit(self) -> None:
        """Raise Denied unless the user may see the details of all units."""
        if self.scope is not None:
            raise Denied(OWN_ONLY)


def host(name: str) -> Person:
    """Return the user of the machine itself, named as in the operating system."""
    return Person(name, "host")


SYSTEM = host(SYSTEM_NAME)
"""The program itself, for shipped schemes, migrations and the daily backup."""
