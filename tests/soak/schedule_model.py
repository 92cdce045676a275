"""A model of a store's state after each act of a fault schedule.

An act is data: its kind, its values and a token in its audit entry. `World.after` returns the
expected state after the act. Nothing here reads or writes a store.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any

FORMS = {"yx_work": ("posts", "visits", "reports"), "yx_cases": ("accepted", "finished")}
MONTHS = ("2023-02", "2023-03", "2023-04")
ISSUED = MONTHS[:2]
"""Months that may be sealed and issued; the third month always accepts a landing."""

CHOICES = {
    "extra_points": ("within_full", "beyond_full"),
    "percent_step": ("proportional", "started"),
}
IDLE_MINUTES = 30
"""The default settings."""

ROLES = ("staff", "leader", "auditor")
KINDS = (
    "land", "land", "land", "revert", "seal", "unseal", "issue", "object", "decide", "account",
    "setting", "choose", "back_up", "restore",
)  # fmt: skip

State = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """One act: `values` for `perform`, and `token`, which identifies its audit entry."""

    kind: str
    token: str
    values: Mapping[str, Any]


@dataclass
class World:
    """The expected state of the store: lists in the order of the acts, and values by name."""

    state: State
    backups: dict[str, World] = field(default_factory=dict)
    """Backup's name → the state when it was made."""
    stacks: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)
    """Form and month → (batch, value) that a schedule landed there and did not revert."""

    def copy(self) -> World:
        """Return a copy of this world with the same backups."""
        return World(deepcopy(self.state), dict(self.backups), deepcopy(self.stacks))

    def after(self, act: Act) -> World:
        """Return the world after an act; itself if the act must change nothing."""
        world = self.copy()
        step = getattr(world, f"_{act.kind}")
        return world if step(act) else self

    def _write(self, action: str, token: str) -> None:
        self.state["acts"].append([action, token])

    def _batch(self, kind: str, month: str, token: str) -> int:
        self.state["batches"].append([kind, month, token])
        return len(self.state["batches"])

    def _land(self, act: Act) -> bool:
        form, month, value = (act.values[key] for key in ("form", "month", "value"))
        stack = self.stacks.setdefault((form, month), [])
        if month in self.state["sealed"] or (stack and stack[-1][1] == value):
            return False
        stack.append((self._batch("import", month, act.token), value))
        self._stand()
        self._write("land", act.token)
        return True

    def _revert(self, act: Act) -> bool:
        for (_, month), stack in self.stacks.items():
            if stack and stack[-1][0] == act.values["batch"] and month not in self.state["sealed"]:
                stack.pop()
                self._batch("revert", month, act.token)
                self._stand()
                self._write("revert", act.token)
                return True
        return False

    def _stand(self) -> None:
        for (form, month), stack in self.stacks.items():
            if stack:
                self.state["values"][f"{form} {month}"] = stack[-1][1]
            else:
                self.state["values"].pop(f"{form} {month}", None)

    def _seal(self, act: Act) -> bool:
        if act.values["month"] in self.state["sealed"]:
            return False
        self.state["sealed"] = sorted([*self.state["sealed"], act.values["month"]])
        self._write("seal", act.token)
        return True

    def _unseal(self, act: Act) -> bool:
        if act.values["month"] not in self.state["sealed"]:
            return False
        self.state["sealed"].remove(act.values["month"])
        self._write("unseal", act.token)
        return True

    def _issue(self, act: Act) -> bool:
        month = act.values["month"]
        revision = 1 + sum(one[0] == month for one in self.state["editions"])
        if month in self.state["sealed"] and revision > 1:
            return False
        self.state["editions"].append([month, revision, act.token])
        self.state["sealed"] = sorted({*self.state["sealed"], month})
        self._write("seal", act.token)
        self._write("issue", act.token)
        return True

    def _object(self, act: Act) -> bool:
        self.state["objections"].append([act.values["month"], act.token])
        self._write("file_objection", str(len(self.state["objections"])))
        return True

    def _decide(self, act: Act) -> bool:
        number, points = act.values["number"], act.values["points"]
        if number > len(self.state["objections"]):
            return False
        month = self.state["objections"][number - 1][0]
        if points:
            if month in self.state["sealed"]:
                return False
            self._batch("adjustment", month, act.token)
        self.state["decisions"].append([number, "accepted" if points else "rejected", act.token])
        self._write("decide_objection", act.token)
        return True

    def _account(self, act: Act) -> bool:
        name, role, turn = (act.values[key] for key in ("name", "role", "turn"))
        known = self.state["accounts"].get(name)
        if known is None:
            self.state["accounts"][name] = [role, True]
            self._write("add_account", name)
        elif turn:
            self.state["accounts"][name] = [known[0], not known[1]]
            self._write("disable_account" if known[1] else "enable_account", name)
        elif known[0] == role:
            return False
        else:
            self.state["accounts"][name] = [role, known[1]]
            self._write("change_role", name)
        return True

    def _setting(self, act: Act) -> bool:
        key, value = "idle_minutes", act.values["value"]
        if self.state["settings"].get(key, IDLE_MINUTES) == value:
            return False
        self.state["settings"][key] = value
        self._write("change_setting", str(value))
        return True

    def _choose(self, act: Act) -> bool:
        self.state["choices"].append([act.values["name"], act.values["option"], act.token])
        self._write("choose_interpretation", act.token)
        return True

    def _back_up(self, act: Act) -> bool:
        return False

    def _restore(self, act: Act) -> bool:
        then = self.backups[act.values["backup"]].copy()
        self.state, self.stacks = then.state, then.stacks
        self._write("restore", act.token)
        return True


def pick(kind: str, token: str, dice: Random, world: World) -> Act:
    """Return a random act of a kind; the store must refuse some of them."""
    month = dice.choice(ISSUED)
    values: dict[str, Any] = {"month": month}
    if kind == "land":
        values = {"form": dice.choice(list(FORMS)), "month": dice.choice(MONTHS)}
        values["value"] = dice.randrange(1, 9000)
    elif kind == "revert":
        values = {"batch": dice.choice([s[-1][0] for s in world.stacks.values() if s] or [0])}
    elif kind == "decide":
        decided = {one[0] for one in world.state["decisions"]}
        open_ = [n for n in range(1, len(world.state["objections"]) + 1) if n not in decided]
        if not open_:
            return Act("object", token, values)
        values = {"number": dice.choice(open_), "points": dice.choice(("", "-0.01"))}
    elif kind == "account":
        values = {"name": f"u{dice.randrange(3)}", "role": dice.choice(ROLES)}
        values["turn"] = dice.random() < 0.5
    elif kind == "setting":
        values = {"value": dice.randrange(5, 240)}
    elif kind == "choose":
        name = dice.choice(list(CHOICES))
        values = {"name": name, "option": dice.choice(CHOICES[name])}
    elif kind == "restore":
        values = {"backup": dice.choice(sorted(world.backups))}
    return Act(kind, token, values)
