"""The readings of the two notices: their options, and which indicator uses which of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from random import Random

from tests.years.notices import INTERPRETATIONS, JIANGXIAN, QIANYANG

OPTIONS = INTERPRETATIONS

_HOTLINE = ("percent_step", "below_limit", "no_orders")
USED: dict[str, dict[tuple[str, str], tuple[str, ...]]] = {
    JIANGXIAN: {
        ("1", "1.4"): ("extra_points",),
        ("1", "1.6"): ("extra_points",),
        ("1", "1.9"): ("extra_points",),
        ("2", "2.2"): ("rank_ties",),
        ("2", "2.4"): ("quota_credit",),
        ("2", "2.5"): ("daily_work",),
        ("3", "3.7"): ("licence_months",),
        ("3", "3.8"): ("licence_months",),
        ("3", "3.9"): ("percent_step",),
        ("4", "4.4"): _HOTLINE,
        ("4", "4.5"): _HOTLINE,
        ("4", "4.6"): _HOTLINE,
    },
    QIANYANG: {
        ("1", "V1a"): ("red_light_window",),
        ("1", "B4"): ("information_rank", "information_year"),
        ("1", "B5"): ("leader_evaluation",),
        ("1", "B6"): ("attendance",),
        ("1", "B7"): ("attendance",),
    },
}
"""Of each scheme: assessment and indicator → the readings that its clause leaves open.

The figures of every other indicator are the same under any reading.
"""

Choices = Mapping[str, str]
Other = tuple[tuple[str, str], ...]
"""The readings with another option than the default, in order: the key of kept results."""


def list_used(scheme: str, assessment: str, indicator: str) -> tuple[str, ...]:
    """Return the readings that an indicator uses; with indicator "", those of an assessment."""
    if indicator:
        return USED[scheme].get((assessment, indicator), ())
    used = {
        name
        for (listed, _), readings in USED[scheme].items()
        if listed == assessment
        for name in readings
    }
    return tuple(name for name in OPTIONS[scheme] if name in used)


def keep_other(scheme: str, choices: Choices, readings: Iterable[str]) -> Other:
    """Return what the choices say about some readings other than the default."""
    wanted = set(readings)
    return tuple(
        (name, choices[name])
        for name, known in OPTIONS[scheme].items()
        if name in wanted and choices[name] != known[0]
    )


def choose_defaults(scheme: str) -> dict[str, str]:
    """Return the default option of every reading."""
    return {name: known[0] for name, known in OPTIONS[scheme].items()}


def list_combinations(scheme: str) -> Iterator[dict[str, str]]:
    """Yield every combination of options, the defaults first."""
    options = OPTIONS[scheme]
    for picked in product(*options.values()):
        yield dict(zip(options, picked, strict=True))


def draw_combinations(scheme: str, seed: int, count: int) -> list[dict[str, str]]:
    """Return random combinations; the same seed gives the same ones."""
    dice = Random(seed)
    options = OPTIONS[scheme].items()
    return [{name: dice.choice(known) for name, known in options} for _ in range(count)]


def to_text(other: Other) -> str:
    """Return options as they are kept: `name=option` with spaces between, "" for the defaults."""
    return " ".join(f"{name}={option}" for name, option in other)


def from_text(text: str) -> Other:
    """Return the options of a kept text."""
    pairs = (word.partition("=") for word in text.split())
    return tuple((name, option) for name, _, option in pairs)
