"""The demo year: its files, landed in order through the ordinary import."""

from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from dashboard.command_line.commands.scores import draw_units
from dashboard.command_line.console import Console
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
"""How many units of a board are shown after landing."""


@dataclass(frozen=True)
class DemoFile:
    """One file of seed/demo, and what is said when it is landed."""

    scheme: str
    path: str
    dataset: str
    month: str | None = None
    reason: str | None = None

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]

    def read(self) -> bytes:
        """Return the file's bytes."""
        return files("seed").joinpath("demo", *self.path.split("/")).read_bytes()

    def options(self) -> ImportOptions:
        """Return what is said when the file is landed."""
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
    """Return the demo's files in the order in which they are landed."""
    text = files("seed").joinpath("demo", "manifest.toml").read_text("utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)["file"]
    return tuple(
        DemoFile(**{key: value for key, value in entry.items() if key != "months"})
        for entry in entries
    )


def land_demo(store: Store, console: Console) -> int:
    """Land what is missing of the demo and return how many files; Refused beside other data."""
    with store.reader() as cursor:
        batches = read_batches(cursor)
    landed = {(row["scheme"], row["file"]) for row in batches.iter_rows(named=True) if row["file"]}
    manifest = read_manifest()
    if landed - {(one.scheme, one.name) for one in manifest}:
        raise Refused("仓库里已有其他数据，没有导入示例。请用 KAOHE_HOME 另指定一个空目录。")
    missing = [one for one in manifest if (one.scheme, one.name) not in landed]
    if not missing:
        console.say("示例数据已经导入，没有变化。")
        return 0
    console.say(f"正在导入示例数据，共{len(missing)}份报表……")
    # The next file is read, in a process of its own, while this one's scores are computed.
    with ThreadPoolExecutor(max_workers=1) as ahead:
        readings = [ahead.submit(_read, store, file) for file in missing]
        for number, (file, reading) in enumerate(zip(missing, readings, strict=True), start=1):
            _land(store, file, reading.result())
            console.say(f"  {number}/{len(missing)} {file.name}")
    return len(missing)


def show_heads(store: Store, console: Console) -> None:
    """Print the head of each scheme's first board at the last complete month."""
    with store.reader() as cursor:
        schemes = [(one, read_default_month(cursor, one)) for one in read_schemes(cursor)]
    for scheme, month in schemes:
        first = scheme.assessments[0]
        scores = read_scores(store, scheme.id, month, assessment=first.id)
        title = f"{scheme.short_title} · {first.title} · 截至{format_month(month)}（前{HEAD}名）"
        console.write(f"\n{title}\n{draw_units(scores['units'][:HEAD])}")


def _read(store: Store, file: DemoFile) -> Reading:
    return read_file(store, file.name, file.read(), file.options())


def _land(store: Store, file: DemoFile, reading: Reading) -> None:
    """Land one file; the demo is ours, so anything that stands against it is a bug."""
    report = import_reading(store, reading, file.read(), file.options())
    if report.state not in {"landed", "already_imported"}:
        said = [one.message for one in [*report.errors, *report.questions, *report.warnings]]
        raise RuntimeError(f"demo file {file.path}: {report.state}: {said}")
