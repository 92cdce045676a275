"""The roster of a scheme: its units, and the figures that a notice sets for each of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scoring.frozen import Clause, Frozen, Key

UnitKind = Literal["town", "department", "zone"]


class Unit(Frozen):
    """One assessed unit: its name, its assessments, and its other names."""

    name: str
    kind: UnitKind
    assessments: tuple[str, ...]
    printed_names: dict[str, str] = Field(default_factory=dict)
    """Assessment → the name that its annex prints, if that differs."""
    aliases: tuple[str, ...] = ()
    attributes: dict[str, int] = Field(default_factory=dict)
    """Figures that a rule takes from the roster, e.g. a monthly quota."""


class Attribute(Frozen):
    """A figure that the roster gives for each unit, with its clause."""

    key: Key
    title: str
    clause: Clause
