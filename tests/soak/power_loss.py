"""Simulate a power loss: record a process's writes, and lose those that were not synced.

strace records the process's writes, syncs and renames. From these and an earlier copy of the home,
a disk is built as it may be after the power failed at any of these steps. Each 4 KB page that no
fsync covers is independently kept, lost or zeroed. Renames reach the disk in order, at the latest
with an fsync of the file or folder of the last one.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.needs import find

PAGE_BYTES = 4096
CALLS = (
    "openat,open,creat,write,pwrite64,ftruncate,fsync,fdatasync,close,rename,renameat,renameat2,"
    "unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat"
)
_CALL = re.compile(r"\d+ +(\w+)\((.*)\) += (-?\d+).*")
_CUT = re.compile(r"(\d+) +(\w+)\((.*) <unfinished \.\.\.>")
_RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)")
_ARGUMENT = re.compile(r'(\w+)<([^>]*)>|"((?:\\x[0-9a-f]{2})*)"|([^,\s]+)')


@dataclass
class Node:
    """A file: its bytes on the disk, and the writes that no fsync covers yet."""

    settled: bytearray
    size: int
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """(offset, bytes); None instead of bytes: the file was truncated to the offset."""


Names = dict[str, Node | None]
"""Path → file; None for a folder."""


@dataclass
class Disk:
    """The files by name, as the process sees them and as they are on the disk."""

    names: Names
    settled: Names
    pending: list[tuple[dict[str, Node | None], set[str], set[str]]] = field(default_factory=list)
    """Changes in order: names added, names removed, and the paths that they affect."""

    def write(self, path: str, at: int | None, content: bytes) -> int:
        """Write to a file, by default at its end; return the position after the write."""
        node = self.names.get(path)
        if node is None:
            return 0
        at = node.size if at is None else at
        for start in range(at - at % PAGE_BYTES, at + len(content), PAGE_BYTES):
            low, high = max(start, at), min(start + PAGE_BYTES, at + len(content))
            node.pending.append((low, content[low - at : high - at]))
        node.size = max(node.size, at + len(content))
        return at + len(content)

    def cut(self, path: str, size: int) -> None:
        """Truncate a file to a size."""
        if node := self.names.get(path):
            node.pending.append((size, None))
            node.size = size

    def change(self, added: Names, removed: set[str]) -> None:
        """Change names."""
        for path in removed:
            self.names.pop(path, None)
        self.names |= added
        concerned = {*added, *removed}
        concerned |= {str(Path(path).parent) for path in concerned}
        self.pending.append((added, removed, concerned))

    def sync(self, path: str) -> None:
        """Sync a file's bytes, or a folder's names, with all earlier changes of names."""
        if node := self.names.get(path):
            _apply(node.settled, node.pending)
            node.pending.clear()
        last = max((n for n, one in enumerate(self.pending, 1) if path in one[2]), default=0)
        self._settle_names(last)

    def lose(self, dice: Random) -> dict[str, bytes | None]:
        """Return what is on the disk if the power fails now."""
        self._settle_names(dice.randint(0, len(self.pending)))
        share = dice.choice((0.0, 0.5, 0.9, 1.0))
        found: dict[str, bytes | None] = {}
        for path, node in self.settled.items():
            if node is None:
                found[path] = None
                continue
            kept = [one for one in node.pending if dice.random() < share]
            lost = bytearray(node.settled)
            _apply(lost, kept)
            found[path] = bytes(lost)
        return found

    def _settle_names(self, count: int) -> None:
        for added, removed, _ in self.pending[:count]:
            for path in removed:
                self.settled.pop(path, None)
            self.settled |= added
        del self.pending[:count]


def read_disk(home: Path) -> Disk:
    """Return a home as it is, with everything synced."""
    names: Names = {str(home): None}
    for path in home.rglob("*"):
        if path.is_dir():
            names[str(path)] = None
        else:
            content = bytearray(path.read_bytes())
            names[str(path)] = Node(content, len(content))
    return Disk(names, dict(names))


def write_disk(home: Path, found: dict[str, bytes | None]) -> None:
    """Write the home as it is after the power loss."""
    for path, content in sorted(found.items()):
        if content is None:
            Path(path).mkdir(parents=True, exist_ok=True)
    for path, content in found.items():
        if content is not None and Path(path).parent.is_dir():
            Path(path).write_bytes(content)


@contextmanager
def recorded(pid: int, into: Path) -> Iterator[None]:
    """Record what a process writes during the block; PermissionError if that is not allowed."""
    strace = find("strace")
    if strace is None:
        raise PermissionError("no strace on this machine")
    command = [strace, "-f", "-y", "-xx", "-s", "99999999", "-e", f"trace={CALLS}", "-p", str(pid)]
    process = subprocess.Popen([*command, "-o", str(into)], stderr=subprocess.PIPE)
    assert process.stderr
    try:
        line = process.stderr.readline()
        if b"attached" not in line:
            raise PermissionError(line.decode())
        yield
    finally:
        process.terminate()
        process.wait()
        process.stderr.close()


def may_record() -> bool:
    """Tell whether strace may record a process that is not its child."""
    beside = subprocess.Popen(["sleep", "60"])
    try:
        with recorded(beside.pid, Path(os.devnull)):
            return True
    except PermissionError:
        return False
    finally:
        beside.kill()
        beside.wait()


def replay(disk: Disk, home: Path, trace: Path, dice: Random) -> bool:
    """Replay a trace up to a random step; return whether the act was acknowledged by then."""
    calls = list(_read_calls(trace))
    steps = [
        n for n, (name, _, _) in enumerate(calls, 1) if name not in {"close", "openat", "open"}
    ]
    places: dict[str, int | None] = {}
    is_acknowledged = False
    for name, arguments, result in calls[: dice.choice(steps) if steps else 0]:
        if name == "write" and arguments[0].startswith(("socket:", "pipe:")):
            is_acknowledged = True
        _follow(disk, str(home), places, (name, arguments, result))
    return is_acknowledged


Call = tuple[str, list[str], int]


def _follow(disk: Disk, home: str, places: dict[str, int | None], call: Call) -> None:
    """Replay one call; `places`: file → position of its next plain write (None: its end)."""
    name, arguments, result = call
    if result < 0 and name != "close":
        return
    if name.endswith("at") or name == "renameat2":  # a folder, followed by a path below it
        arguments = _join_folders(name, arguments)
    path = arguments[0] if arguments else ""
    if not (path == home or path.startswith(f"{home}/")):
        return
    if name in {"openat", "open", "creat"}:
        flags = arguments[1] if len(arguments) > 1 else "O_CREAT|O_TRUNC"
        if "O_CREAT" in flags and path not in disk.names:
            disk.change({path: Node(bytearray(), 0)}, set())
        if "O_TRUNC" in flags:
            disk.cut(path, 0)
        if "O_RDONLY" not in flags:
            places[path] = None if "O_APPEND" in flags else 0
    elif name == "write":
        after = disk.write(path, places.get(path), _to_bytes(arguments[1]))
        if places.get(path) is not None:
            places[path] = after
    elif name == "pwrite64":
        disk.write(path, int(arguments[3]), _to_bytes(arguments[1]))
    elif name == "ftruncate":
        disk.cut(path, int(arguments[1]))
    elif name in {"fsync", "fdatasync"}:
        disk.sync(path)
    elif name in {"mkdir", "mkdirat"}:
        disk.change({path: None}, set())
    elif name in {"unlink", "unlinkat", "rmdir"}:
        disk.change({}, {path})
    elif name in {"link", "linkat"}:
        disk.change({arguments[1]: disk.names.get(path)}, set())
    elif name.startswith("rename"):
        _rename(disk, path, arguments[1])


def _rename(disk: Disk, old: str, new: str) -> None:
    moved = {one for one in disk.names if one == old or one.startswith(f"{old}/")}
    replaced = {one for one in disk.names if one == new or one.startswith(f"{new}/")}
    added = {new + one[len(old) :]: disk.names[one] for one in moved}
    disk.change(added, (moved | replaced) - added.keys())


def _join_folders(name: str, arguments: list[str]) -> list[str]:
    joined = [str(Path(arguments[0], arguments[1]))]
    rest = arguments[2:]
    if name.startswith(("rename", "link")):
        joined.append(str(Path(rest[0], rest[1])))
        rest = rest[2:]
    return [*joined, *rest]


def _read_calls(trace: Path) -> Iterator[Call]:
    """Yield the calls of a trace: name, arguments (descriptors as their paths), result."""
    cut: dict[str, str] = {}
    for line in trace.read_text("ascii", "replace").splitlines():
        if found := _CUT.fullmatch(line):
            cut[found[1]] = f"{found[1]} {found[2]}({found[3]}"
            continue
        resumed = _RESUMED.fullmatch(line)
        whole = cut.pop(resumed[1], "") + resumed[3] if resumed else line
        if found := _CALL.fullmatch(whole):
            yield found[1], [_to_text(one) for one in _ARGUMENT.finditer(found[2])], int(found[3])


def _to_text(argument: re.Match[str]) -> str:
    _, path, text, plain = argument.groups()
    if text is not None:
        return _to_bytes(text).decode("latin-1")
    return _to_bytes(path).decode() if path is not None and "\\x" in path else (path or plain or "")


def _to_bytes(text: str) -> bytes:
    return (
        bytes.fromhex(text.replace("\\x", "")) if text.startswith("\\x") else text.encode("latin-1")
    )


def _apply(content: bytearray, writes: list[tuple[int, bytes | None]]) -> None:
    for at, data in writes:
        if data is None:
            del content[at:]
            content.extend(bytes(at - len(content)))
            continue
        content.extend(bytes(max(0, at - len(content))))
        content[at : at + len(data)] = data
