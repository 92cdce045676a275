"""The model of `letterhead.toml`: red head and imprint (版记) of an official document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

from scoring.frozen import Frozen

YEAR, SERIAL = "{年}", "{号}"
BLANK_SERIAL = "　　"
"""Room for a serial number that is written by hand."""

WHOLE_NUMBER = re.compile(r"[^〔〕]+〔\d{4}〕\d{1,5}号")
"""A 发文字号: 绛营商办发〔2021〕12号; the standard allows neither 第 nor a leading zero."""


def _check_pattern(pattern: str) -> str:
    if set(re.findall(r"\{[^{}]*\}", pattern)) - {YEAR, SERIAL}:
        raise ValueError(f"只能用 {YEAR} 和 {SERIAL} 两个名称")
    if pattern and SERIAL not in pattern:
        raise ValueError(f"要有 {SERIAL}，印发时填入")
    return pattern


class Letterhead(Frozen):
    """What an office prints above and below its documents; without `office` nothing of it."""

    office: str = Field(default="", max_length=40)
    """The name at the top, 发文机关标志."""
    number: Annotated[str, AfterValidator(_check_pattern)] = Field(default="", max_length=60)
    """The pattern of the document number, 发文字号."""
    signer: str = Field(default="", max_length=20)
    """签发人, of documents that go to a higher authority."""
    top_marks: tuple[str, ...] = Field(default=(), max_length=3)
    """份号, 密级, 紧急程度, a line each."""
    copies: str = Field(default="", max_length=300)
    """抄送: who gets a copy."""
    printer: str = Field(default="", max_length=40)
    """印发机关: who prints and sends the document."""

    def write_number(self, year: int, serial: str = "") -> str:
        """Return the document number of a year; without `serial`, with room to write it."""
        return self.number.replace(YEAR, str(year)).replace(SERIAL, serial or BLANK_SERIAL)

    def complete_number(self, text: str, year: int) -> str:
        """Return a typed document number in full; digits alone fill the pattern."""
        typed = "".join(text.split())
        if self.number and typed.isascii() and typed.isdigit():
            return self.write_number(year, typed.lstrip("0"))
        return typed


@dataclass(frozen=True)
class RedHead:
    """A letterhead with what one document fills in."""

    letterhead: Letterhead
    number: str
    signer: str
    printed_on: str
    """The day of printing as the imprint writes it: 2021年12月3日."""
