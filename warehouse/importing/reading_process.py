"""Read a file in a fresh process with limits, so that no file can harm the server."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from warehouse.faults import Refused
from warehouse.reading.contract import (
    Finding,
    Limits,
    Picture,
    Pictures,
    Reading,
    ReadRequest,
)
from warehouse.work_slots import HEAVY_BYTES, READING, QueueFull

_LOG = logging.getLogger(__name__)
_ADVICE = "请用 Excel 或 WPS 打开并另存为 .xlsx 后再试。"


Task = Literal["read", "draw", "annotate", "rebuild", "clean", "look", "cells", "mark"]
_COPY_BYTES = 256 * 2**20
"""Limit on the temporary files of a child that writes a workbook."""
_CLEANING_SECONDS = 90.0
"""Writing a workbook of 100,000 rows takes half a minute."""


class _Exit(NamedTuple):
    """How a child ended: its output (at most one byte over its limit), exit code, time-out."""

    output: bytes
    code: int
    is_late: bool

    def is_clean(self, limits: Limits) -> bool:
        """Return whether the child finished in time, without error and within its output limit."""
        return self.code == 0 and not self.is_late and len(self.output) <= limits.output_bytes


def read_in_worker(content: bytes, request: ReadRequest, limits: Limits | None = None) -> Reading:
    """Read a file in a child process; any abnormal exit becomes one error finding."""
    limits = limits or Limits()
    if len(content) > limits.file_bytes:
        return _refused(
            content, request, "too_large", f"文件太大：超过{limits.file_bytes >> 20} MB。"
        )
    ended = _run("read", content, request, (), limits)
    if ended.is_late:
        return _refused(
            content,
            request,
            "too_slow",
            f"该文件无法读取：{limits.seconds:.0f}秒内没有读完。{_ADVICE}",
        )
    if len(ended.output) > limits.output_bytes:
        return _refused(content, request, "too_large", f"该文件无法读取：内容太多。{_ADVICE}")
    try:
        if ended.code == 0:
            return Reading.model_validate_json(ended.output)
    except ValidationError:
        _LOG.warning("reading worker answered in an unknown form")
    return _refused(
        content, request, "unreadable", f"该文件无法读取：读取时意外中止，文件可能已损坏。{_ADVICE}"
    )


def draw_in_worker(
    content: bytes, request: ReadRequest, findings: Sequence[Finding], limits: Limits | None = None
) -> tuple[Picture, ...]:
    """Return pictures of the sheet around findings; none if the file cannot be opened.

    None either if the queue is full: the findings are clear enough without pictures.
    """
    try:
        ended = _run("draw", content, request, findings, limits or Limits())
    except QueueFull:
        return ()
    if ended.code != 0 or ended.is_late or not ended.output:
        return ()
    try:
        return Pictures.model_validate_json(ended.output).pictures
    except ValidationError:  # output cut off by a limit: the findings are clear enough without
        _LOG.warning("drawing worker answered in an unknown form")
        return ()


def annotate_in_worker(
    content: bytes, request: ReadRequest, findings: Sequence[Finding], limits: Limits | None = None
) -> bytes | None:
    """Return an .xlsx copy with the findings marked; None if the file cannot be opened.

    If opening the workbook itself exceeds a limit, a second child builds a new workbook.
    """
    limits = (limits or Limits()).model_copy(update={"written_bytes": _COPY_BYTES})
    tasks: tuple[Task, ...] = ("annotate", "rebuild")
    for task in tasks:
        ended = _run(task, content, request, findings, limits)
        if ended.is_clean(limits):
            return ended.output or None
    return None


def clean_in_worker(
    content: bytes, request: ReadRequest, limits: Limits | None = None
) -> bytes | None:
    """Return an .xlsx copy without personal data; None if it cannot be made."""
    changed = {"written_bytes": _COPY_BYTES, "seconds": _CLEANING_SECONDS}
    limits = (limits or Limits()).model_copy(update=changed)
    ended = _run("clean", content, request, (), limits)
    return (ended.output or None) if ended.is_clean(limits) else None


def holds_personal_numbers(content: bytes, limits: Limits | None = None) -> bool:
    """Return whether a file of any kind holds personal numbers; a file without tables as text.

    Refused if it could not be searched to its end, since then the answer is unknown.
    """
    limits = limits or Limits()
    is_small = len(content) <= limits.file_bytes
    ended = _run("look", content, None, (), limits) if is_small else None
    if ended is None or ended.code != 0 or ended.is_late or ended.output not in (b"yes", b"no"):
        raise Refused(
            "无法检查该文件是否含有个人号码：文件太大、太复杂或已损坏。"
            "请用原来的软件打开，拆分或另存一次后再提交。"
        )
    return ended.output == b"yes"


def list_cells_in_worker(content: bytes, limits: Limits | None = None) -> dict[str, Any]:
    """Return the texts of a workbook's cells: sheet → row → column → text, numbers as keys' text.

    Refused, with the reason, if the file is no workbook or exceeds a limit.
    """
    limits = limits or Limits()
    if len(content) > limits.file_bytes:
        raise Refused(f"文件太大：超过{limits.file_bytes >> 20} MB。")
    ended = _run("cells", content, None, (), limits)
    if ended.is_late:
        raise Refused(f"该文件无法读取：{limits.seconds:.0f}秒内没有读完。{_ADVICE}")
    if not ended.is_clean(limits):
        raise Refused(f"该文件无法读取：读取时意外中止，文件可能已损坏。{_ADVICE}")
    answer: dict[str, Any] = json.loads(ended.output)
    if "refused" in answer:
        raise Refused(answer["refused"])
    sheets: dict[str, Any] = answer["sheets"]
    return sheets


def mark_in_worker(
    content: bytes, findings: Sequence[Finding], limits: Limits | None = None
) -> bytes | None:
    """Return an .xlsx copy with findings marked that name row and column; None if it fails."""
    limits = (limits or Limits()).model_copy(update={"written_bytes": _COPY_BYTES})
    ended = _run("mark", content, None, findings, limits)
    return (ended.output or None) if ended.is_clean(limits) else None


def _run(
    task: Task,
    content: bytes,
    request: ReadRequest | None,
    findings: Sequence[Finding],
    limits: Limits,
) -> _Exit:
    """Run one task in a child process, after waiting for a free slot; log an abnormal exit."""
    message = {
        "task": task,
        "request": request.model_dump(mode="json") if request else None,
        "findings": [finding.model_dump(mode="json") for finding in findings],
        "limits": limits.model_dump(),
    }
    is_heavy = len(content) > HEAVY_BYTES
    # A folder of its own, so that the files of a killed child are removed with it.
    with READING.taking(is_heavy=is_heavy), tempfile.TemporaryDirectory(prefix="kaohe-") as folder:
        ended, errors = _run_child(json.dumps(message).encode("utf-8"), content, limits, folder)
    if not ended.is_clean(limits):
        # The child leaves the message out of its trace, so no cell's text can reach the log.
        _LOG.warning("reading worker ended with %s: %s", ended.code, errors)
    return ended


def _run_child(head: bytes, content: bytes, limits: Limits, folder: str) -> tuple[_Exit, str]:
    """Return how the child ended, and the beginning of its error stream."""
    with tempfile.TemporaryFile(dir=folder) as errors:
        process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "warehouse.reading"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=child_environment(folder),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        ended = _communicate(process, head, content, limits)
        errors.seek(0)
        return ended, errors.read(2000).decode("utf-8", "replace")


def _communicate(
    process: subprocess.Popen[bytes], head: bytes, content: bytes, limits: Limits
) -> _Exit:
    """Send a child its input, read its limited output, and kill it when its time is over.

    Not `Popen.communicate`, which reads output without a limit.
    """
    assert process.stdin is not None and process.stdout is not None
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(limits.seconds, stop)
    timer.start()
    try:
        # The child reads all of its input before it writes, so neither side can block the other.
        with contextlib.suppress(BrokenPipeError, OSError), process.stdin as pipe:
            pipe.write(head + b"\n")
            pipe.write(content)
        output = process.stdout.read(limits.output_bytes + 1)
    finally:
        process.kill() if process.poll() is None and late.is_set() else None
        process.stdout.close()
        code = process.wait()
        timer.cancel()
    return _Exit(output, code, late.is_set())


def child_environment(folder: str) -> dict[str, str]:
    """Return the child's environment: the parent's import paths and a temporary folder."""
    paths = os.pathsep.join(path for path in sys.path if path)
    folders = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder)
    return {**os.environ, **folders, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}


def _refused(content: bytes, request: ReadRequest, code: str, message: str) -> Reading:
    finding = Finding(severity="error", code=code, message=message, file=request.file_name)
    return Reading(
        file=request.file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        findings=(finding,),
    )
