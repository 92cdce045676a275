"""Read a band of rows as the header of a form: find the column of each key."""

from __future__ import annotations

from dataclasses import dataclass, field

from scoring.dataset import Dataset
from warehouse.reading.contract import ReadRequest, SchemeForms
from warehouse.reading.personal_data.private_headers import is_private
from warehouse.reading.sheets.grid import Sheet
from warehouse.reading.tables.column_labels import UNIT, UNKNOWN, Label, Vocabulary
from warehouse.reading.tables.header_paths import Band, LabelPath
from warehouse.reading.tables.header_terms import HeaderMonth, is_qualifier
from warehouse.reading.tables.roster_names import Roster
from warehouse.reading.words.folding import fold, fold_label

_LOOK_AHEAD = 200
"""How many rows below a header decide which of several columns holds the data."""


class FormCandidate:
    """A dataset that a sheet may contain, with its vocabulary and roster."""

    def __init__(self, scheme: SchemeForms, dataset: Dataset, aliases: dict[str, str]) -> None:
        self.scheme, self.dataset = scheme, dataset
        self.vocabulary = Vocabulary(dataset)
        self.roster = Roster(scheme, dataset, aliases)
        self.foreign: frozenset[str] = frozenset()
        """Folded headers of the other forms that this form does not have."""
        named = {word for unit in scheme.units for word in (unit.kind, unit.group)}
        self.headings = frozenset(fold(word) for word in named if word)
        """Folded kinds and groups of units, which a row above those units may name."""


def list_forms(request: ReadRequest) -> list[FormCandidate]:
    """Return the forms of all schemes of a request, with the aliases remembered for each scheme."""
    return [
        FormCandidate(scheme, dataset, request.aliases.get(scheme.id, {}))
        for scheme in request.schemes
        for dataset in scheme.datasets
    ]


@dataclass(slots=True)
class Group:
    """The columns of one table; a header has two groups if a table is printed in two halves."""

    columns: dict[str, int] = field(default_factory=dict)
    """Column key, or `unit` → column of the sheet."""
    totals: dict[str, int] = field(default_factory=dict)
    """Column key → its 累计 column, beside or instead of the month's own."""
    period: int | None = None
    """The column that names the period of each row, if any."""
    headers: dict[int, str] = field(default_factory=dict)
    """Column of the sheet → printed header, its levels joined by a slash."""
    unknown: dict[int, str] = field(default_factory=dict)
    """Column of the sheet → printed header that no form knows."""
    duplicates: dict[str, str] = field(default_factory=dict)
    """Column key → printed header of its second column."""
    private: dict[int, str] = field(default_factory=dict)
    """Columns of personal data, with their headers: never kept, not even as evidence."""
    spanned: dict[str, list[int]] = field(default_factory=dict)
    """Column key → further columns under its header cell, if that is merged across several."""
    monthly: dict[str, dict[int, HeaderMonth]] = field(default_factory=dict)
    """Column key → its columns that name a month, such as 11月 | 12月 under 转办数量."""
    skipped: dict[int, str] = field(default_factory=dict)
    """Columns of another period (上月, 同比) beside the form's own; they are not read."""
    is_unit_guessed: bool = False
    """Whether the unit column has no header and was found by its content."""
    doubtful: dict[str, str] = field(default_factory=dict)
    """Column key → printed header, if the column is a pivot table's summary (计数项) of it."""

    def add(self, column: int, label: Label, printed: str, is_continued: bool) -> None:
        """Add one column; `is_continued` if its header cell is merged with the one to its left."""
        if label.sense not in {"key", "total"} and is_private(printed):
            self.private[column] = printed
        else:
            self.headers[column] = printed
        if label.sense == "key" and label.key:
            if label.is_doubtful:
                self.doubtful.setdefault(label.key, printed)
            self._add_key(column, label.key, label.month, printed, is_continued)
        elif label.sense == "total" and label.key:
            self.totals.setdefault(label.key, column)
        elif label.sense == "other_period":
            self.skipped[column] = printed
        elif label.sense == "period":
            self.period = column
        elif label.sense == "unknown":
            self.unknown[column] = printed

    def _add_key(
        self, column: int, key: str, month: HeaderMonth | None, printed: str, is_continued: bool
    ) -> None:
        monthly = self.monthly.setdefault(key, {}) if month else self.monthly.get(key, {})
        if key in self.columns and is_continued:
            self.spanned.setdefault(key, []).append(column)
        elif month and month not in monthly.values():
            monthly[column] = month
        elif self.columns.get(key, -1) in monthly and not month:
            self.columns[key] = column  # a column without a month is the form's own
        elif key in self.columns:
            self.duplicates[key] = printed
        self.columns.setdefault(key, column)


