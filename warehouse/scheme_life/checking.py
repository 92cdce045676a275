"""Check what a user hands in as a scheme: every fault at once, with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scoring.clauses.faults import Refusal, SchemeRefused
from scoring.scheme import Scheme
from warehouse.schemes.scheme_files import load_parts_checked
from warehouse.schemes.scheme_source import SchemeSource, read_source


@dataclass(frozen=True)
class SourceFault:
    """One fault of a scheme: where it stands, what was found and what is allowed."""

    file: str
    place: tuple[str, ...]
    """The way to the part, from outside in: 考核 1, 指标 3.9, 第2行."""
    key: str
    found: str
    allowed: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    """The cell, where the source is a workbook."""

    @property
    def message(self) -> str:
        """The whole sentence, with the cell or the file and key."""
        if self.sheet is None:
            return str(Refusal(self.file, self.place, self.key, self.found, self.allowed))
        cell = f"第{self.row}行" if self.row else ""
        cell += f"“{self.column}”列" if self.column else ""
        where = "，".join(part for part in (f"工作表“{self.sheet}”", cell) if part)
        return f"{where}：{self.found}（允许：{self.allowed}）"


@dataclass(frozen=True)
class CheckedSource:
    """The scheme of a source, or everything that keeps it from loading."""

    scheme: Scheme | None
    faults: tuple[SourceFault, ...] = ()
    warnings: tuple[SourceFault, ...] = ()


def check_source(source: SchemeSource) -> CheckedSource:
    """Load the scheme of a source; what is wrong with it is returned, not raised."""
    try:
        scheme = load_parts_checked(read_source(source))
    except SchemeRefused as refused:
        return CheckedSource(None, tuple(_to_faults(refused.refusals)))
    return CheckedSource(scheme, (), tuple(_to_faults(scheme.warnings)))


def _to_faults(refusals: Iterable[Refusal]) -> Iterable[SourceFault]:
    return (SourceFault(one.file, one.place, one.key, one.found, one.allowed) for one in refusals)
