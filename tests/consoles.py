"""A console that keeps everything that a command writes to it."""

from __future__ import annotations

from pathlib import Path


class Recorder:
    """The console that a test passes to a command."""

    actor = "张三"

    def __init__(self) -> None:
        self.written: list[str] = []
        self.said: list[str] = []

    def write(self, text: str) -> None:
        self.written.append(text)

    def print_message(self, text: str) -> None:
        self.said.append(text)

    def read_password(self) -> str:
        return "不在参数里的密码"

    def read_file(self, path: str) -> bytes:
        return Path(path).read_bytes()

    def write_file(self, path: str, content: bytes) -> None:
        Path(path).write_bytes(content)

    def make_folder(self, path: str) -> None:
        Path(path).mkdir(exist_ok=True)

    def copy_file(self, path: str, source: Path) -> None:
        self.write_file(path, source.read_bytes())
