"""Read templates: the office's own TOML in KAOHE_HOME/templates, else the one in seed/templates.

An error names file, line and key in a Chinese sentence, because the office edits these files.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from scoring.frozen import Frozen
from warehouse.faults import Refused

FOLDER = "templates"
Model = TypeVar("Model", bound=Frozen)
KeyPath = Sequence[int | str]
"""The steps to a value: `section`, 0, `heading`."""

LONGEST_FILE = 1_000_000

MESSAGES = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这样的项",
    "string_type": "应是文字",
    "tuple_type": "应是方括号里的一列文字",
    "dict_type": "应是一个小节",
    "bool_type": "应写 true 或 false",
    "bool_parsing": "应写 true 或 false",
    "int_parsing": "应是整数",
    "int_type": "应是整数",
    "decimal_type": "应是数字",
    "decimal_parsing": "应是数字",
    "string_too_short": "不能是空的",
    "string_too_long": "太长",
    "too_short": "不能是空的",
    "too_long": "太多",
}
"""Pydantic error type → message; other types keep their own text."""


class TemplateError(Refused):
    """A template is invalid; the message names file, line and key."""


@dataclass(frozen=True)
class TemplateFile:
    """A template's text, and its name in messages."""

    name: str
    text: str

    def build_error(self, key_path: KeyPath, what: str, found: str | None = None) -> TemplateError:
        """Return the error for a value; `found` is a text to look for from the key's line on."""
        line = find_line(self.text, key_path, found)
        where = "，".join(
            part
            for part in (self.name, f"第{line}行" if line else "", format_key_path(key_path))
            if part
        )
        return TemplateError(f"模板有误：{where}：{what}。")

    def parse(self) -> dict[str, Any]:
        """Return the TOML's values; TemplateError names the line with the syntax error."""
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            where = f"{self.name}，第{found[1]}行" if found else f"{self.name}，文件末尾"
            raise TemplateError(
                f"模板有误：{where}：不是合格的 TOML，请检查引号、括号和等号是否成对。"
            ) from None

    def validate(self, model: type[Model], values: Mapping[str, Any]) -> Model:
        """Return the values as a model; TemplateError names the first invalid value."""
        try:
            return model.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            raise self.build_error(first["loc"], _describe_error(first)) from None


def read_template(home: Path | None, *names: str) -> TemplateFile:
    """Return the first template that exists; for each name the home's folder, then the shipped one.

    `names` are paths below the template folder, the most specific first. A more specific shipped
    template therefore wins over the office's own of a later name.
    """
    for name in names:
        own = home / FOLDER / name if home else None
        for path in (own, _shipped(name)):
            if path is not None and path.is_file():
                is_own = path is own
                return TemplateFile(_describe_name(name, is_own=is_own), _read_text(path, name))
    raise LookupError(f"no template of {names}")


def read_base(home: Path | None, *names: str) -> tuple[str, bytes] | None:
    """Return name and bytes of the office's own base document, or None."""
    for name in names:
        path = home / FOLDER / name if home else None
        if path is not None and path.is_file():
            return _describe_name(name, is_own=True), path.read_bytes()
    return None


def find_line(text: str, key_path: KeyPath, found: str | None = None) -> int | None:
    """Return the line (from 1) of a TOML value, else that of its nearest known parent, or None."""
    lines = list(_locate_keys(text))
    start = None
    for length in range(len(key_path), 0, -1):
        start = next((number for number, key in lines if key == tuple(key_path[:length])), None)
        if start is not None:
            break
    if found is not None:
        for number, line in enumerate(text.splitlines(), start=1):
            if number >= (start or 1) and found in line:
                return number
    return start


def format_key_path(key_path: KeyPath) -> str:
    """Return the path to a value, counted from 1: `section[2].heading`."""
    path = ""
    for step in key_path:
        path += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def _locate_keys(text: str) -> Iterator[tuple[int, tuple[int | str, ...]]]:
    """Yield (line, key path) of every table header and every key at the start of a line."""
    table: tuple[int | str, ...] = ()
    counts: dict[tuple[int | str, ...], int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]", line):
            table = _enter(header[2], counts, is_array=header[1] == "[[")
            yield number, table
        elif key := re.match(r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""", line):
            yield number, (*table, key[1].strip("\"'"))


def _enter(
    header: str, counts: dict[tuple[int | str, ...], int], *, is_array: bool
) -> tuple[int | str, ...]:
    """Return the key path of a table header; each `[[name]]` is the next of its array."""
    steps = [step.strip("\"' ") for step in header.split(".")]
    key_path: tuple[int | str, ...] = ()
    for depth, step in enumerate(steps, start=1):
        key_path = (*key_path, step)
        if is_array and depth == len(steps):
            counts[key_path] = counts.get(key_path, -1) + 1
        if key_path in counts:
            key_path = (*key_path, counts[key_path])
    return key_path


def _describe_error(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    if kind == "literal_error":
        return (
            f"不能写“{error['input']}”，可用：{str(error['ctx']['expected']).replace(' or ', '、')}"
        )
    if kind in {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}:
        bound = next(iter(error["ctx"].values()))
        side = "大于" if kind.startswith("greater") else "小于"
        return (
            f"应{side}{'或等于' if kind.endswith('equal') else ''}{bound}，不能是 {error['input']}"
        )
    return MESSAGES.get(kind) or str(error["msg"]).removeprefix("Value error, ")


def _read_text(path: Path | Traversable, name: str) -> str:
    content = path.read_bytes()
    if len(content) > LONGEST_FILE:
        raise TemplateError(f"模板有误：{FOLDER}/{name}：文件太大，不像是模板。")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise TemplateError(
            f"模板有误：{FOLDER}/{name}：不是 UTF-8 编码，请用记事本另存为 UTF-8。"
        ) from None


def _shipped(name: str) -> Traversable:
    return files("seed").joinpath(FOLDER, *name.split("/"))


def _describe_name(name: str, *, is_own: bool) -> str:
    return f"{FOLDER}/{name}" if is_own else f"自带的 {FOLDER}/{name}"
