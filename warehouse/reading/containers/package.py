"""Read a zip package as streams, within limits; nothing is unpacked to disk."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from warehouse.reading.containers.budget import Budget
from warehouse.reading.contract import RefusedFile

_CHUNK = 1 << 16
_HEAD = 30
"""Bytes of a part's local header before its name."""
# Sheets of repetitive cells pack about 1:40; only bombs come near deflate's 1:1000.
_RATIO_LIMIT = 200
_RATIO_FROM = 4 << 20
_TOO_LARGE = "文件解压后太大，可能是损坏或恶意的文件。"
_DAMAGED = "文件已损坏，无法打开。请用 Excel 或 WPS 打开并另存后再上传。"


class Package:
    """The parts of a workbook that is a zip file."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise RefusedFile("damaged", _DAMAGED) from error
        self._content, self._budget = content, budget
        entries = self._zip.infolist()
        budget.check("压缩包内的文件数", len(entries), budget.limits.zip_entries)
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = entry.filename.replace("\\", "/").lstrip("/").lower()
            if name in self._parts:
                raise RefusedFile("damaged", "文件内部有重名的部分，不能确定以哪个为准，不予读取。")
            if ".." in name.split("/"):
                raise RefusedFile("damaged", "文件内部有可疑的路径，不予读取。")
            self._parts[name] = entry
        # Declared sizes may lie, so bytes are counted again as they are unpacked. A declared bomb
        # is refused here, even in a picture that is never unpacked.
        limits = budget.limits
        sizes = [entry.file_size for entry in entries]
        if max(sizes, default=0) > limits.part_bytes or sum(sizes) > limits.unpacked_bytes:
            raise RefusedFile("too_large", _TOO_LARGE)

    @property
    def names(self) -> set[str]:
        """The names of the parts, in lower case."""
        return set(self._parts)

    def read_aside(self) -> bytes:
        """Return all bytes outside the parts: names, comments, extra fields, gaps."""
        pieces, at = [], 0
        for entry in sorted(self._parts.values(), key=lambda entry: entry.header_offset):
            head = self._content[entry.header_offset : entry.header_offset + _HEAD]
            lengths = struct.unpack("<HH", head[26:]) if len(head) == _HEAD else (0, 0)
            start = entry.header_offset + _HEAD + sum(lengths)
            pieces.append(self._content[at:start])
            at = max(at, start + entry.compress_size)
        return b"\n".join([*pieces, self._content[at:]])

    def stream(self, name: str) -> Iterator[bytes]:
        """Yield the unpacked bytes of a part, and count them against the budget."""
        entry = self._parts.get(name.lstrip("/").lower())
        if entry is None:
            raise RefusedFile("damaged", _DAMAGED)
        if entry.flag_bits & 1:
            raise RefusedFile("password", "文件设有密码，请取消密码后再上传。")
        self._check(entry.file_size, entry.compress_size)
        size = 0
        try:
            with self._zip.open(entry) as part:
                while chunk := part.read(_CHUNK):
                    size += len(chunk)
                    self._budget.count_unpacked(len(chunk))
                    self._check(size, entry.compress_size)
                    yield chunk
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise RefusedFile("damaged", _DAMAGED) from error

    def _check(self, size: int, packed: int) -> None:
        if size > self._budget.limits.part_bytes or (
            size > _RATIO_FROM and size > packed * _RATIO_LIMIT
        ):
            raise RefusedFile("too_large", _TOO_LARGE)
