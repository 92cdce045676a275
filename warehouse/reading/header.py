"""Finds the tables of a sheet by their headers, wherever they stand and however they are split."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from scoring.dataset import Column, Dataset
from warehouse.reading.contract import SchemeForms
from warehouse.reading.folding import fold_label
from warehouse.reading.grid import Sheet
from warehouse.reading.labels import UNIT, Vocabulary, is_qualifier
from warehouse.reading.units import Roster

_LEVELS = 3
_LONGEST_LABEL = 60
_LOOK_AHEAD = 200


class Form:
    """A dataset that a sheet may hold, with its vocabulary and roster."""

    def __init__(self, scheme: SchemeForms, dataset: Dataset, aliases: dict[str, str]) -> None:
        self.scheme, self.dataset = scheme, dataset
        self.vocabulary = Vocabulary(dataset)
        self.roster = Roster(scheme, dataset, aliases)


@dataclass(slots=True)
class Group:
    """One table's columns: a header has two where a table is printed in halves side by side."""

    columns: dict[str, int] = field(default_factory=dict)
    """Column key, `unit` too → column of the sheet."""
    totals: dict[str, int] = field(default_factory=dict)
    """Keys whose 累计 column stands beside (or instead of) the month's own."""
    period: int | None = None
    headers: dict[int, str] = field(default_factory=dict)
    """Column of the sheet → printed header, two-level ones joined."""
    unknown: dict[int, str] = field(default_factory=dict)
    twice: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Header:
    """A band of rows that names the columns of a form."""

    form: Form
    top: int
    bottom: int
    groups: list[Group]
    rivals: list[Form] = field(default_factory=list)
    """Other forms that fit the same columns equally well."""

    @property
    def keys(self) -> set[str]:
        """The column keys found, without the unit."""
        return {key for group in self.groups for key in (*group.columns, *group.totals)} - {UNIT}

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """How well the band fits: keys found, keys missing, columns twice, rows taken."""
        missing = sum(not c.optional and c.key not in self.keys for c in self.form.dataset.columns)
        twice = sum(len(group.twice) for group in self.groups)
        return (len(self.keys), -missing, -twice, self.top - self.bottom)


def find_headers(sheet: Sheet, forms: Iterable[Form], chosen: str | None) -> list[Header]:
    """Return the headers of a sheet from top to bottom."""
    forms = list(forms)
    words = {word for form in forms for word in (*form.vocabulary.keys, *form.vocabulary.units)}
    rows = list(sheet.rows)
    found: list[Header] = []
    last = 0
    for row in rows:
        if row <= last or not _has_word(sheet, row, words):
            continue
        header = _best_header(sheet, row, last, forms, chosen)
        if header is not None:
            found.append(header)
            last = header.bottom
    return found


def _has_word(sheet: Sheet, row: int, words: set[str]) -> bool:
    return any(
        cell.kind == "text" and len(cell.raw) <= _LONGEST_LABEL and _is_word(cell.raw, words)
        for cell in sheet.rows[row].values()
    )


def _is_word(text: str, words: set[str]) -> bool:
    if text.isascii() and "_" not in text and not text.isalpha():  # figures, the most frequent
        return False
    label = fold_label(text)
    return label in words or label.partition("(")[0] in words or "单位" in label


def _best_header(
    sheet: Sheet, row: int, last: int, forms: list[Form], chosen: str | None
) -> Header | None:
    best: list[Header] = []
    for top in range(max(last + 1, row - _LEVELS + 1), row + 1):
        for bottom in range(row, min(top + _LEVELS, row + _LEVELS)):
            if top not in sheet.rows or bottom not in sheet.rows:
                continue
            for form in forms:
                header = read_band(sheet, top, bottom, form)
                if header is None or not _is_enough(header, chosen):
                    continue
                if not best or header.rank > best[0].rank:
                    best = [header]
                elif header.rank == best[0].rank and form is not best[0].form:
                    best.append(header)
    if not best:
        return None
    best.sort(key=lambda header: header.form.dataset.key != chosen)
    header = best[0]
    header.rivals = [rival.form for rival in best[1:]]
    _extend(sheet, header)
    return header


