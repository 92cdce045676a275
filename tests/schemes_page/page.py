"""Read the steps of the tutorial from a page: what is typed, and what commands print.

A comment before a table says where a person types it: `<!-- type 方案.xlsx 指标 -->` a sheet of the
scheme's workbook, `<!-- correct 方案.xlsx -->` single cells, `<!-- fill 月报表.xlsx -->` a form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.repository import ROOT

PAGE = ROOT / "docs" / "schemes.md"
OFFICE_PAGE = ROOT / "docs" / "schemes.zh.md"
PAGES = (PAGE, OFFICE_PAGE)

_MARK = re.compile(r"<!-- (type|correct|fill) (\S+)(?: (\S+))? -->")
PROMPT = "$ "


@dataclass(frozen=True)
class Step:
    """One step: cells to type, or a command with what it prints."""

    kind: str
    """type, correct, fill or run."""
    file: str = ""
    sheet: str = ""
    rows: tuple[dict[str, str], ...] = field(default=(), compare=True)
    command: str = ""
    output: str = ""


def read_steps(path: Path) -> list[Step]:
    """Return the steps of a page in order."""
    steps: list[Step] = []
    lines = path.read_text("utf-8").splitlines()
    number = 0
    while number < len(lines):
        if mark := _MARK.fullmatch(lines[number].strip()):
            number, rows = _read_table(lines, number + 1)
            steps.append(Step(mark[1], mark[2], mark[3] or "", rows))
        elif lines[number].strip() == "```console":
            end = lines.index("```", number + 1)
            steps += _read_commands(lines[number + 1 : end])
            number = end + 1
        else:
            number += 1
    return steps


def _read_table(lines: list[str], number: int) -> tuple[int, tuple[dict[str, str], ...]]:
    while not lines[number].startswith("|"):
        number += 1
    table = []
    while number < len(lines) and lines[number].startswith("|"):
        table.append([cell.strip() for cell in lines[number].strip("|").split("|")])
        number += 1
    return number, tuple(dict(zip(table[0], row, strict=True)) for row in table[2:])


def _read_commands(lines: list[str]) -> list[Step]:
    steps: list[Step] = []
    for line in lines:
        if line.startswith(PROMPT):
            steps.append(Step("run", command=line.removeprefix(PROMPT)))
        else:
            last = steps.pop()
            steps.append(Step("run", command=last.command, output=f"{last.output}{line}\n"))
    return steps


def write_outputs(text: str, outputs: dict[str, str]) -> str:
    """Return a page's text with what each command prints in place of what stands there."""

    def renew(block: re.Match[str]) -> str:
        commands = [line for line in block[1].splitlines() if line.startswith(PROMPT)]
        printed = "".join(
            f"{command}\n{outputs[command.removeprefix(PROMPT)]}" for command in commands
        )
        return f"```console\n{printed}```"

    return re.sub(r"(?ms)^```console\n(.*?)^```$", renew, text)
