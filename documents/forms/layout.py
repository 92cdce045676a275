"""The layout of a notice's printed forms beyond their columns, from `layouts/<scheme>.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import Field

from scoring.clauses.roster import AssessedUnit
from scoring.dataset import Dataset
from scoring.frozen import Frozen
from scoring.scheme import Scheme

FOLDER = files("documents.forms") / "layouts"


class FormLayout(Frozen):
    """The layout of one form; all of it is optional."""

    title: str | None = None
    """May contain {year}, {month} and {quarter}."""
    unit_header: str = "单位"
    corner: str | None = None
    """The text above the diagonal of the corner cell; the unit's header is below it."""
    is_numbered: bool = False
    groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Upper header → the columns below it."""
    printed_columns: tuple[str, ...] = ()
    """Columns that the notice prints without entries."""
    notes: tuple[str, ...] = ()


class SchemeLayout(Frozen):
    """Layouts of a scheme's forms by dataset, and its printed rosters by assessment."""

    rosters: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    forms: dict[str, FormLayout] = Field(default_factory=dict)


@cache
def read_layouts(scheme_id: str) -> SchemeLayout:
    """Return the layouts of a scheme; empty for a county's own scheme without a layout file."""
    path = FOLDER / f"{scheme_id}.toml"
    if not path.is_file():
        return SchemeLayout()
    return SchemeLayout.model_validate(tomllib.loads(path.read_text("utf-8")))


def find_layout(scheme: Scheme, dataset: Dataset) -> FormLayout:
    """Return the layout of a form, or the plain default."""
    return read_layouts(scheme.id).forms.get(dataset.key, FormLayout())


def list_printed_units(scheme: Scheme, dataset: Dataset) -> list[str]:
    """Return the units of a form in the annex's order and spelling.

    Units that joined the roster after the annex was printed follow at the end.
    """
    roster = scheme.roster(dataset.assessment)
    listed = read_layouts(scheme.id).rosters.get(dataset.assessment, ())
    names = {name: unit.name for unit in roster for name in (*_spellings(unit, dataset), unit.name)}
    printed = [name for name in listed if name in names]
    known = {names[name] for name in printed}
    return printed + [_printed_name(unit, dataset) for unit in roster if unit.name not in known]


def _spellings(unit: AssessedUnit, dataset: Dataset) -> tuple[str, ...]:
    return (*unit.aliases, _printed_name(unit, dataset))


def _printed_name(unit: AssessedUnit, dataset: Dataset) -> str:
    return unit.printed_names.get(dataset.assessment, unit.name)
