"""Random years of typed facts, thick with edges: thresholds hit exactly, ties, gaps, blanks.

`random_year` is fast and seeded; `years` gives Hypothesis small years that it can shrink.
The cross rules of data.md hold in each row, so that every year could have been imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.examples import examples

from .notices import (
    DATED_LEDGERS,
    FORMS,
    INTERPRETATIONS,
    OPTIONAL_COLUMNS,
    QIANYANG,
    YEAR_OF,
    Unit,
    roster,
)
from .random_cells import draw_cell, draw_hotline, draw_information, keep_cross_rules
from .random_ledgers import draw_awards, draw_deductions, draw_vetoes
from .sheets import Facts, Sheet, Value

ALL_MONTHS = range(1, 13)
QUARTER_ENDS = range(3, 13, 3)


def few(count: int = 12) -> settings:
    """Return settings for few examples of many figures each: a year publishes some 2,000."""
    return examples(count, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


# data.md: 'the four counts are needed', so no batch of the hotline can lack one.
COMPLETE_FORMS = frozenset({"jx4_hotline"})
WHOLES = ("transferred", "submitted")


@dataclass(frozen=True)
class Temper:
    """How full a dataset's year is: the chance of a month, a unit's row, a value, a column."""

    month: float
    row: float
    value: float
    column: float


# The emptiest first: that is what Hypothesis shrinks to.
TEMPERS = (
    Temper(month=0.0, row=0.0, value=0.0, column=0.0),  # never reported
    Temper(month=0.2, row=0.5, value=0.4, column=0.6),
    Temper(month=0.6, row=0.7, value=0.7, column=0.8),
    Temper(month=0.9, row=0.95, value=0.8, column=1.0),
    Temper(month=1.0, row=0.9, value=0.9, column=0.95),
    Temper(month=1.0, row=1.0, value=1.0, column=1.0),  # nothing missing
)


def happens(chance: float, dice: Random) -> bool:
    """Draw whether something is there; the least draw, to which Hypothesis shrinks, is no."""
    return dice.random() >= 1 - chance


def random_year(scheme: str, seed: int) -> Facts:
    """Make a random year for the whole roster; the same seed gives the same year."""
    return make_year(scheme, Random(seed), most_units=None)


def years(scheme: str) -> st.SearchStrategy[Facts]:
    """Make years of a few units each, drawn by Hypothesis and so shrinkable."""
    dice = st.randoms(use_true_random=False)
    return dice.map(lambda drawn: make_year(scheme, drawn, most_units=2))


def big_years(scheme: str) -> st.SearchStrategy[Facts]:
    """Make years of the whole roster; Hypothesis sees only the seed."""
    return st.integers(0, 2**32 - 1).map(lambda seed: random_year(scheme, seed))


def any_year(scheme: str) -> st.SearchStrategy[Facts]:
    """Draw a small year that shrinks or a full one."""
    return years(scheme) | big_years(scheme)


def any_choices(scheme: str) -> st.SearchStrategy[dict[str, str]]:
    """Draw an option of each interpretation."""
    options = INTERPRETATIONS[scheme]
    return st.fixed_dictionaries({name: st.sampled_from(known) for name, known in options.items()})


def any_month() -> st.SearchStrategy[int]:
    """Draw an as-of month."""
    return st.integers(1, 12)


def make_year(scheme: str, dice: Random, *, most_units: int | None) -> Facts:
    """Make a year; `most_units` holds each assessment to a few units that have rows."""
    facts: Facts = {}
    for dataset in FORMS[scheme]:
        temper = dice.choice(TEMPERS)
        units = roster(scheme, "1" if scheme == QIANYANG else dataset[2])
        if most_units is not None:
            units = dice.sample(units, most_units)
        if dataset in DATED_LEDGERS:
            sheets = make_ledger(dataset, units, temper, dice)
        else:
            sheets = make_forms(scheme, dataset, units, temper, dice)
        if sheets:
            facts[dataset] = sheets
    return facts


def make_forms(
    scheme: str, dataset: str, units: list[Unit], temper: Temper, dice: Random
) -> dict[str, Sheet]:
    """Make the monthly, quarterly or inspection sheets of a dataset."""
    sheets: dict[str, Sheet] = {}
    for month in draw_months(dataset, temper, dice):
        columns = draw_columns(scheme, dataset, temper, dice)
        rows = {
            unit.name: draw_row(scheme, dataset, columns, unit, month, temper, dice)
            for unit in units
            if happens(temper.row, dice)
        }
        # A form without a mark is refused ('not filled in'), so it is no batch.
        if any(value is not None for row in rows.values() for value in row.values()):
            sheets[f"{YEAR_OF[scheme]}-{month:02d}"] = Sheet(columns, rows)
    return sheets


def draw_months(dataset: str, temper: Temper, dice: Random) -> list[int]:
    """Draw the reported months: any of the year, quarter ends, or up to three inspections."""
    if dataset.endswith("_inspection") or dataset == "qy_assessment":
        inspections = dice.randint(1, 3) if temper.month > 0 else 0
        return sorted(dice.sample(ALL_MONTHS, inspections))
    months = QUARTER_ENDS if dataset == "qy_information" else ALL_MONTHS
    return [month for month in months if happens(temper.month, dice)]


def draw_columns(scheme: str, dataset: str, temper: Temper, dice: Random) -> frozenset[str]:
    """Draw the columns of one batch; the optional ones are often missing."""
    form = sorted(FORMS[scheme][dataset])
    if dataset in COMPLETE_FORMS:
        return frozenset(form)
    optional = OPTIONAL_COLUMNS.get(dataset, frozenset())
    chance = {key: temper.column * (0.8 if key in optional else 1.0) for key in form}
    if temper.column == 1.0:
        chance = dict.fromkeys(form, 1.0)
    return frozenset(key for key in form if happens(chance[key], dice))


def draw_row(
    scheme: str,
    dataset: str,
    columns: frozenset[str],
    unit: Unit,
    month: int,
    temper: Temper,
    dice: Random,
) -> dict[str, Value]:
    """Draw one unit's row, in the order of the form."""
    form = FORMS[scheme][dataset]
    if dataset == "jx4_hotline":
        row = draw_hotline(dice)
    elif dataset == "qy_information":
        row = draw_information(dice)
    else:
        row = {key: draw_cell(key, form[key], unit, month, dice) for key in form}
        keep_cross_rules(row)
    kept = {key: row[key] if happens(temper.value, dice) else None for key in form}
    if any(key in kept and kept[key] is None for key in WHOLES):
        kept = dict.fromkeys(form)  # parts of a blank whole would be more than it
    return {key: value for key, value in kept.items() if key in columns}


