"""Decide what a column's header means: a key of the form, the unit, a known extra, or nothing.

A header is matched whole, never by likeness. `path` is the column's folded labels from the top
level down to the leaf.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from scoring.dataset import Dataset
from warehouse.reading.tables.header_terms import (
    CORNER,
    FIGURES,
    IGNORED_HEADERS,
    NUMBERING,
    OTHER_PERIODS,
    PERIODS,
    PIVOT_SUMMARY,
    QUALIFIERS,
    RATIOS,
    SCORES,
    STEM,
    TOTALS,
    UNIT_HEADERS,
    HeaderMonth,
    drop_measure,
    is_qualifier,
    month_of,
    split_glued,
    split_qualifier,
)
from warehouse.reading.words.folding import fold_label

UNIT = "unit"
Sense = Literal["key", "total", "ignored", "other_period", "period", "unknown"]


@dataclass(frozen=True, slots=True)
class Label:
    """What a header means; `key` is a column key or `unit`. A `total` is a key's 累计 column."""

    sense: Sense
    key: str | None = None
    month: HeaderMonth | None = None
    """The month that the header names beside a key, such as 12月 under 转办数量."""
    is_doubtful: bool = False
    """Whether the column is a pivot table's summary (计数项, 平均值项) of the key."""


UNKNOWN, IGNORED, PERIOD = Label("unknown"), Label("ignored"), Label("period")
OTHER_PERIOD = Label("other_period")


class Vocabulary:
    """The headers of one dataset, folded."""

    def __init__(self, dataset: Dataset) -> None:
        self.keys: dict[str, str] = {}
        for column in dataset.columns:
            for header in (column.key, *column.headers):
                self.keys.setdefault(drop_measure(fold_label(header)), column.key)
                self.keys[fold_label(header)] = column.key
                if column.type == "quantity" and column.measure:
                    self.keys[fold_label(f"{header}({column.measure})")] = column.key
        # A header of the form itself comes before the general words.
        self.units = {fold_label(header) for header in dataset.unit_headers} | UNIT_HEADERS
        self.units -= set(self.keys)
        self.ignored = {fold_label(header) for header in dataset.ignored_headers} | IGNORED_HEADERS
        self.ignored -= set(self.keys)
        self._pairs = _index_pairs(dataset)
        self._counts = {column.key for column in dataset.columns if column.type == "count"}
        self._known: dict[tuple[str, ...], Label] = {}

    def resolve(self, path: tuple[str, ...]) -> Label:
        """Return what a column's folded labels, from the top level down, mean."""
        label = self._known.get(path)
        if label is None:
            label = self._known[path] = self._resolve(path)
        return label

    def names_unit(self, label: str) -> bool:
        """Return whether a folded label may name the unit column, whatever stands above it."""
        return self.resolve((label,)).key == UNIT

    def _resolve(self, path: tuple[str, ...]) -> Label:
        path, is_sum, is_doubtful = self._drop_summary(path)
        parts = [part for label in path for part in self._split(label) if part]
        months = {month for part in parts if (month := month_of(part))}
        if len(months) > 1:
            return UNKNOWN
        label = self._resolve_parts(tuple("本月" if month_of(part) else part for part in parts))
        if label.sense != "key" or label.key == UNIT:
            return label
        # Counts may be summed; the sum of a rate or a day means nothing.
        is_doubtful = is_doubtful or (is_sum and label.key not in self._counts)
        return replace(label, month=next(iter(months), None), is_doubtful=is_doubtful)

    def _drop_summary(self, path: tuple[str, ...]) -> tuple[tuple[str, ...], bool, bool]:
        """Drop a pivot table's word from the leaf; return the path, is it a sum, is it another."""
        match = PIVOT_SUMMARY.fullmatch(path[-1]) if path else None
        if match is None or self._knows(path[-1]) or path[-1] in QUALIFIERS:
            return path, False, False
        return (*path[:-1], match["rest"]), bool(match["sum"]), bool(match["other"])

    def _knows(self, label: str) -> bool:
        return label in self.keys or drop_measure(label) in self.keys

    def _split(self, label: str) -> tuple[str, ...]:
        """Split 12月转办数量, 覆盖率%, 监管行为得分 into a known header and its qualifier."""
        split = split_qualifier(label)
        if len(split) > 1 or self._knows(label) or label in self.ignored:
            return split
        for rest, word in split_glued(label):
            if rest and (self._knows(rest) or self._knows(self._split(rest)[0])):
                return (*self._split(rest), word)
        return split

    def _resolve_parts(self, path: tuple[str, ...]) -> Label:
        if not path:
            return UNKNOWN
        label = self._match(path)
        if label is not None:
            return _qualify(label, set(path[:-1]))
        if set(path) & OTHER_PERIODS:
            return OTHER_PERIOD
        if set(path) & SCORES:
            return IGNORED
        if path[-1] in TOTALS or set(path[:-1]) & TOTALS:
            below = self.resolve(tuple(label for label in path if label not in TOTALS))
            is_key = below.sense == "key" and below.key != UNIT
            return Label("total", below.key) if is_key else IGNORED
        return self._match_pair(path) if len(path) > 1 else UNKNOWN

    def _match_pair(self, path: tuple[str, ...]) -> Label:
        """Match a child label that says which figure of its parent this is (数量, 比率)."""
        parent, leaf = path[-2], drop_measure(path[-1])
        is_ratio = leaf in RATIOS
        if is_ratio or leaf in FIGURES:
            match = STEM.fullmatch(drop_measure(parent))
            stem = match.group(1) if match else parent
            named = self._match(path[:-1])
            key = self._pairs.get((stem, "rate" if is_ratio else "count"))
            if key and (named is None or is_ratio):
                return Label("key", key)
            if is_ratio and named is not None and named.key in self._counts:
                return UNKNOWN  # a rate under a count that has no rate of its own
        elif len(leaf) > 1 and drop_measure(parent) != leaf and drop_measure(parent).endswith(leaf):
            return self.resolve(path[:-1])
        return self.resolve(path[:-1]) if is_ratio or is_qualifier(path[-1]) else UNKNOWN

    def _match(self, path: tuple[str, ...]) -> Label | None:
        """Return the meaning of the leaf, alone or joined with its parent; None if unknown."""
        leaf = path[-1]
        for name in _spell_leaf(path):
            if name in self.keys:
                return Label("key", self.keys[name])
        for name in (leaf, drop_measure(leaf)):
            if self._is_unit(name):
                return Label("key", UNIT)
            if name in PERIODS:
                return PERIOD
            if name in self.ignored:
                return IGNORED
        return None

    def _is_unit(self, name: str) -> bool:
        if name in self.units:
            return True
        match = CORNER.fullmatch(name)
        if match is None:
            return False
        return (match.group("after") or match.group("before") or "") in self.units


