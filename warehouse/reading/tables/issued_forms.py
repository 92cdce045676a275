"""Recognise an issued form by the signed identity on its hidden sheet."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, ValidationError

from scoring.dataset import IDENTITY_SHEET
from warehouse.reading.contract import FormIdentity, ReadRequest
from warehouse.reading.findings import Report
from warehouse.reading.sheets.grid import Book
from warehouse.reading.tables.header_columns import FormCandidate
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.words.period_spans import Span
from warehouse.reading.words.period_words import Witness

PLACE = "表的标识"
_LONGEST_CLAIM = 1_000


class _Claim(BaseModel):
    """What a hidden sheet claims its workbook to be; the stamp must confirm it."""

    model_config = ConfigDict(extra="ignore", strict=True)

    scheme: str
    dataset: str
    month: str
    version: int
    stamp: str


def take_claim(book: Book) -> str | None:
    """Remove a form's hidden sheet from the book and return its claim, None if there is none.

    The sheet also holds the lists behind the form's drop-downs, which must not be read as a table.
    A sheet of this name that somebody made visible is treated like any other.
    """
    claim = None
    for sheet in list(book.sheets):
        if sheet.name == IDENTITY_SHEET and sheet.state == "hidden":
            book.sheets.remove(sheet)
            cell = sheet.cell(1, 1)
            claim = cell.raw if cell is not None else ""
    return claim


def verify_claim(claim: str, request: ReadRequest) -> FormIdentity | None:
    """Return the identity that a claim proves; None if it was not issued here, or was changed."""
    if len(claim) > _LONGEST_CLAIM:
        return None
    try:
        parsed = _Claim.model_validate_json(claim)
    except ValidationError:
        return None
    identity = request.issued.get(parsed.stamp)
    claimed = FormIdentity(parsed.scheme, parsed.dataset, parsed.month, parsed.version)
    return identity if identity == claimed else None


def mark_issued(blocks: Sequence[Block], claim: str | None, report: Report) -> None:
    """Set the identity of the blocks whose form the file's claim proves; warn of a wrong claim."""
    if claim is None:
        return
    identity = verify_claim(claim, report.request)
    if identity is None:
        report.add(
            "warning",
            "identity_unknown",
            "表的标识不对：不是本系统发出的，或被改动过。按表头和标题识别。",
        )
        return
    own = [block for block in blocks if find_issued(block.forms, identity)]
    if blocks and not own:
        _warn_of_other_form(blocks[0], identity, report)
    # Among several sheets with that form (copies of it), the identity cannot show which is meant.
    if len({id(block.sheet) for block in own}) == 1:
        for block in own:
            block.identity = identity


def find_issued(
    forms: Sequence[FormCandidate], identity: FormIdentity | None
) -> FormCandidate | None:
    """Return the form that was issued under an identity, None if it is not among `forms`."""
    if identity is None:
        return None
    issued = (identity.scheme, identity.dataset)
    return next((form for form in forms if (form.scheme.id, form.dataset.key) == issued), None)


def find_identity_witness(block: Block) -> list[Witness]:
    """Return the period that a block's identity names, as a witness like a title."""
    if block.identity is None:
        return []
    year, month = int(block.identity.month[:4]), int(block.identity.month[5:])
    span: Span = "quarter" if block.form.dataset.shape == "quarter" else "month"
    return [Witness(PLACE, f"{year}年{month}月", "strong", span, year, month)]


def _warn_of_other_form(block: Block, identity: FormIdentity, report: Report) -> None:
    """Warn that the columns belong to another form than the issued one; the columns win."""
    titles = {
        dataset.key: dataset.title
        for scheme in report.request.schemes
        for dataset in scheme.datasets
    }
    issued = titles.get(identity.dataset, identity.dataset)
    report.add(
        "warning",
        "identity_other_form",
        f"这份表是作为“{issued}”发出的，而表头是“{block.form.dataset.title}”的，按表头读取。",
        sheet=block.sheet.name,
        row=block.header.top,
        found=identity.dataset,
    )
