"""Filling a template's texts: `{名称}` is replaced by what it says this month."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

NAME = re.compile(r"\{([^{}]*)\}")


def list_names(text: str) -> list[str]:
    """Return the names that a text uses."""
    return NAME.findall(text)


def fill(text: str, figures: Mapping[str, str]) -> str:
    """Return a text with its names replaced; nothing in a figure is read as a name again."""
    return NAME.sub(lambda found: figures[found[1]], text)


def choose(variants: Sequence[str], figures: Mapping[str, str]) -> str:
    """Return the first variant of which every name has something to say; empty if none has."""
    for text in variants:
        if all(figures[name] for name in list_names(text)):
            return fill(text, figures)
    return ""


def find_unknown(texts: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    """Yield the names that texts use and nobody knows."""
    for text in texts:
        yield from (name for name in list_names(text) if name not in known)
