"""A command's access to its caller: two output streams, a password, and the caller's files."""

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
    """The caller of a command: this process, or a client at the other end of a socket."""

    actor: str
    """The name of the operating system's user who runs the command, for audit entries."""

    def write(self, text: str) -> None:
        """Print a result to stdout, which carries only data."""

    def print_message(self, text: str) -> None:
        """Print a message to stderr."""

    def read_file(self, path: str) -> bytes:
        """Return the content of a file of the caller; WrongCall if it cannot be read."""

    def read_password(self) -> str:
        """Return a line of the caller's stdin; other users could see a password among arguments."""

    def write_file(self, path: str, content: bytes) -> None:
        """Write a file for the caller, whole or not at all; WrongCall if that fails."""

    def make_folder(self, path: str) -> None:
        """Make a folder of the caller unless it is there; WrongCall if that fails."""

    def copy_file(self, path: str, source: Path) -> None:
        """Copy one of our files to the caller like write_file, but in pieces."""


class Terminal:
    """The console of this process."""

    def __init__(self) -> None:
        self.actor = name_actor()

    def write(self, text: str) -> None:
        """Print a result to stdout."""
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def print_message(self, text: str) -> None:
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
        """Return a line of stdin; a terminal does not echo it."""
        if sys.stdin.isatty():
            return getpass.getpass("密码：")
        return sys.stdin.readline().rstrip("\r\n")

    def write_file(self, path: str, content: bytes) -> None:
        """Write a file beside the target and rename it, so that the target is never incomplete."""
        self._put(path, lambda part: part.write_bytes(content))

    def make_folder(self, path: str) -> None:
        """Make a folder unless it is there."""
        try:
            Path(path).mkdir(exist_ok=True)
        except OSError as error:
            raise WrongCall(f"文件夹建不起来：{path}（{explain(error)}）") from None

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
            raise WrongCall(f"文件无法写入：{path}（{explain(error)}）") from None


def name_actor() -> str:
    """Return the name in audit entries of the user who runs this process on this machine.

    The prefix tells it from every account: account names contain no space.
    """
    return f"本机 {_name_user()}"


def _name_user() -> str:
    if not hasattr(os, "getuid"):
        return getpass.getuser()
    import pwd  # POSIX only

    try:
        # Not getpass: it trusts LOGNAME, which the caller can set freely.
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        # A container may run under a user id without a name.
        return f"uid-{os.getuid()}"


def explain(error: OSError) -> str:
    """Return in Chinese why the operating system refused a file operation."""
    if isinstance(error, FileNotFoundError):
        return "没有这个文件或文件夹"
    if isinstance(error, PermissionError):
        return "没有权限"
    if isinstance(error, IsADirectoryError):
        return "这是一个文件夹"
    if isinstance(error, NotADirectoryError):
        return "路径里有一段不是文件夹"
    return error.strerror or type(error).__name__
