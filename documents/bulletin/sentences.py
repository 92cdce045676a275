"""Fill a template's texts: `{名称}` is replaced by its value in the month."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

NAME = re.compile(r"\{([^{}]*)\}")
SECOND_YEAR = re.compile(r"((\d{4})年\d{1,2}月.*?)\2年度?")


def list_names(text: str) -> list[str]:
    """Return the names that a text uses, in order."""
    return NAME.findall(text)


def fill(text: str, figures: Mapping[str, str]) -> str:
    """Return a text with its names replaced; braces in a value are not read as a name."""
    return NAME.sub(lambda found: figures[found[1]], text)


def drop_second_year(title: str) -> str:
    """Return a title without a year that it has said: “2018年12月某县2018年度考核”."""
    return SECOND_YEAR.sub(r"\1", title)


def choose(variants: Sequence[str], figures: Mapping[str, str]) -> str:
    """Return the first variant whose names all have a value, filled in; '' if there is none."""
    for text in variants:
        if all(figures[name] for name in list_names(text)):
            return fill(text, figures)
    return ""


def find_unknown(texts: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    """Yield the names that texts use and that are not in `known`."""
    for text in texts:
        yield from (name for name in list_names(text) if name not in known)
