"""Read many files in one limited child process; used for files that were read one by one before.

Starting a process takes ten times as long as reading a county's file. A file at which the process
ends or times out is read again in a process of its own, and so is a file with an error: the state
that an earlier file left behind must not decide its result.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from types import TracebackType
from typing import IO, Self

from pydantic import ValidationError

from warehouse.importing.reading_process import child_environment, read_in_worker
from warehouse.reading.contract import Limits, Reading, ReadRequest
from warehouse.work_slots import HEAVY_BYTES, READING

_LENGTH_BYTES = 8


class ReadingSeries:
    """A child process that reads one file after another, used as a context manager."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def read(self, content: bytes, request: ReadRequest) -> Reading:
        """Read one file; the result is the same as that of `read_in_worker`."""
        with READING.taking(is_heavy=len(content) > HEAVY_BYTES):
            reading = self._read_next(content, request)
        if reading is None or any(finding.severity == "error" for finding in reading.findings):
            return read_in_worker(content, request, self._limits)
        return reading

    def _read_next(self, content: bytes, request: ReadRequest) -> Reading | None:
        """Return the shared child's reading; if it gives none, end it and return None."""
        try:
            process = self._process or self._start()
            assert process.stdin is not None and process.stdout is not None
            timer = threading.Timer(self._limits.seconds, process.kill)
            timer.start()
            try:
                self._send(process.stdin, content, request)
                output = self._receive(process.stdout)
            finally:
                timer.cancel()
            return Reading.model_validate_json(output)
        except (OSError, EOFError, ValidationError):
            self._stop()
            return None

    def _start(self) -> subprocess.Popen[bytes]:
        self._folder = tempfile.TemporaryDirectory(prefix="kaohe-")
        self._process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "warehouse.reading.series_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(self._folder.name),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert self._process.stdin is not None
        self._process.stdin.write(self._limits.model_dump_json().encode("utf-8") + b"\n")
        return self._process

    def _send(self, pipe: IO[bytes], content: bytes, request: ReadRequest) -> None:
        message = {"request": request.model_dump(mode="json"), "size": len(content)}
        pipe.write(json.dumps(message).encode("utf-8") + b"\n" + content)
        pipe.flush()

    def _receive(self, pipe: IO[bytes]) -> bytes:
        """Return the child's answer; EOFError if it is cut short or exceeds its limit."""
        # A length cut short is padded to a huge number, which the limit then rejects.
        size = int.from_bytes(pipe.read(_LENGTH_BYTES).ljust(_LENGTH_BYTES, b"\xff"))
        if size > self._limits.output_bytes:
            raise EOFError
        output = pipe.read(size)
        if len(output) < size:
            raise EOFError
        return output

    def _stop(self) -> None:
        """End the child and remove its temporary files."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
