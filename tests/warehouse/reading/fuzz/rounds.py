"""Run the fuzzer on some hundred files, check each, and keep those that fail."""

from __future__ import annotations

import contextlib
import faulthandler
import hashlib
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.warehouse.reading.fuzz.judging import find_fault, read_here
from tests.warehouse.reading.fuzz.mutations import break_file
from tests.warehouse.reading.fuzz.odd_forms import odd_forms
from tests.warehouse.reading.fuzz.seeds import sound_files
from tests.warehouse.reading.fuzz.upload import Upload
from warehouse.importing.reading_process import read_in_worker
from warehouse.reading.contract import Limits, Reading

HANGS_AFTER = 150.0
"""Seconds after which a file counts as hanging; ample, since the machine may be busy."""
_EVERY = 50
"""One file of so many is read in the worker process, too."""
_PATIENCE = Limits(seconds=120)
_WEIGHTS = {"xlsx": 8, "xls": 5, "ods": 3, "xml": 2, "html": 2, "csv": 2}
"""Share of each file format, by how much in it can break."""


@dataclass
class Tally:
    """The results of a run."""

    files: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    """Outcomes: `read`, or the code of each file's first error or question."""
    faults: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    """Processor seconds and the file's kind."""

    def add(self, other: Tally) -> None:
        """Add another run to this one."""
        self.files += other.files
        self.codes += other.codes
        self.faults += other.faults
        self.slowest = sorted([*self.slowest, *other.slowest], reverse=True)[:5]


def run_round(number: int, count: int, folder: Path | None = None) -> Tally:
    """Check `count` files made from this seed; keep failing files in the folder."""
    tally = Tally()
    uploads = [*broken_files(number, count - count // 3), *forms(number, count // 3)]
    for position, upload in enumerate(uploads):
        with _watched(upload, folder):
            fault = _judge(upload, tally, in_worker=position % _EVERY == _EVERY - 1)
        if fault is not None:
            tally.faults[_name(upload, fault)] += 1
            if folder is not None:
                keep(upload, fault, folder)
    return tally


def broken_files(number: int, count: int) -> Iterator[Upload]:
    """Yield broken files of every file format."""
    chance = random.Random(number)
    containers = [upload.kind for upload in sound_files()]
    weights = [_WEIGHTS[kind] / containers.count(kind) for kind in containers]
    for upload in chance.choices(sound_files(), weights, k=count):
        yield break_file(upload, chance)


def forms(number: int, count: int) -> list[Upload]:
    """Return forms with odd cells and headers."""
    made: list[Upload] = []

    @seed(number)
    @settings(
        max_examples=max(count, 1),
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(odd_forms())
    def collect(upload: Upload) -> None:
        made.append(upload)

    collect()
    return made[:count]


def keep(upload: Upload, fault: str, folder: Path) -> None:
    """Write a failing file, and what is wrong with its reading."""
    name = _name(upload, fault)
    (folder / f"{name}{Path(upload.name).suffix}").write_bytes(upload.content)
    (folder / f"{name}.txt").write_text(f"{upload.kind} {upload.name}\n{fault}\n", "utf-8")


def _judge(upload: Upload, tally: Tally, *, in_worker: bool) -> str | None:
    """Return what is wrong with the reading of a file, and count it."""
    readings: list[Reading] = []

    def read(upload: Upload) -> Reading:
        readings.append(read_here(upload))
        return readings[0]

    started = time.process_time()
    fault = find_fault(upload, read)
    seconds = time.process_time() - started
    tally.files[upload.kind] += 1
    tally.slowest = sorted([*tally.slowest, (seconds, upload.kind)], reverse=True)[:5]
    if readings:
        stops = [f.code for f in readings[0].findings if f.severity != "warning"]
        tally.codes[stops[0] if stops else "read"] += 1
    if fault is None and in_worker:
        answer = read_in_worker(upload.content, upload.request, _PATIENCE)
        tally.files["in the worker too"] += 1
        return (
            None if answer == readings[0] else f"the worker reads it differently: {answer.findings}"
        )
    return fault


@contextlib.contextmanager
def _watched(upload: Upload, folder: Path | None) -> Iterator[None]:
    """Save a file before it is read, in case it ends or blocks the process."""
    if folder is None:
        yield
        return
    (folder / "last").write_bytes(upload.content)
    faulthandler.dump_traceback_later(HANGS_AFTER, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _name(upload: Upload, fault: str) -> str:
    """Return a file name that is the same for the same fault, whatever its numbers and quotes."""
    words = re.sub(r"'.*?'|\".*?\"|“.*?”|\d+", "", fault)
    digest = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{upload.kind.replace('/', '-')}-{digest}"
