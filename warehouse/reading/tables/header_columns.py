"""Reads a band of rows as a header: which column is which, level by level, half by half."""

from __future__ import annotations

from dataclasses import dataclass, field

from scoring.dataset import Dataset
from warehouse.reading.contract import SchemeForms
from warehouse.reading.personal_data.private_headers import is_private
from warehouse.reading.sheets.grid import Sheet
from warehouse.reading.tables.column_labels import (
    UNIT,
    UNKNOWN,
    HeaderMonth,
    Label,
    Vocabulary,
    is_qualifier,
)
from warehouse.reading.tables.roster_names import Roster
from warehouse.reading.words.folding import fold_label

_LONGEST_LABEL = 60
_LOOK_AHEAD = 200


class Form:
    """A dataset that a sheet may hold, with its vocabulary and roster."""

    def __init__(self, scheme: SchemeForms, dataset: Dataset, aliases: dict[str, str]) -> None:
        self.scheme, self.dataset = scheme, dataset
        self.vocabulary = Vocabulary(dataset)
        self.roster = Roster(scheme, dataset, aliases)
        self.foreign: frozenset[str] = frozenset()
        """Headers of the other forms, folded, which are none of this one."""


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
    private: dict[int, str] = field(default_factory=dict)
    """Columns of what belongs to a person: no such column is kept, not even as evidence."""
    wide: dict[str, list[int]] = field(default_factory=dict)
    """Further columns under a key's own header cell, where that is merged across several."""

    monthly: dict[str, dict[int, HeaderMonth]] = field(default_factory=dict)
    """Column key → its columns that name a month, as 11月 | 12月 under 转办数量."""
    passed: dict[int, str] = field(default_factory=dict)
    """Columns of another period (上月, 同比) beside the form's own: not read."""
    is_unit_guessed: bool = False
    """Whether no header names the unit's column, which was found by what stands in it."""
    doubtful: dict[str, str] = field(default_factory=dict)
    """Column key → printed header, where it is a pivot table's summary (计数项) of the key."""

    def place(self, column: int, label: Label, printed: str, is_continued: bool) -> None:
        """Take in one column; `is_continued` where its header cell is merged with its left."""
        if label.sense not in {"key", "total"} and is_private(printed):
            self.private[column] = printed
        else:
            self.headers[column] = printed
        if label.sense == "key" and label.key:
            if label.is_doubtful:
                self.doubtful.setdefault(label.key, printed)
            self._place_key(column, label.key, label.month, printed, is_continued)
        elif label.sense == "total" and label.key:
            self.totals.setdefault(label.key, column)
        elif label.sense == "other_period":
            self.passed[column] = printed
        elif label.sense == "period":
            self.period = column
        elif label.sense == "unknown":
            self.unknown[column] = printed

    def _place_key(
        self, column: int, key: str, month: HeaderMonth | None, printed: str, is_continued: bool
    ) -> None:
        monthly = self.monthly.setdefault(key, {}) if month else self.monthly.get(key, {})
        if key in self.columns and is_continued:
            self.wide.setdefault(key, []).append(column)
        elif month and month not in monthly.values():
            monthly[column] = month
        elif self.columns.get(key, -1) in monthly and not month:
            self.columns[key] = column  # which month its own is, no one need ask
        elif key in self.columns:
            self.twice[key] = printed
        self.columns.setdefault(key, column)


def read_band(sheet: Sheet, band: Band, form: Form) -> list[Group]:
    """Return the columns of this form that a band of rows names, if any."""
    groups = [Group()]
    first: str | None = None
    bottom = band.bottom
    for column, path in band.paths.items():
        label = resolve_path(path, form)
        if label.key != UNIT and (path.is_title or _is_lone_title(sheet, band, path, form)):
            continue
        name = label.key if label.sense == "key" else None
        if name and name == first and not label.month and len(groups[-1].columns) > 1:
            groups.append(Group())
            _hand_over(groups, name)
        first = first or name
        is_continued = sheet.origin(bottom, column)[1] < column
        groups[-1].place(column, label, path.printed, is_continued)
    named: set[int] = set()
    for group in groups:
        _settle_wide(sheet, group, bottom, form)
        _settle_unit(sheet, group, bottom, form, named)
        named.add(group.columns.get(UNIT, -1))
    groups = _without_twins(groups)
    for group in groups:
        for key, column in group.totals.items():
            if form.dataset.column(key).read == "cumulative":
                group.columns.setdefault(key, column)
    return [g for g in groups if UNIT in g.columns and len(g.columns) + len(g.totals) > 1]


def _is_lone_title(sheet: Sheet, band: Band, path: Path, form: Form) -> bool:
    """Return whether a band is the form's title and single lines, which may read like a header."""
    titles = {fold_label(title) for title in (form.dataset.title, *form.dataset.titles)}
    is_column = all(len(sheet.texts(row)) < 2 for row in range(band.top, band.bottom + 1))
    return is_column and any(label.endswith(title) for label in path.labels for title in titles)


def _without_twins(groups: list[Group]) -> list[Group]:
    """Take columns that come again without a unit column of their own for columns twice."""
    kept = groups[:1]
    for group in groups[1:]:
        if UNIT in group.columns:
            kept.append(group)
        else:
            again = {key: group.headers.get(c, key) for key, c in group.columns.items()}
            kept[-1].twice.update(again)
    return kept


