"""Find the tables of a sheet by their headers, at any place and on up to three rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from scoring.dataset import Column
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.grid import Sheet
from warehouse.reading.sheets.row_groups import Rows
from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.tables.header_columns import FormCandidate, Group, read_band, resolve_path
from warehouse.reading.tables.header_paths import LabelPath, find_labels
from warehouse.reading.tables.header_terms import is_measure, is_qualifier, may_be_glued, unglue
from warehouse.reading.words.folding import fold_label

_LEVELS = 3
_LONGEST_LABEL = 60
_NEAR_TOP = 40


@dataclass(slots=True)
class Header:
    """A band of rows that names the columns of a form."""

    form: FormCandidate
    top: int
    bottom: int
    groups: list[Group]
    rivals: list[FormCandidate] = field(default_factory=list)
    """Other forms that fit the same columns equally well."""

    @property
    def keys(self) -> set[str]:
        """The column keys found, without the unit."""
        return {key for group in self.groups for key in (*group.columns, *group.totals)} - {UNIT}

    @property
    def rank(self) -> tuple[int, int, int, int, int]:
        """How well the band fits: keys found, missing, duplicate, guessed unit columns, height."""
        missing = sum(not c.optional and c.key not in self.keys for c in self.form.dataset.columns)
        duplicates = sum(len(group.duplicates) for group in self.groups)
        guessed = sum(group.is_unit_guessed for group in self.groups)
        found = len(self.keys) - duplicates
        return (found, -missing, -duplicates, -guessed, self.top - self.bottom)


def find_headers(sheet: Sheet, forms: Iterable[FormCandidate], chosen: str | None) -> list[Header]:
    """Return the headers of a sheet from top to bottom."""
    forms = list(forms)
    words = _HeaderWords(forms)
    found: list[Header] = []
    last = 0
    for row in words.find_rows(sheet.rows):
        if row <= last:
            continue
        header = _best_header(sheet, row, last, forms, chosen)
        if header is not None:
            found.append(header)
            last = header.bottom
    return found


class _HeaderWords:
    """The words of all forms' headers; most cells of a large sheet are rejected without folding."""

    def __init__(self, forms: list[FormCandidate]) -> None:
        # Most forms use the same words for the unit: ask one form for each set of words.
        by_words = {frozenset(form.vocabulary.units): form for form in forms}
        self.unit_vocabularies = [form.vocabulary for form in by_words.values()]
        self.keys = {word for form in forms for word in form.vocabulary.keys}
        words = self.keys.union(*(form.vocabulary.units for form in forms))
        self.initials = {word[0] for word in words}
        self.known: dict[str, str] = {}

    def find_rows(self, rows: Rows) -> list[int]:
        """Return the rows that may be a header: they name a unit column, or columns of a form.

        Far down a sheet the name of one column is not enough: the cells of a ledger are often
        words of another form's header, and trying a row as a header is slow.
        """
        near_top = set(islice(rows, _NEAR_TOP))
        found = [
            number
            for number, cells in rows.loose.items()
            if _may_head({self.word(cell) for cell in cells.values()}, number in near_top)
        ]
        for row_group in rows.row_groups:
            columns = [coded.spread(self.word) for coded in row_group.columns.values()]
            named = [words for words in columns if any(words)]
            found += [
                number
                for number, *words in zip(row_group.numbers, *named, strict=True)
                if any(words) and _may_head(set(words), number in near_top)
            ]
        return sorted(found)

    def word(self, cell: Cell | None) -> str:
        """Return `unit`, the header word that a cell consists of, or "" for any other cell."""
        if cell is None or cell.kind != "text":
            return ""
        text = cell.raw
        if not text or len(text) > _LONGEST_LABEL or not self._may_fit(text):
            return ""
        word = self.known.get(text)
        if word is None:
            word = self.known[text] = self._find(fold_label(text))
        return word

    def _may_fit(self, text: str) -> bool:
        """Return whether a text may be a header word: a quick test of its first character."""
        first = text[0]
        if "\u4e00" <= first < "\ua000":
            return first in self.initials or "单" in text or may_be_glued(text)
        return not text.isascii() or "_" in text or text.strip().isalpha()

    def _find(self, label: str) -> str:
        if any(vocabulary.names_unit(label) for vocabulary in self.unit_vocabularies):
            return UNIT
        plain = (word for word in (label, label.partition("(")[0]) if word in self.keys)
        return next(plain, "") or (unglue(label, self.keys) if may_be_glued(label) else "")