def read_band(sheet: Sheet, top: int, bottom: int, form: Form) -> Header | None:
    """Read the rows from `top` to `bottom` as a header of this form."""
    groups = [Group()]
    first: str | None = None
    paths = _paths(sheet, top, bottom)
    for column, (labels, printed) in paths.items():
        label = form.vocabulary.resolve(labels)
        name = label.key if label.sense == "key" else None
        if name and name == first and len(groups[-1].columns) > 1:
            groups.append(Group())
        first = first or name
        group = groups[-1]
        group.headers[column] = printed
        if label.sense == "key" and label.key:
            if label.key in group.columns:
                group.twice[label.key] = printed
            group.columns.setdefault(label.key, column)
        elif label.sense == "total" and label.key:
            group.totals.setdefault(label.key, column)
        elif label.sense == "period":
            group.period = column
        elif label.sense == "unknown":
            group.unknown[column] = printed
    for group in groups:
        _settle_unit(sheet, group, bottom, form)
    groups = [g for g in groups if UNIT in g.columns and len(g.columns) + len(g.totals) > 1]
    return Header(form, top, bottom, groups) if groups else None


def _paths(sheet: Sheet, top: int, bottom: int) -> dict[int, tuple[tuple[str, ...], str]]:
    """Return each visible column's labels, folded and as printed, from the top level down."""
    levels = [row for row in range(top, bottom + 1) if row in sheet.rows]
    used = sorted({c for row in levels for c in (*sheet.rows[row], *sheet.covered.get(row, {}))})
    columns = [column for column in used if not sheet.is_hidden_column(column)]
    grid = {row: _labels(sheet, row, columns, row < bottom) for row in levels}
    paths = {}
    for column in columns:
        texts = [grid[row][column] for row in levels if grid[row].get(column)]
        distinct = [t for i, t in enumerate(texts) if i == 0 or t != texts[i - 1]]
        labels = tuple(fold_label(text) for text in distinct)
        if distinct:
            paths[column] = (labels, "/".join(distinct))
    return paths


def _labels(sheet: Sheet, row: int, columns: list[int], is_upper: bool) -> dict[int, str]:
    """Return a level's labels; in an upper level a lost merge is filled from its left."""
    labels: dict[int, str] = {}
    left = ""
    for column in columns:
        cell = sheet.seen(row, column)
        text = cell.text if cell and len(cell.raw) <= _LONGEST_LABEL else ""
        if not text and is_upper and left and _stands_below(sheet, row, column):
            text = left
        left = text
        labels[column] = text
    return labels


def _stands_below(sheet: Sheet, row: int, column: int) -> bool:
    below = sheet.seen(row + 1, column)
    return below is not None and is_qualifier(fold_label(below.text))


def _settle_unit(sheet: Sheet, group: Group, bottom: int, form: Form) -> None:
    """Find the unit column by its content where no header names it (an empty corner cell)."""
    if UNIT in group.columns or not group.columns:
        return
    taken = set(group.columns.values())
    rows = [row for row in sheet.rows if bottom < row <= bottom + _LOOK_AHEAD]
    hits: dict[int, int] = {}
    for row in rows:
        for column, cell in sheet.rows[row].items():
            if column not in taken and cell.kind == "text" and form.roster.knows(cell.raw):
                hits[column] = hits.get(column, 0) + 1
    if hits:
        column = max(hits, key=lambda c: hits[c])
        if hits[column] >= 2 or len(rows) <= 2:
            group.columns[UNIT] = column
            group.unknown.pop(column, None)
            group.headers.setdefault(column, "单位")
            group.headers = dict(sorted(group.headers.items()))


def _is_enough(header: Header, chosen: str | None) -> bool:
    """Tell whether the columns found are enough to call it this form."""
    dataset = header.form.dataset
    telling = [c for c in dataset.columns if c.key in header.keys and not _is_generic(c)]
    required = {column.key for column in dataset.columns if not column.optional}
    if len(telling) >= 2 or (required and required <= header.keys):
        return True
    if not telling:
        return False
    long_enough = max(len(h) for h in telling[0].headers) >= 5 or dataset.counts_or_rate
    return dataset.key == chosen or (long_enough and dataset.shape != "dated_ledger")


def _is_generic(column: Column) -> bool:
    return column.type == "date" or (column.type == "text" and column.optional)


def _extend(sheet: Sheet, header: Header) -> None:
    """Take in a further row that only holds units of measure or qualifiers."""
    below = header.bottom + 1
    labels = [fold_label(text) for text in sheet.texts(below)]
    if labels and all(is_qualifier(label) for label in labels):
        wider = read_band(sheet, header.top, below, header.form)
        if wider is not None and wider.keys >= header.keys:
            header.bottom, header.groups = below, wider.groups
