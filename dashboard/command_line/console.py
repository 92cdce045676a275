"""What a command may touch besides the store: two streams, and the caller's own files."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from warehouse.faults import WrongCall


class Console(Protocol):
    """The caller's side of a command, be it this process or one at the other end of a socket."""

    actor: str
    """Who gives the command, as the operating system knows them."""

    def write(self, text: str) -> None:
        """Print a result: stdout, and nothing but data."""

    def say(self, text: str) -> None:
        """Print a message: stderr."""

    def read_file(self, path: str) -> bytes:
        """Return a file of the caller; WrongCall if it cannot be read."""

    def read_password(self) -> str:
        """Return a line of the caller's standard input: a password never stands among arguments."""

    def write_file(self, path: str, content: bytes) -> None:
        """Write a file for the caller, whole or not at all; WrongCall if it cannot be."""

    def copy_file(self, path: str, source: Path) -> None:
        """Write a copy of one of our files for the caller, as write_file does, piece by piece."""


class Terminal:
    """The console of this very process."""

    def __init__(self) -> None:
        self.actor = name_actor()

    def write(self, text: str) -> None:
        """Print a result to stdout."""
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def say(self, text: str) -> None:
        """Print a message to stderr."""
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()

    def read_file(self, path: str) -> bytes:
        """Return the content of a file; WrongCall if it cannot be read."""
        try:
            return Path(path).read_bytes()
        except OSError as error:
            raise WrongCall(f"文件读不出来：{path}（{explain(error)}）") from None

    def read_password(self) -> str:
        """Return a line of standard input; at a terminal it is not shown while it is typed."""
        if sys.stdin.isatty():
            return getpass.getpass("密码：")
        return sys.stdin.readline().rstrip("\r\n")

    def write_file(self, path: str, content: bytes) -> None:
        """Write beside the target and rename, so that no half file is ever seen."""
        self._put(path, lambda part: part.write_bytes(content))

    def copy_file(self, path: str, source: Path) -> None:
        """Copy a file beside the target and rename it."""
        self._put(path, lambda part: shutil.copyfile(source, part))

    def _put(self, path: str, fill: Callable[[Path], object]) -> None:
        target = Path(path)
        part = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            fill(part)
            part.replace(target)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            raise WrongCall(f"文件写不进去：{path}（{explain(error)}）") from None


def name_actor() -> str:
    """Return how the record names whoever runs this process on the machine itself.

    The words before the user's name keep it apart from every account: those hold no space.
    """
    return f"本机 {_name_user()}"


def _name_user() -> str:
    if not hasattr(os, "getuid"):
        return getpass.getuser()
    import pwd  # POSIX only

    try:
        # Not getpass: it believes LOGNAME, which the caller sets at will.
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        # A container may run under a number without a name.
        return f"uid-{os.getuid()}"


def explain(error: OSError) -> str:
    """Return in Chinese why the operating system refused a file."""
    if isinstance(error, FileNotFoundError):
        return "没有这个文件或文件夹"
    if isinstance(error, PermissionError):
        return "没有权限"
    if isinstance(error, IsADirectoryError):
        return "这是一个文件夹"
    if isinstance(error, NotADirectoryError):
        return "路径里有一段不是文件夹"
    return error.strerror or type(error).__name__
