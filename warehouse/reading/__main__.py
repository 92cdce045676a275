"""The reader's child process: set resource limits, then serve one request from standard input."""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from typing import Any


def main() -> int:
    """Read a request (one JSON line) and a file from standard input; write the answer."""
    gc.disable()  # the process reads one file; collecting takes a third of a large one's time
    channel = os.dup(1)
    os.dup2(2, 1)  # a library that prints must not spoil the answer
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    message = json.loads(head)
    limit(message["limits"])
    answer = TASKS.get(message["task"], _show)(message, content)
    with os.fdopen(channel, "wb") as output:
        output.write(answer)
    return 0


def read(message: dict[str, Any], content: bytes) -> bytes:
    """Return the reading as JSON."""
    from warehouse.reading.contract import Limits, ReadRequest
    from warehouse.reading.reader import read_content

    request = ReadRequest.model_validate(message["request"])
    reading = read_content(content, request, Limits.model_validate(message["limits"]))
    return reading.model_dump_json().encode("utf-8")


def _show(message: dict[str, Any], content: bytes) -> bytes:
    """Return pictures of findings as JSON, or a copy of the file; b"" for a refused file."""
    from warehouse.reading.containers.budget import Budget
    from warehouse.reading.containers.sniff import open_book
    from warehouse.reading.contract import Finding, Limits, ReadRequest, RefusedFile
    from warehouse.reading.personal_data.sheet_masking import mask_numbers

    request = ReadRequest.model_validate(message["request"])
    findings = [Finding.model_validate(finding) for finding in message["findings"]]
    try:
        book = open_book(content, Budget(Limits.model_validate(message["limits"])))
    except RefusedFile:
        return b""
    mask_numbers(book)
    if message["task"] == "clean":
        from warehouse.reading.copies.masked_copy import write_masked_copy

        return write_masked_copy(book, request)
    if message["task"] == "draw":
        from warehouse.reading.copies.cell_pictures import draw_pictures

        return draw_pictures(book, request, findings).model_dump_json().encode("utf-8")
    from warehouse.reading.copies.annotated_copy import annotate

    return annotate(content, book, request, findings, rebuild=message["task"] == "rebuild")


def _look(message: dict[str, Any], content: bytes) -> bytes:
    """Return yes or no: whether any file, a table or not, holds readable personal numbers."""
    from warehouse.reading.contract import Limits
    from warehouse.reading.personal_data.outside_cells import has_numbers

    return b"yes" if has_numbers(content, Limits.model_validate(message["limits"])) else b"no"


def _list_cells(message: dict[str, Any], content: bytes) -> bytes:
    """Return the texts of a workbook's cells as JSON: sheets, or why it is refused."""
    from warehouse.reading.containers.budget import Budget
    from warehouse.reading.containers.sniff import open_book
    from warehouse.reading.contract import Limits, RefusedFile
    from warehouse.reading.sheets.cell_texts import list_texts

    try:
        book = open_book(content, Budget(Limits.model_validate(message["limits"])))
    except RefusedFile as refusal:
        return json.dumps({"refused": refusal.message}).encode("utf-8")
    return json.dumps({"sheets": list_texts(book)}).encode("utf-8")


def _mark(message: dict[str, Any], content: bytes) -> bytes:
    """Return a copy of a workbook with findings marked whose addresses are known."""
    from warehouse.reading.containers.budget import Budget
    from warehouse.reading.containers.sniff import open_book
    from warehouse.reading.contract import Finding, Limits, RefusedFile
    from warehouse.reading.copies.annotated_copy import annotate_notes
    from warehouse.reading.copies.mark_notes import list_addressed

    findings = [Finding.model_validate(finding) for finding in message["findings"]]
    try:
        book = open_book(content, Budget(Limits.model_validate(message["limits"])))
    except RefusedFile:
        return b""
    return annotate_notes(content, book, list_addressed(book, findings))


TASKS = {"read": read, "look": _look, "cells": _list_cells, "mark": _mark}


def limit(limits: dict[str, float]) -> None:
    """Bound memory, processor time, file size and core dumps, where the platform can."""
    try:
        import resource
    except ImportError:  # Windows: only the parent's timeout is left
        return
    memory, seconds = int(limits["memory_bytes"]), int(limits["seconds"]) + 1
    for kind, bound in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, int(limits["written_bytes"])),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY or bound <= hard:
            resource.setrlimit(kind, (bound, bound))


def _print_location(error: BaseException) -> None:
    """Print the error's type and location, without its message: that may hold a cell's text."""
    location = "".join(traceback.format_tb(error.__traceback__)[-4:])
    sys.stderr.write(f"{type(error).__name__}\n{location}")


if __name__ == "__main__":
    try:
        code = main()
    except BaseException as error:  # of any kind: the parent reports a file that cannot be read
        _print_location(error)
        code = 70
    sys.stderr.flush()
    os._exit(code)
