"""A person at work: a name in the record, a role, and for a unit's people the unit."""

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
    """Who acts. What the role allows is looked up at each act, never kept."""

    name: str
    role: Role
    units: tuple[UnitKey, ...] = ()
    """Whose details are seen; meant for role unit only."""
    has_second_step: bool = field(default=False, compare=False)
    """An OpenID provider has signed that this very sign-in had a second step."""

    @property
    def scope(self) -> tuple[UnitKey, ...] | None:
        """The units whose details are seen, which may be none; None: all of them."""
        sees_all = self.role != "unit" and "see_details" in PERMITTED[self.role]
        return None if sees_all else self.units

    def may(self, action: str) -> bool:
        """Tell whether the role allows an action; KeyError for one that does not exist."""
        if action not in ACTIONS:
            raise KeyError(f"unknown action {action!r} (known: {', '.join(ACTIONS)})")
        return action in PERMITTED[self.role]

    def sees(self, scheme_id: str, unit: str) -> bool:
        """Tell whether a unit's details are within the person's scope."""
        return self.scope is None or (scheme_id, unit) in self.scope

    def check(self, action: str) -> None:
        """Raise Denied where the role does not allow an action."""
        if not self.may(action):
            raise Denied(f"{ROLE_TITLES[self.role]}不能{ACTIONS[action]}。需要的，请联系管理员。")

    def check_unit(self, scheme_id: str, unit: str) -> None:
        """Raise Denied where a unit's details are not for this person."""
        if not self.sees(scheme_id, unit):
            raise Denied(OWN_ONLY)

    def check_every_unit(self) -> None:
        """Raise Denied for what shows every unit's details, unless all of them may be seen."""
        if self.scope is not None:
            raise Denied(OWN_ONLY)


def host(name: str) -> Person:
    """Return who works on the machine itself, by the operating system's name."""
    return Person(name, "host")


SYSTEM = host(SYSTEM_NAME)
"""The program's own acts: schemes that come with it, migrations, the daily backup."""
