"""Readings, forms and roster as rows of 口径, 报表 and 名册, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from scoring.clauses.faults import Findings
from scoring.sheets.book import Cells, SheetRow
from scoring.sheets.column import READINGS
from scoring.sheets.kind import Kind
from scoring.sheets.language import READING
from scoring.sheets.marks import LIST, SEMICOLON, Unreadable, Unsayable, is_bare, quote, split
from scoring.sheets.notation import read_value, write_value
from scoring.sheets.places import BOOK, Places, Spot
from scoring.sheets.structures import ListOf
from scoring.sheets.values import NAME, OPTION, TEXT

Table = dict[str, Any]
FORM_OTHER, COLUMN_READ = "报表其他", "本列口径"


def refuse(findings: Findings, sheet: str, number: int, header: str, fault: Unreadable) -> None:
    """Note the cells of a row that cannot be read."""
    for one in fault.every:
        place = (sheet, f"第{number}行")
        findings.refuse(place, one.key or header, one.found, one.allowed, BOOK)


class Wordings(Kind):
    """One wording, or several separated by a semicolon: they may hold 、."""

    def __init__(self, *, is_list: bool = False) -> None:
        self._is_list = is_list

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        values = value if isinstance(value, list) else [value]
        if isinstance(value, list) and len(value) < (1 if self._is_list else 2):
            raise Unsayable
        if self._is_list and not isinstance(value, list):
            raise Unsayable
        return "；".join(self._write_one(one) for one in values)

    def _write_one(self, value: Any) -> str:
        text = TEXT.write(value)
        return quote(text) if set(SEMICOLON) & set(text) or text != text.strip() else text

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        values = [TEXT.read(one) for one in split(text, SEMICOLON) if one]
        return values if self._is_list or len(values) > 1 else values[0]


class Choices(Kind):
    """The values of a choice, each with its other spellings in brackets: 国家（国家级）、省."""

    def write(self, value: Any) -> str:
        """Return the short notation of a value; Unsayable if it has none."""
        if isinstance(value, list):
            if not value or not all(isinstance(one, str) for one in value):
                raise Unsayable
            return "、".join(_write_choice(one) for one in value)
        if not isinstance(value, dict) or not value or not any(value.values()):
            raise Unsayable
        said = []
        for name, spellings in value.items():
            more = spellings if isinstance(spellings, list) else [spellings]
            if isinstance(spellings, str):
                raise Unsayable
            others = f"（{'、'.join(map(NAME.write, more))}）" if more else ""
            said.append(_write_choice(name) + others)
        return "、".join(said)

    def read(self, text: str) -> Any:
        """Return the value of a notation; Unreadable says what may stand there."""
        parts = [one.strip() for one in re.split(r"、(?![^（(]*[）)])", text)]
        values: Table = {}
        for one in parts:
            found = re.fullmatch(r"(.+?)\s*(?:[（(](.+)[)）])?", one)
            if not found:
                raise Unreadable(f"“{one}”", "国家（国家级）、省、市")
            spellings = [NAME.read(word) for word in split(found[2], LIST)] if found[2] else []
            values[NAME.read(found[1])] = spellings
        return values if any(values.values()) else list(values)


def _write_choice(value: str) -> str:
    if not is_bare(value) or re.search("[（）()]", value):
        raise Unsayable
    return value


WORDINGS, WORDINGS_LIST, CHOICES = Wordings(), Wordings(is_list=True), Choices()
ASSESSMENTS = ListOf(NAME, True)
SPECIAL: dict[str, Kind] = {"headers": WORDINGS, "choices": CHOICES}


def write_readings(readings: Any) -> Iterator[Cells]:
    """Yield the rows of the readings, one an option."""
    for reading in readings:
        head = {key: value for key, value in reading.items() if key != "options"}
        cells = {READING.keys[key].word: write_value(TEXT, value) for key, value in head.items()}
        for option in reading["options"]:
            one = {"id": option} if isinstance(option, str) else option
            if not isinstance(one, dict) or not one.keys() <= {"id", "label"}:
                raise Unsayable
            own = {"选项": write_value(OPTION, one["id"])}
            own |= {"选项说明": write_value(TEXT, one["label"])} if "label" in one else {}
            yield {**cells, **own}
            cells = {}


def read_readings(rows: Sequence[SheetRow], findings: Findings, places: Places) -> list[Table]:
    """Return the readings; an option without a label is its id alone."""
    readings: list[Table] = []
    for row in rows:
        cells = dict(row.cells)
        option = cells.pop("选项", "")
        label = cells.pop("选项说明", "")
        if cells:
            if not cells.get("口径"):
                refuse(findings, READINGS, row.number, "口径", Unreadable("没有名称", "口径的名称"))
                continue
            reading = {
                key: TEXT.read(cells[word.word])
                for key, word in READING.keys.items()
                if word.word in cells
            }
            if any(one["id"] == reading["id"] for one in readings):
                fault = Unreadable(f"口径“{reading['id']}”写了两次", "一次；第2个选项起不填名称")
                refuse(findings, READINGS, row.number, "口径", fault)
            readings.append({**reading, "options": []})
            places.note((f"口径 {reading['id']}",), Spot(READINGS, row.number))
            places.note((reading["id"],), Spot(READINGS, row.number))
        if not readings:
            refuse(findings, READINGS, row.number, "口径", Unreadable("没有名称", "口径的名称"))
            continue
        if not option:
            refuse(findings, READINGS, row.number, "选项", Unreadable("没有选项", "一行一个选项"))
            continue
        name = read_value(OPTION, option)
        one = {"id": name, "label": TEXT.read(label)} if label else name
        readings[-1]["options"].append(one)
    return readings
