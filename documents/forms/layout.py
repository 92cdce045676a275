"""What a notice's printed forms look like beyond their columns, from `layouts/<scheme>.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import Field

from scoring.dataset import Dataset
from scoring.frozen import Frozen
from scoring.scheme import Scheme, Unit

FOLDER = files("documents.forms") / "layouts"


class Layout(Frozen):
    """The print of one form; all of it optional: a form without any is printed plainly."""

    title: str | None = None
    """With {year}, {month} and {quarter}."""
    unit_header: str = "单位"
    corner: str | None = None
    """What stands above the diagonal of the corner cell, the unit's header being below."""
    is_numbered: bool = False
    groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Header of the upper level → the columns under it."""
    printed_columns: tuple[str, ...] = ()
    """Columns that the notice prints and nobody fills."""
    notes: tuple[str, ...] = ()


class SchemeLayout(Frozen):
    """The forms of a scheme, by dataset, and its rosters as printed, by assessment."""

    rosters: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    forms: dict[str, Layout] = Field(default_factory=dict)


@cache
def read_layouts(scheme_id: str) -> SchemeLayout:
    """Return the layouts of a scheme; a scheme that a county brought itself may have none."""
    path = FOLDER / f"{scheme_id}.toml"
    if not path.is_file():
        return SchemeLayout()
    return SchemeLayout.model_validate(tomllib.loads(path.read_text("utf-8")))


def find_layout(scheme: Scheme, dataset: Dataset) -> Layout:
    """Return how a form is printed."""
    return read_layouts(scheme.id).forms.get(dataset.key, Layout())


def list_printed_units(scheme: Scheme, dataset: Dataset) -> list[str]:
    """Return the units of a form in the annex's order and spelling.

    A unit that came onto the roster after the annex was printed follows at the end.
    """
    roster = scheme.roster(dataset.assessment)
    listed = read_layouts(scheme.id).rosters.get(dataset.assessment, ())
    names = {name: unit.name for unit in roster for name in (*_spellings(unit, dataset), unit.name)}
    printed = [name for name in listed if name in names]
    known = {names[name] for name in printed}
    return printed + [_printed_name(unit, dataset) for unit in roster if unit.name not in known]


def _spellings(unit: Unit, dataset: Dataset) -> tuple[str, ...]:
    return (*unit.aliases, _printed_name(unit, dataset))


def _printed_name(unit: Unit, dataset: Dataset) -> str:
    return unit.printed_names.get(dataset.assessment, unit.name)