def read_band(sheet: Sheet, band: Band, form: FormCandidate) -> list[Group]:
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
            _move_leading_columns(groups, name)
        first = first or name
        is_continued = sheet.origin(bottom, column)[1] < column
        groups[-1].add(column, label, path.printed, is_continued)
    unit_columns: set[int] = set()
    for group in groups:
        _choose_spanned(sheet, group, bottom, form)
        _find_unit_column(sheet, group, bottom, form, unit_columns)
        unit_columns.add(group.columns.get(UNIT, -1))
    groups = _merge_repeated(groups)
    for group in groups:
        # A cumulative key needs no column of the month: its 累计 column is the key's own.
        for key, column in group.totals.items():
            if form.dataset.column(key).read == "cumulative":
                group.columns.setdefault(key, column)
    return [g for g in groups if UNIT in g.columns and len(g.columns) + len(g.totals) > 1]


def _is_lone_title(sheet: Sheet, band: Band, path: LabelPath, form: FormCandidate) -> bool:
    """Return whether a band is only the form's title, which can read like a header."""
    titles = {fold_label(title) for title in (form.dataset.title, *form.dataset.titles)}
    is_column = all(len(sheet.texts(row)) < 2 for row in range(band.top, band.bottom + 1))
    return is_column and any(label.endswith(title) for label in path.labels for title in titles)


def _merge_repeated(groups: list[Group]) -> list[Group]:
    """Merge each group without a unit column into the one before, as duplicate columns."""
    kept = groups[:1]
    for group in groups[1:]:
        if UNIT in group.columns:
            kept.append(group)
        else:
            again = {key: group.headers.get(c, key) for key, c in group.columns.items()}
            kept[-1].duplicates.update(again)
    return kept


def _move_leading_columns(groups: list[Group], first: str) -> None:
    """Move the columns before a new half's first key (序号) from the half before into it.

    They are those before the same key in the first half.
    """
    model, left, right = groups[0], groups[-2], groups[-1]
    lead = [text for column, text in model.headers.items() if column < model.columns[first]]
    tail = [(c, text) for c, text in left.headers.items() if c > left.columns[first]][-len(lead) :]
    if not lead or [text for _, text in tail] != lead:
        return
    for column, text in tail:
        del left.headers[column]
        right.headers[column] = text
        if left.unknown.pop(column, None):
            right.unknown[column] = text


def resolve_path(path: LabelPath, form: FormCandidate) -> Label:
    """Return what a column means; blank upper levels count as merged only if that decides it."""
    added = set(path.filled) - set(path.labels)
    if added and (is_qualifier(path.labels[-1]) or any(is_qualifier(label) for label in added)):
        return form.vocabulary.resolve(path.filled)
    if any(upper in form.foreign and upper.endswith(path.labels[-1]) for upper in path.filled[:-1]):
        return UNKNOWN  # 覆盖率 under 监管行为数据覆盖率 belongs to another form
    label = form.vocabulary.resolve(path.labels)
    return form.vocabulary.resolve(path.filled) if label.sense == "unknown" else label


def _below(bottom: int) -> range:
    return range(bottom + 1, bottom + _LOOK_AHEAD + 1)


def _choose_spanned(sheet: Sheet, group: Group, bottom: int, form: FormCandidate) -> None:
    """Choose, of several columns under one merged header cell, the one that holds the data."""
    rows = [row for row in _below(bottom) if row in sheet.rows]
    for key, others in group.spanned.items():
        columns = [group.columns[key], *others]
        cells = {c: [cell for row in rows if (cell := sheet.cell(row, c))] for c in columns}
        if key == UNIT:
            hits = {c: sum(form.roster.knows(cell.raw) for cell in cells[c]) for c in columns}
            group.columns[key] = max(columns, key=lambda c: hits[c])
        elif sum(bool(found) for found in cells.values()) > 1:
            group.duplicates[key] = group.headers[columns[0]]
        else:
            group.columns[key] = max(columns, key=lambda c: len(cells[c]))


def _find_unit_column(
    sheet: Sheet, group: Group, bottom: int, form: FormCandidate, others: set[int]
) -> None:
    """Find the unit column by its content if no header names it (an empty corner cell).

    `others` are the unit columns of the halves to its left.
    """
    if UNIT in group.columns or not group.columns:
        return
    taken = others.union(group.columns.values())
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
