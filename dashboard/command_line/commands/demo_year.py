"""The demo year: land its files in order through the ordinary import."""

from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from dashboard.command_line.commands.scores import draw_units
from dashboard.command_line.console import Console
from documents.scheme_words import find_words
from documents.wording import format_month
from warehouse.faults import Refused
from warehouse.importing.import_file import ImportOptions, import_reading, read_file
from warehouse.reading.contract import Reading
from warehouse.results.scores import read_scores
from warehouse.schemes.schemes import read_schemes
from warehouse.store import Store
from warehouse.views import read_batches, read_default_month

ACTOR = "演示"
HEAD = 5
"""How many units of a board are printed after landing."""


@dataclass(frozen=True)
class DemoFile:
    """One file of seed/demo and the options of its import."""

    scheme: str
    path: str
    dataset: str
    month: str | None = None
    reason: str | None = None

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.rpartition("/")[2]

    def read(self) -> bytes:
        """Return the file's bytes."""
        return files("seed").joinpath("demo", *self.path.split("/")).read_bytes()

    def options(self) -> ImportOptions:
        """Return the options with which the file is imported."""
        return ImportOptions(
            actor=ACTOR,
            scheme=self.scheme,
            dataset=self.dataset,
            month=self.month,
            accept_warnings=True,
            reason=self.reason,
        )


@cache
def read_manifest() -> tuple[DemoFile, ...]:
    """Return the demo's files in the order of landing."""
    text = files("seed").joinpath("demo", "manifest.toml").read_text("utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)["file"]
    return tuple(
        DemoFile(**{key: value for key, value in entry.items() if key != "months"})
        for entry in entries
    )


def land_demo(store: Store, console: Console) -> int:
    """Land the demo's missing files and return their number; Refused if there is other data."""
    with store.reader() as cursor:
        batches = read_batches(cursor)
    landed = {(row["scheme"], row["file"]) for row in batches.iter_rows(named=True) if row["file"]}
    manifest = read_manifest()
    if landed - {(file.scheme, file.name) for file in manifest}:
        raise Refused("仓库里已有其他数据，没有导入示例。请用 KAOHE_HOME 另指定一个空目录。")
    missing = [file for file in manifest if (file.scheme, file.name) not in landed]
    if not missing:
        console.print_message("示例数据已经导入，没有变化。")
        return 0
    console.print_message(f"正在导入示例数据，共{len(missing)}份报表……")
    # The next file is read in a child process while the scores of this one are computed.
    with ThreadPoolExecutor(max_workers=1) as executor:
        readings = [executor.submit(_read, store, file) for file in missing]
        for number, (file, reading) in enumerate(zip(missing, readings, strict=True), start=1):
            _land(store, file, reading.result())
            console.print_message(f"  {number}/{len(missing)} {file.name}")
    return len(missing)


def print_heads(store: Store, console: Console) -> None:
    """Print the first units of each scheme's first board as of its last complete month."""
    with store.reader() as cursor:
        schemes = [(scheme, read_default_month(cursor, scheme)) for scheme in read_schemes(cursor)]
    for scheme, month in schemes:
        first = scheme.assessments[0]
        scores = read_scores(store, scheme.id, month, assessment=first.id)
        words = find_words(scheme, first)
        title = f"{scheme.short_title} · {first.title} · 截至{format_month(month)}（前{HEAD}名）"
        console.write(f"\n{title}\n{draw_units(scores['units'][:HEAD], words)}")


def _read(store: Store, file: DemoFile) -> Reading:
    return read_file(store, file.name, file.read(), file.options())


def _land(store: Store, file: DemoFile, reading: Reading) -> None:
    """Land one file; the demo is ours, so any finding is a bug."""
    report = import_reading(store, reading, file.read(), file.options())
    if report.state not in {"landed", "already_imported"}:
        findings = [*report.errors, *report.questions, *report.warnings]
        messages = [finding.message for finding in findings]
        raise RuntimeError(f"demo file {file.path}: {report.state}: {messages}")