def _qualify(label: Label, above: set[str]) -> Label:
    """Return a matched label as the words above it qualify it: 上月, 得分, 累计."""
    if above & OTHER_PERIODS:
        return OTHER_PERIOD
    if above & SCORES:
        return IGNORED
    is_total = bool(above & TOTALS) and label.key not in {None, UNIT}
    return Label("total", label.key) if is_total else label


def _spell_leaf(path: tuple[str, ...]) -> list[str]:
    """Return the spellings of a leaf to look up: bare, unnumbered, joined with its parent."""
    leaf = path[-1]
    unnumbered = NUMBERING.sub("", leaf, count=1) if NUMBERING.match(leaf) else leaf
    names = [leaf, drop_measure(leaf), unnumbered, drop_measure(unnumbered)]
    if len(path) > 1:
        parent = drop_measure(path[-2])
        names += [parent + leaf, parent + drop_measure(leaf)]
        names += [f"{parent}({leaf})", f"{parent}({leaf.strip('()')})", "".join(path)]
    return names


def _index_pairs(dataset: Dataset) -> dict[tuple[str, str], str]:
    """Return (办结, count) → completed, (办结, rate) → completion_rate, if only one key fits."""
    found: dict[tuple[str, str], set[str]] = {}
    for column in dataset.columns:
        for header in column.headers:
            match = STEM.fullmatch(drop_measure(fold_label(header)))
            if match and column.type in {"count", "rate"}:
                found.setdefault((match.group(1), column.type), set()).add(column.key)
    return {stem: keys.pop() for stem, keys in found.items() if len(keys) == 1}
