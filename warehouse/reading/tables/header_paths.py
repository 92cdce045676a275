"""Read the labels of each column from rows that may be a header, level by level."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.reading.sheets.grid import Sheet
from warehouse.reading.words.folding import fold_label

_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class LabelPath:
    """One column's labels from the top level down, folded, and as printed."""

    labels: tuple[str, ...]
    filled: tuple[str, ...]
    """The same, but a blank upper level takes the label to its left, as if they were merged."""
    printed: str
    is_title: bool = False
    """Whether each label is alone in its row, above the last level: usually a title."""


@dataclass(frozen=True, slots=True)
class Band:
    """Rows that may be a header, with the labels of each visible column; every form reads it."""

    top: int
    bottom: int
    paths: dict[int, LabelPath]


def find_labels(sheet: Sheet, top: int, bottom: int) -> Band:
    """Return the rows from `top` to `bottom` as a band."""
    levels = [row for row in range(top, bottom + 1) if row in sheet.rows]
    used = sorted({c for row in levels for c in (*sheet.rows[row], *sheet.covered.get(row, {}))})
    columns = [column for column in used if not sheet.is_hidden_column(column)]
    lefts = dict.fromkeys(levels, "")
    alone = [len(sheet.texts(row)) == 1 for row in levels[:-1]] + [False]
    paths = {}
    for column in columns:
        texts = [_read_label(sheet, row, column) for row in levels]
        filled = _fill_from_left(sheet, column, texts, lefts)
        if any(texts):
            printed = "/".join(_drop_repeats(texts))
            is_title = all(alone[level] for level, text in enumerate(texts) if text)
            paths[column] = LabelPath(_fold_labels(texts), _fold_labels(filled), printed, is_title)
    return Band(top, bottom, paths)


def _fill_from_left(
    sheet: Sheet, column: int, texts: list[str], lefts: dict[int, str]
) -> list[str]:
    """Return a column's texts with blank upper levels filled; update the last text of each row."""
    filled = list(texts)
    is_new = False  # a parent that begins in this column ends the parents to its left below it
    for level, row in enumerate(list(lefts)[:-1]):
        if not texts[level] and any(texts[level + 1 :]) and not is_new:
            filled[level] = lefts[row]
        is_new = is_new or bool(texts[level] and sheet.origin(row, column)[1] == column)
        lefts[row] = filled[level]
    return filled


def _read_label(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.seen(row, column)
    return cell.text if cell and len(cell.raw) <= _LONGEST_LABEL else ""


def _drop_repeats(texts: list[str]) -> list[str]:
    """Return texts without blanks and repeats: a merged header shows at each of its levels."""
    present = [text for text in texts if text]
    return [text for i, text in enumerate(present) if i == 0 or text != present[i - 1]]


def _fold_labels(texts: list[str]) -> tuple[str, ...]:
    return tuple(fold_label(text) for text in _drop_repeats(texts))
