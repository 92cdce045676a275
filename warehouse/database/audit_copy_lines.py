"""The lines of the audit copy: how they are written, and how a copy is read.

There are three kinds of lines: an entry is announced; all entries up to one are committed
("stands"); the announced entries from one on were not committed ("dropped"). This program writes no
other line.
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
"""The number of flaws that are listed: a foreign file may consist of nothing else."""

Kind = Literal["entry", "stands", "dropped"]


class CopyLine(NamedTuple):
    """A line in the form that this program writes; `digest` is empty for "dropped"."""

    kind: Kind
    number: int
    digest: str
    text: bytes


class _Written(BaseModel):
    """An entry as stored in a line of the copy; `detail` is JSON."""

    model_config = ConfigDict(extra="forbid", strict=True)

    entry: int
    time: str
    actor: str
    action: str
    detail: str
    digest: str


def write_entry(entry: Entry) -> bytes:
    """Return the line that announces an entry, without a line break."""
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
    """Return the line that confirms all entries up to one, without a line break."""
    return _write_stands(entry.number, entry.digest)


def write_dropped(number: int) -> bytes:
    """Return the line that withdraws the announced entries from a number on."""
    return _encode({"dropped": number})


def read_line(text: bytes) -> CopyLine | None:
    """Parse a line without its line break; None if this program did not write it."""
    for kind, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(text):
            return CopyLine(kind, int(found[1]), found[2].decode(), text)
    return None


def read_entry(line: CopyLine) -> Entry | None:
    """Return the entry in a line; None if its JSON has another content."""
    try:
        stored = _Written.model_validate_json(line.text)
        happened_at = datetime.fromisoformat(stored.time)
    except ValueError:  # pydantic.ValidationError is one
        return None
    entry = Entry(
        stored.entry, stored.actor, stored.action, stored.detail, happened_at, stored.digest
    )
    return entry if write_entry(entry) == line.text else None


@dataclass
class Scan:
    """The state of a copy, built by reading its lines in order."""

    confirmed: int = 0
    """The number of the last entry that the copy confirms."""
    digest: str = ""
    announced: int = 0
    """The number of the last entry that is announced or confirmed."""
    pending: dict[int, CopyLine] = field(default_factory=dict)
    """The announced entries that are neither confirmed nor dropped, by number."""
    lines: int = 0
    is_there: bool = False
    flaws: list[str] = field(default_factory=list)
    """A sentence for each line that is out of place; at most MOST_FLAWS."""

    def add(self, text: bytes, on_confirmed: Callable[[CopyLine], None]) -> None:
        """Apply one line; `on_confirmed` is called with each entry once it is confirmed."""
        self.lines += 1
        text = text.removesuffix(b"\n")
        line = read_line(text)
        if line is None:
            if not self._may_be_torn(text):
                self._add_flaw("不是本系统写的内容")
        elif line.kind == "entry":
            self._announce(line)
        elif line.kind == "dropped":
            self._drop(line)
        else:
            self._confirm(line, on_confirmed)

    def _announce(self, line: CopyLine) -> None:
        if line.number <= self.confirmed:
            self._add_flaw(f"又写了第{line.number}条，次序不对")
            return
        # An entry announced again replaces the earlier one, which was not committed.
        self._withdraw_from(line.number)
        self.pending[line.number] = line
        self.announced = line.number

    def _drop(self, line: CopyLine) -> None:
        if not self.confirmed < line.number <= self.announced:
            self._add_flaw(f"取消的第{line.number}条不是待确认的")
            return
        # Entries before it are committed, although their confirmation could not be written.
        self._withdraw_from(line.number)

    def _confirm(self, line: CopyLine, on_confirmed: Callable[[CopyLine], None]) -> None:
        newest = self.pending.get(self.announced)
        if newest is None or (newest.number, newest.digest) != (line.number, line.digest):
            self._add_flaw(f"确认的第{line.number}条不在它前面")
            return
        for entry in self.pending.values():
            on_confirmed(entry)
        self.pending.clear()
        self.confirmed, self.digest = newest.number, newest.digest

    def _withdraw_from(self, number: int) -> None:
        if number > self.announced:
            return
        for later in [pending for pending in self.pending if pending >= number]:
            del self.pending[later]
        self.announced = number - 1

    def _may_be_torn(self, text: bytes) -> bool:
        """Tell whether a text is the beginning of a line that may be written at this point.

        A crash during the write leaves such a text.
        """
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

    def _add_flaw(self, problem: str) -> None:
        if len(self.flaws) < MOST_FLAWS:
            self.flaws.append(f"操作记录的副本第{self.lines}行{problem}")


def scan(path: Path, on_confirmed: Callable[[CopyLine], None] = lambda _: None) -> Scan:
    """Read a copy; call `on_confirmed` with each confirmed entry.

    No content of a line raises an error: lines that are out of place are listed in `flaws`.
    StoreUnavailable if the file cannot be read.
    """
    found = Scan()
    try:
        with path.open("rb") as file:
            found.is_there = True
            for text in file:
                found.add(text, on_confirmed)
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