def make_ledger(dataset: str, units: list[Unit], temper: Temper, dice: Random) -> dict[str, Sheet]:
    """Make a dated ledger: its rows by month, and some months with nothing to enter."""
    draw_rows = {
        "qy_veto": draw_vetoes,
        "qy_deduction": draw_deductions,
        "qy_award": draw_awards,
    }[dataset]
    concerned = [unit.name for unit in units if happens(temper.row * 0.5, dice)]
    by_month: dict[str, list[dict[str, Value]]] = {
        f"{YEAR_OF[QIANYANG]}-{month:02d}": [] for month in draw_months(dataset, temper, dice)
    }
    for number, row in enumerate(row for unit in concerned for row in draw_rows(unit, dice)):
        row["document"] = f"通报〔{number + 1}〕号"  # its own: two rows alike would be asked about
        by_month.setdefault(str(row["date"])[:7], []).append(row)
    return {
        month: without_optional_columns(dataset, rows, dice)
        for month, rows in sorted(by_month.items())
    }


def without_optional_columns(dataset: str, rows: list[dict[str, Value]], dice: Random) -> Sheet:
    """Make a sheet of ledger rows, now and then without an optional column."""
    left_out = {key for key in sorted(OPTIONAL_COLUMNS[dataset]) if happens(0.2, dice)}
    columns = frozenset(FORMS[QIANYANG][dataset]) - left_out
    dice.shuffle(rows)
    return Sheet(columns, [{k: v for k, v in row.items() if k in columns} for row in rows])
