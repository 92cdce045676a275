"""Run the fuzzer for a few seconds on the same files every time, and test the fuzzer itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import Phase, given

from tests.examples import examples
from tests.warehouse.reading.fuzz.judging import find_fault, read_here
from tests.warehouse.reading.fuzz.odd_forms import odd_forms
from tests.warehouse.reading.fuzz.rounds import broken_files, keep, run_round
from tests.warehouse.reading.fuzz.seeds import sound_files
from tests.warehouse.reading.fuzz.upload import Upload
from warehouse.reading.contract import Finding, Reading, RefusedFile


@pytest.mark.parametrize("upload", sound_files(), ids=lambda upload: f"{upload.kind} {upload.name}")
def test_the_files_that_the_fuzzer_breaks_are_sound(upload: Upload) -> None:
    assert find_fault(upload) is None
    (table,) = read_here(upload).tables
    assert table.rows


def test_broken_containers_get_an_answer() -> None:
    faults = {
        upload.kind: fault for upload in broken_files(7, 150) if (fault := find_fault(upload))
    }
    assert faults == {}


# Without shrinking, which takes minutes for a workbook.
@examples(60, phases=[Phase.generate])
@given(odd_forms())
def test_odd_forms_get_an_answer(upload: Upload) -> None:
    assert find_fault(upload) is None


def _raise(_: Upload) -> Reading:
    raise RefusedFile("damaged", "坏")


def _answer_with(message: str) -> Callable[[Upload], Reading]:
    finding = Finding(severity="error", code="x", message=message, file="表")
    return lambda _: Reading(file="表", sha256="", size=0, findings=(finding,))


@pytest.mark.parametrize(
    ("reader", "word"),
    [
        (_raise, "raised"),
        (lambda _: Reading(file="表", sha256="", size=0), "silent"),
        (_answer_with("读不了：ValueError。"), "technical"),
        (_answer_with("cannot be read"), "no Chinese sentence"),
        (_answer_with("文件\u202e坏了。"), "unprintable"),
    ],
)
def test_a_reader_that_fails_is_found(reader: Callable[[Upload], Reading], word: str) -> None:
    assert (find_fault(sound_files()[0], reader) or "").startswith(word)


def test_a_failing_file_is_kept_with_the_reason(tmp_path: Path) -> None:
    keep(sound_files()[0], "raised", tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".xlsx", ".txt"}


def test_a_round_counts_its_files_and_asks_the_worker_too() -> None:
    tally = run_round(3, 50)
    assert tally.faults == {}
    assert tally.files.total() == 51
    assert tally.files["in the worker too"] == 1
