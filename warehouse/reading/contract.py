"""What the reader takes and returns: frozen models that travel as JSON, and its one exception."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import ConfigDict, Field

from scoring.dataset import Dataset
from scoring.frozen import Frozen
from scoring.year import LENGTH, SchemeYear

if TYPE_CHECKING:
    from scoring.scheme import Scheme

Severity = Literal["error", "question", "warning"]

SKIP = "skip"
"""The answer that skips a row or a sheet."""
BLANK = "blank"
"""The answer that reads a cell as blank."""


class FormIdentity(NamedTuple):
    """Which form of which month an issued workbook is; the version is that of the form's layout."""

    scheme: str
    dataset: str
    month: str
    version: int


class RosterUnit(Frozen):
    """One unit of a roster, with every known spelling of its name."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    kind: str
    group: str = ""
    assessments: tuple[str, ...]
    printed_names: dict[str, str] = Field(default_factory=dict)
    aliases: tuple[str, ...] = ()


class SchemeForms(Frozen):
    """The part of a scheme that a reader needs: its year, forms and rosters.

    Not `scoring.scheme.Scheme` itself: that imports the rules and Polars, which a reading process
    does not need and which would slow its start.
    """

    model_config = ConfigDict(from_attributes=True)

    id: str
    short_title: str
    year: int
    first_month: int = 1
    starts_before: bool = False
    last_forms: tuple[str, ...] = ()
    """The forms of which the year before is read, too."""
    datasets: tuple[Dataset, ...]
    units: tuple[RosterUnit, ...]

    @property
    def calendar(self) -> SchemeYear:
        """The twelve months that the scheme assesses."""
        return SchemeYear(self.year, self.first_month, self.starts_before)

    def first_number(self, dataset: Dataset) -> int:
        """Return the number of the first month of which a form is taken: 1, or -11."""
        is_before = dataset.accepts_year_before or dataset.key in self.last_forms
        return 1 - LENGTH if is_before else 1

    def takes(self, dataset: Dataset, month: str) -> bool:
        """Return whether a form is taken for a month `YYYY-MM`."""
        return self.first_number(dataset) <= self.calendar.read(month) <= LENGTH


def forms_of(scheme: Scheme) -> SchemeForms:
    """Return the part of a scheme that a reader needs."""
    return SchemeForms.model_validate(scheme)


class ReadRequest(Frozen):
    """What is known about a file before it is opened, and the user's answers so far."""

    file_name: str
    schemes: tuple[SchemeForms, ...] = Field(min_length=1)
    dataset: str | None = None
    month: str | None = Field(default=None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    aliases: dict[str, dict[str, str]] = Field(default_factory=dict)
    """Scheme id → name as written → unit: remembered aliases and those given now."""
    answers: dict[str, str] = Field(default_factory=dict)
    """Question id → option."""
    issued: dict[str, FormIdentity] = Field(default_factory=dict)
    """Stamp → identity, for every form that may have been issued."""
    today: date


class Finding(Frozen):
    """An error, a question or a warning about a file, with its address in the file."""

    severity: Severity
    code: str
    message: str
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    found: str | None = None
    id: str | None = None
    """Of questions only: the id that `--answer` takes."""
    options: tuple[str, ...] = ()
    takes_value: bool = False
    """Of questions only: whether the user may type a value instead of choosing an option."""


class RowRead(NamedTuple):
    """One row of a table: its unit, its values as canonical text, its cells as shown.

    A tuple and no model: a large file has 100,000 of them.
    """

    row: int
    unit: str
    values: dict[str, str | None]
    cells: tuple[str, ...]


class TypedTable(Frozen):
    """The rows of one dataset and month that one sheet holds."""

    scheme: str
    dataset: str
    month: str | None
    """None while the month is still a question: the table can be shown but not landed."""
    sheet: str
    headers: tuple[str, ...]
    positions: dict[str, int]
    rows: tuple[RowRead, ...]
    missing_columns: tuple[str, ...] = ()
    aliases_used: dict[str, str] = Field(default_factory=dict)


class Reading(Frozen):
    """Everything that was read from one file."""

    file: str
    sha256: str
    size: int
    tables: tuple[TypedTable, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    """Notices that need no answer: which personal numbers were masked."""
    is_personal: bool = False
    """Whether the file holds personal data: a masked copy is stored in its place."""


class PictureRow(Frozen):
    """One row of a picture: its number in the sheet and its cells as shown."""

    row: int
    cells: tuple[str, ...]


class Picture(Frozen):
    """The part of a sheet around the place of a finding."""

    finding: int
    """Index of the finding in the request, from 0."""
    sheet: str | None
    columns: tuple[int, ...]
    """The sheet's numbers of the columns shown, from 1."""
    rows: tuple[PictureRow, ...]
    row: int | None
    """The row of the finding; None where it is about the whole table."""
    column: int | None
    """The column of the finding; None where it is about the whole row."""


class Pictures(Frozen):
    """The pictures of one file's findings; a finding without an address has none."""

    pictures: tuple[Picture, ...] = ()


class Limits(Frozen):
    """What one file may cost; a file that exceeds a limit is refused, and the refusal names it."""

    file_bytes: int = 30 * 2**20
    part_bytes: int = 256 * 2**20
    """Unpacked size of one part of a workbook; 100,000 rows of 12 cells need about half of it."""
    unpacked_bytes: int = 512 * 2**20
    zip_entries: int = 2_000
    sheets: int = 200
    columns: int = 16_384
    columns_in_use: int = 1_000
    """Columns of one sheet that hold anything; the widest form has some thirty."""
    rows: int = 1_048_576
    filled_rows: int = 300_000
    """Rows that hold anything: three times the largest file that is worth reading."""
    cells: int = 1_500_000
    text_characters: int = 64 * 2**20
    styles: int = 70_000
    merges: int = 50_000
    memory_bytes: int = 1_200 * 2**20
    seconds: float = 18.0
    output_bytes: int = 128 * 2**20
    written_bytes: int = 2**20
    """The largest file that the reading process itself may write; reading writes none."""


class RefusedFile(Exception):
    """A whole file is refused; `message` is the reason as the user reads it."""

    def __init__(
        self, code: str, message: str, *, sheet: str | None = None, row: int | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.sheet = sheet
        self.row = row
