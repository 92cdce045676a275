"""A file is read in a process of its own, whose end never ends the server."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from tests.warehouse.reading.schemes import TODAY, shipped_forms
from tests.warehouse.reading.test_samples import SAMPLES
from warehouse.faults import Refused
from warehouse.importing.reading_process import holds_personal_numbers, read_in_worker
from warehouse.reading.contract import Limits, Reading, ReadRequest
from warehouse.reading.reader import read_content

NAME = "jx1-totals-footers.xlsx"
CONTENT = (SAMPLES / NAME).read_bytes()
REQUEST = ReadRequest(file_name=NAME, schemes=tuple(shipped_forms().values()), today=TODAY)


def only_error(reading: Reading) -> str:
    assert not reading.tables
    (finding,) = reading.findings
    assert finding.severity == "error"
    assert "无法读取" in finding.message or "文件太大" in finding.message
    return finding.code


def test_the_worker_reads_what_this_process_reads() -> None:
    assert read_in_worker(CONTENT, REQUEST) == read_content(CONTENT, REQUEST)


def test_a_worker_out_of_time_is_one_finding() -> None:
    started = time.monotonic()
    assert only_error(read_in_worker(CONTENT, REQUEST, Limits(seconds=0.01))) == "too_slow"
    assert time.monotonic() - started < 5


def test_a_worker_out_of_memory_is_one_finding() -> None:
    bulky = CONTENT + bytes(20 << 20)
    limits = Limits(memory_bytes=20 << 20)
    assert only_error(read_in_worker(bulky, REQUEST, limits)) == "unreadable"


def test_a_worker_with_too_much_to_say_is_one_finding() -> None:
    assert only_error(read_in_worker(CONTENT, REQUEST, Limits(output_bytes=1000))) == "too_large"


def test_a_file_over_the_limit_is_not_even_started() -> None:
    assert only_error(read_in_worker(CONTENT, REQUEST, Limits(file_bytes=100))) == "too_large"


@pytest.mark.parametrize(
    "limits",
    [Limits(seconds=0.01), Limits(memory_bytes=20 << 20), Limits(file_bytes=100)],
    ids=["late", "out of memory", "too large"],
)
def test_a_file_that_could_not_be_looked_through_does_not_pass_as_clean(limits: Limits) -> None:
    with pytest.raises(Refused, match="无法检查"):
        holds_personal_numbers(CONTENT + bytes(20 << 20), limits)


def test_a_large_pdf_is_looked_through_in_time_and_its_own_digits_are_nobodys_number() -> None:
    places = b"".join(b"%010d 00000 n \n" % (138_000 * number) for number in range(30_000))
    stream = b"<</Length 9>> stream\n\xe7\x89\x80A13800001111B\nendstream\n" * 30_000
    pdf = b"%PDF-1.7\n" + stream + places + b"/CreationDate (D:20210518083000+08'00')"
    assert not holds_personal_numbers(pdf)
    assert holds_personal_numbers(pdf + "/Title (请问16400001111)".encode())


def test_the_worker_starts_lean() -> None:
    code = (
        "import sys, warehouse.reading.__main__, warehouse.reading.reader as r;"
        "heavy = {'polars', 'duckdb', 'streamlit', 'pandas', 'openpyxl', 'xlrd', 'rapidfuzz'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert answer.stdout.decode().strip() == "[]"
