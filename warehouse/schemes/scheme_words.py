"""Find ambiguous words of a scheme: headers, values and unit names that stand for two things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from scoring.dataset import Column, Dataset
from scoring.scheme import Scheme
from warehouse.reading.words.folding import fold, fold_label, tidy

Named = Iterable[tuple[str, str]]
"""Pairs of a word as written and the thing that it stands for."""


def find_word_errors(scheme: Scheme) -> Iterator[str]:
    """Yield an error for words that are equal once folded but stand for different things."""
    for dataset in scheme.datasets:
        where = f"datasets.toml, dataset {dataset.key}"
        for problem in _find_ambiguous(_list_headers(dataset), fold_label, "header"):
            yield f"{where}: {problem}"
        for column in dataset.columns:
            place = f"{where}, column {column.key}"
            for problem in _find_ambiguous(_list_values(column), fold_label, "value"):
                yield f"{place}: {problem}"
            for choice in column.choices:
                if choice.value != tidy(choice.value) or not choice.value:
                    yield f"{place}: value {choice.value!r} has white space at an end or is empty"
    for problem in _find_ambiguous(_list_names(scheme), fold, "name"):
        yield f"units.csv: {problem}"


def _find_ambiguous(named: Named, fold_word: Callable[[str], str], what: str) -> Iterator[str]:
    first: dict[str, tuple[str, str]] = {}
    for word, thing in named:
        known, other = first.setdefault(fold_word(word), (word, thing))
        if other != thing:
            yield f"{what} {word!r} of {thing} is alike {known!r} of {other}"


def _list_headers(dataset: Dataset) -> Named:
    for column in dataset.columns:
        for header in (column.key, *column.headers):
            yield header, column.key
    yield from ((header, "the unit") for header in dataset.unit_headers)
    yield from ((header, "the ignored headers") for header in dataset.ignored_headers)


def _list_values(column: Column) -> Named:
    for choice in column.choices:
        yield from ((word, choice.value) for word in (choice.value, *choice.spellings))
    yield from ((word, "the refused values") for word in column.refused)


def _list_names(scheme: Scheme) -> Named:
    for unit in scheme.units:
        for name in (unit.name, *unit.aliases, *unit.printed_names.values()):
            yield name, unit.name