def _hand_over(groups: list[Group], first: str) -> None:
    """Give a new half the columns that stand before its first key (序号), as in the first half."""
    whole, left, right = groups[0], groups[-2], groups[-1]
    lead = [text for column, text in whole.headers.items() if column < whole.columns[first]]
    tail = [(c, text) for c, text in left.headers.items() if c > left.columns[first]][-len(lead) :]
    if not lead or [text for _, text in tail] != lead:
        return
    for column, text in tail:
        del left.headers[column]
        right.headers[column] = text
        if left.unknown.pop(column, None):
            right.unknown[column] = text


@dataclass(frozen=True, slots=True)
class Band:
    """Rows that may be a header, with the labels of each visible column; read by many forms."""

    top: int
    bottom: int
    paths: dict[int, Path]


def find_labels(sheet: Sheet, top: int, bottom: int) -> Band:
    """Return the rows from `top` to `bottom` as a band."""
    return Band(top, bottom, _paths(sheet, top, bottom))


@dataclass(frozen=True, slots=True)
class Path:
    """One column's labels from the top level down, folded, and as printed."""

    labels: tuple[str, ...]
    filled: tuple[str, ...]
    """The same, an upper level's lost merge filled from its left."""
    printed: str
    is_title: bool = False
    """Whether all of it stands alone in its row, above the last level: a title, as a rule."""


def _paths(sheet: Sheet, top: int, bottom: int) -> dict[int, Path]:
    """Return the labels of each visible column."""
    levels = [row for row in range(top, bottom + 1) if row in sheet.rows]
    used = sorted({c for row in levels for c in (*sheet.rows[row], *sheet.covered.get(row, {}))})
    columns = [column for column in used if not sheet.is_hidden_column(column)]
    lefts = dict.fromkeys(levels, "")
    alone = [len(sheet.texts(row)) == 1 for row in levels[:-1]] + [False]
    paths = {}
    for column in columns:
        texts = [_label(sheet, row, column) for row in levels]
        filled = list(texts)
        is_new = False  # a parent that begins here ends what stands to the left below it
        for level, row in enumerate(levels[:-1]):
            if not texts[level] and any(texts[level + 1 :]) and not is_new:
                filled[level] = lefts[row]
            is_new = is_new or bool(texts[level] and sheet.origin(row, column)[1] == column)
            lefts[row] = filled[level]
        if any(texts):
            printed = "/".join(_distinct(texts))
            is_title = all(alone[level] for level, text in enumerate(texts) if text)
            paths[column] = Path(_folded(texts), _folded(filled), printed, is_title)
    return paths


def _label(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.seen(row, column)
    return cell.text if cell and len(cell.raw) <= _LONGEST_LABEL else ""


def _distinct(texts: list[str]) -> list[str]:
    present = [text for text in texts if text]
    return [text for i, text in enumerate(present) if i == 0 or text != present[i - 1]]


def _folded(texts: list[str]) -> tuple[str, ...]:
    return tuple(fold_label(text) for text in _distinct(texts))


def resolve_path(path: Path, form: Form) -> Label:
    """Return what a column means; a lost merge is filled only where that makes the difference."""
    added = set(path.filled) - set(path.labels)
    if added and (is_qualifier(path.labels[-1]) or any(is_qualifier(label) for label in added)):
        return form.vocabulary.resolve(path.filled)
    if any(upper in form.foreign and upper.endswith(path.labels[-1]) for upper in path.filled[:-1]):
        return UNKNOWN  # 覆盖率 under 监管行为数据覆盖率 is another form's, whatever it says alone
    label = form.vocabulary.resolve(path.labels)
    return form.vocabulary.resolve(path.filled) if label.sense == "unknown" else label


def _below(bottom: int) -> range:
    return range(bottom + 1, bottom + _LOOK_AHEAD + 1)


def _settle_wide(sheet: Sheet, group: Group, bottom: int, form: Form) -> None:
    """Of several columns under one header cell take the one that holds the data."""
    rows = [row for row in _below(bottom) if row in sheet.rows]
    for key, others in group.wide.items():
        columns = [group.columns[key], *others]
        cells = {c: [cell for row in rows if (cell := sheet.cell(row, c))] for c in columns}
        if key == UNIT:
            hits = {c: sum(form.roster.knows(cell.raw) for cell in cells[c]) for c in columns}
            group.columns[key] = max(columns, key=lambda c: hits[c])
        elif sum(bool(found) for found in cells.values()) > 1:
            group.twice[key] = group.headers[columns[0]]
        else:
            group.columns[key] = max(columns, key=lambda c: len(cells[c]))


def _settle_unit(sheet: Sheet, group: Group, bottom: int, form: Form, named: set[int]) -> None:
    """Find the unit column by its content where no header names it (an empty corner cell).

    `named` are the unit columns of the halves to its left.
    """
    if UNIT in group.columns or not group.columns:
        return
    taken = named.union(group.columns.values())
    rows = [row for row in _below(bottom) if row in sheet.rows]
    hits: dict[int, int] = {}
    for row in rows:
        for column, cell in sheet.rows[row].items():
            if column not in taken and cell.kind == "text" and form.roster.knows(cell.raw):
                hits[column] = hits.get(column, 0) + 1
    if hits:
        column = max(hits, key=lambda c: hits[c])
        if hits[column] >= 2 or len(rows) <= 2:
            group.columns[UNIT] = column
            group.is_unit_guessed = True
            group.unknown.pop(column, None)
            group.headers.setdefault(column, "单位")
            group.headers = dict(sorted(group.headers.items()))
