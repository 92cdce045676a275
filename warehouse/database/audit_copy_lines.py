"""The lines of the record's copy: how they are written, and how a copy is read again.

A line says one of three things: an entry is announced, all entries up to one are committed
("stands"), or the announced entries from one on were not committed ("dropped"). Any other line was
not written by this program.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from warehouse.database.atomic_files import describe_os_error
from warehouse.database.audit import Entry
from warehouse.faults import StoreUnavailable

_NUMBER, _DIGEST = rb"([1-9]\d{0,9})", rb'"digest": "([0-9a-f]{64})"\}'
_PATTERNS: dict[Kind, re.Pattern[bytes]] = {
    "entry": re.compile(
        rb'\{"entry": ' + _NUMBER + rb', "time": "[\d:.T-]{26}", "actor": ".*", ' + _DIGEST
    ),
    "stands": re.compile(rb'\{"stands": ' + _NUMBER + rb", " + _DIGEST),
    "dropped": re.compile(rb'\{"dropped": ' + _NUMBER + rb"()\}"),
}

_TORN_DROPPED = re.compile(rb'\{"dropped": \d{0,10}')

MOST_FLAWS = 20
"""Only so many are listed: a file of another kind may consist of nothing else."""

Kind = Literal["entry", "stands", "dropped"]


class Line(NamedTuple):
    """A line that this program may have written; `digest` is empty for "dropped"."""

    kind: Kind
    number: int
    digest: str
    text: bytes


class _Written(BaseModel):
    """An entry as a line of the copy holds it; `detail` is JSON."""

    model_config = ConfigDict(extra="forbid", strict=True)

    entry: int
    time: str
    actor: str
    action: str
    detail: str
    digest: str


def write_entry(entry: Entry) -> bytes:
    """Return the line that announces an entry, without its end."""
    return _encode(
        {
            "entry": entry.number,
            "time": entry.happened_at.isoformat(timespec="microseconds"),
            "actor": entry.actor,
            "action": entry.action,
            "detail": entry.detail,
            "digest": entry.digest,
        }
    )


def write_stands(entry: Entry) -> bytes:
    """Return the line that confirms all entries up to one, without its end."""
    return _write_stands(entry.number, entry.digest)


def write_dropped(number: int) -> bytes:
    """Return the line that takes back the announced entries from a number on."""
    return _encode({"dropped": number})


def read_line(text: bytes) -> Line | None:
    """Return a line without its end; None where it is none of this program's."""
    for kind, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(text):
            return Line(kind, int(found[1]), found[2].decode(), text)
    return None


def read_entry(line: Line) -> Entry | None:
    """Return the entry that a line holds; None where its JSON holds something else."""
    try:
        held = _Written.model_validate_json(line.text)
        happened_at = datetime.fromisoformat(held.time)
    except ValueError:  # pydantic's own is one
        return None
    entry = Entry(held.entry, held.actor, held.action, held.detail, happened_at, held.digest)
    return entry if write_entry(entry) == line.text else None


@dataclass
class Scan:
    """What a copy holds, read from its first line to its last."""

    confirmed: int = 0
    """The number of the last entry that the copy confirms."""
    digest: str = ""
    announced: int = 0
    """The number of the last entry that is announced or confirmed."""
    pending: dict[int, Line] = field(default_factory=dict)
    """The entries announced and neither confirmed nor dropped, by number."""
    lines: int = 0
    is_there: bool = False
    flaws: list[str] = field(default_factory=list)
    """A sentence for each line that does not belong where it is; at most MOST_FLAWS."""

    def take(self, text: bytes, tell: Callable[[Line], None]) -> None:
        """Follow one line; `tell` gets each entry once it is confirmed."""
        self.lines += 1
        text = text.removesuffix(b"\n")
        line = read_line(text)
        if line is None:
            if not self._may_be_torn(text):
                self._blame("不是本系统写的内容")
        elif line.kind == "entry":
            self._announce(line)
        elif line.kind == "dropped":
            self._drop(line)
        else:
            self._confirm(line, tell)

    def _announce(self, line: Line) -> None:
        if line.number <= self.confirmed:
            self._blame(f"又写了第{line.number}条，次序不对")
            return
        # An entry announced again replaces the ones that were not committed.
        self._withdraw_from(line.number)
        self.pending[line.number] = line
        self.announced = line.number

    def _drop(self, line: Line) -> None:
        if not self.confirmed < line.number <= self.announced:
            self._blame(f"取消的第{line.number}条不是待确认的")
            return
        # Entries before it are committed, though their confirmation could not be written.
        self._withdraw_from(line.number)

    def _confirm(self, line: Line, tell: Callable[[Line], None]) -> None:
        newest = self.pending.get(self.announced)
        if newest is None or (newest.number, newest.digest) != (line.number, line.digest):
            self._blame(f"确认的第{line.number}条不在它前面")
            return
        for one in self.pending.values():
            tell(one)
        self.pending.clear()
        self.confirmed, self.digest = newest.number, newest.digest

    def _withdraw_from(self, number: int) -> None:
        if number > self.announced:
            return
        for later in [one for one in self.pending if one >= number]:
            del self.pending[later]
        self.announced = number - 1

    def _may_be_torn(self, text: bytes) -> bool:
        """Tell whether a crash may have cut the line short that was to be written here."""
        if not text or text.endswith(b"}"):
            return False
        for number in (self.confirmed + 1, self.announced + 1):
            head = b'{"entry": %d, "time": "' % number
            if text.startswith(head) or head.startswith(text):
                return True
        newest = self.pending.get(self.announced)
        if newest and _write_stands(newest.number, newest.digest).startswith(text):
            return True
        return _TORN_DROPPED.fullmatch(text) is not None

    def _blame(self, said: str) -> None:
        if len(self.flaws) < MOST_FLAWS:
            self.flaws.append(f"操作记录的副本第{self.lines}行{said}")


def scan(path: Path, tell: Callable[[Line], None] = lambda _: None) -> Scan:
    """Read a copy, giving each confirmed entry to `tell`; StoreUnavailable if it is not readable.

    No line of whatever content is an error; what does not belong there is in `flaws`.
    """
    found = Scan()
    try:
        with path.open("rb") as file:
            found.is_there = True
            for text in file:
                found.take(text, tell)
    except FileNotFoundError:
        pass
    except (IsADirectoryError, NotADirectoryError):
        found.flaws.append(f"操作记录的副本不是文件：{path}")
    except OSError as error:
        raise StoreUnavailable(
            f"操作记录的副本读不出来：{path}（{describe_os_error(error)}）。请检查目录权限和磁盘。"
        ) from None
    return found


def _write_stands(number: int, digest: str) -> bytes:
    return _encode({"stands": number, "digest": digest})


def _encode(line: dict[str, object]) -> bytes:
    return json.dumps(line, ensure_ascii=False).encode("utf-8")