def _may_head(words: set[str], is_near_top: bool) -> bool:
    words = words - {""}
    return UNIT in words or len(words) > (0 if is_near_top else 1)


def _best_header(
    sheet: Sheet, row: int, last: int, forms: list[FormCandidate], chosen: str | None
) -> Header | None:
    """Return the header that fits the rows around `row` best, with its equals as rivals.

    `last` is the last row of the header before; `chosen` is the dataset that the user named.
    """
    best: list[Header] = []
    for top, bottom in _bands(sheet, row, last):
        band = find_labels(sheet, top, bottom)
        for form in forms:
            header = Header(form, top, bottom, read_band(sheet, band, form))
            if not header.groups or not _is_enough(header, chosen):
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


def _bands(sheet: Sheet, row: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the bands of up to three rows around a row that holds a header word."""
    reach = _LEVELS - 1
    for top in range(max(last + 1, row - reach), row + _LEVELS):
        for bottom in range(top, min(top + _LEVELS, row + _LEVELS)):
            if top in sheet.rows and bottom in sheet.rows and _is_whole(sheet, top, bottom):
                yield top, bottom


def _is_whole(sheet: Sheet, top: int, bottom: int) -> bool:
    """Return whether no merged header cell crosses the upper or the lower edge of the band.

    A row that shows every header through merges is only the lower half of a header: labels in the
    upper half alone would be missed.
    """
    above = {origin[0] for origin in sheet.covered.get(top, {}).values()}
    below = {origin[0] for origin in sheet.covered.get(bottom + 1, {}).values()}
    is_cut = any(bottom - _LEVELS < origin < top for origin in above)
    goes_on = any(max(top - 1, bottom + 1 - _LEVELS) < origin <= bottom for origin in below)
    return not is_cut and not (goes_on and bottom + 1 in sheet.rows)


def _is_enough(header: Header, chosen: str | None) -> bool:
    """Return whether the columns found are enough to recognise the form."""
    dataset = header.form.dataset
    specific = [c for c in dataset.columns if c.key in header.keys and not _is_generic(c)]
    required = {column.key for column in dataset.columns if not column.optional}
    if len(specific) >= 2 or (required and required <= header.keys):
        return True
    if not specific:
        return False
    # One column decides only if its header is too long to be an ordinary word.
    is_long = max(len(header) for header in specific[0].headers) >= 5 or dataset.counts_or_rate
    return dataset.key == chosen or (is_long and dataset.shape != "dated_ledger")


def _is_generic(column: Column) -> bool:
    """Return whether many forms have such a column: a date, or an optional text."""
    return column.type == "date" or (column.type == "text" and column.optional)


def _extend(sheet: Sheet, header: Header) -> None:
    """Extend a header by a row below it that holds only units of measure or qualifiers."""
    below = header.bottom + 1
    if header.bottom - header.top + 1 >= _LEVELS or not sheet.texts(below):
        return
    band = find_labels(sheet, header.top, below)
    cells = sheet.rows[below]
    if not all(_is_child(cell, band.paths.get(c), header.form) for c, cell in cells.items()):
        return
    wider = Header(header.form, header.top, below, read_band(sheet, band, header.form))
    only_measures = all(is_measure(fold_label(cell.text)) for cell in cells.values())
    if wider.groups and (wider.keys >= header.keys or not only_measures):
        header.bottom, header.groups = below, wider.groups


def _is_child(cell: Cell, path: LabelPath | None, form: FormCandidate) -> bool:
    """Return whether a cell below a header only says which kind of figure its column holds."""
    label = fold_label(cell.text)
    if is_qualifier(label) or path is None:
        return is_qualifier(label)
    is_under = cell.kind == "text" and (len(path.filled) > 1 or label in form.vocabulary.keys)
    return is_under and resolve_path(path, form).sense in {"key", "total", "ignored"}
