"""Recognises a form that was sent out by the identity on its hidden sheet."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, ValidationError

from scoring.dataset import IDENTITY_SHEET
from warehouse.reading.contract import FormIdentity, ReadRequest
from warehouse.reading.findings import Report
from warehouse.reading.sheets.grid import Book
from warehouse.reading.tables.header_columns import Form
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.words.period_spans import Span
from warehouse.reading.words.period_words import Witness

PLACE = "表的标识"
_LONGEST_CLAIM = 1_000


class _Claim(BaseModel):
    """What a hidden sheet says its workbook is; true only if the stamp says the same."""

    model_config = ConfigDict(extra="ignore", strict=True)

    scheme: str
    dataset: str
    month: str
    version: int
    stamp: str


def take_claim(book: Book) -> str | None:
    """Take a form's hidden sheet out of the book and return what it claims, None without one.

    The sheet also holds the lists behind the form's drop-downs, which must not be taken for a
    table. One that somebody made visible is a sheet like any other.
    """
    claim = None
    for sheet in list(book.sheets):
        if sheet.name == IDENTITY_SHEET and sheet.state == "hidden":
            book.sheets.remove(sheet)
            cell = sheet.cell(1, 1)
            claim = cell.raw if cell is not None else ""
    return claim


def prove_claim(claim: str, request: ReadRequest) -> FormIdentity | None:
    """Return the form that a claim proves to be; None where it was not issued here, or changed."""
    if len(claim) > _LONGEST_CLAIM:
        return None
    try:
        said = _Claim.model_validate_json(claim)
    except ValidationError:
        return None
    identity = request.issued.get(said.stamp)
    claimed = FormIdentity(said.scheme, said.dataset, said.month, said.version)
    return identity if identity == claimed else None


def mark_issued(blocks: Sequence[Block], claim: str | None, report: Report) -> None:
    """Give the blocks the identity of their file, where it is proven and is that of their form."""
    if claim is None:
        return
    identity = prove_claim(claim, report.request)
    if identity is None:
        report.say(
            "warning",
            "identity_unknown",
            "表的标识不对：不是本系统发出的，或被改动过。按表头和标题识别。",
        )
        return
    own = [block for block in blocks if find_issued(block.forms, identity)]
    if blocks and not own:
        _describe_other_form(blocks[0], identity, report)
    # Of several sheets with that form, copies of it, the identity cannot tell which is meant.
    if len({id(block.sheet) for block in own}) == 1:
        for block in own:
            block.identity = identity


def find_issued(forms: Sequence[Form], identity: FormIdentity | None) -> Form | None:
    """Return the one of some forms that was sent out under an identity."""
    if identity is None:
        return None
    sent = (identity.scheme, identity.dataset)
    return next((form for form in forms if (form.scheme.id, form.dataset.key) == sent), None)


def witness_of(block: Block) -> list[Witness]:
    """Return what the identity says about a block's period, like a title would."""
    if block.identity is None:
        return []
    year, month = int(block.identity.month[:4]), int(block.identity.month[5:])
    span: Span = "quarter" if block.form.dataset.shape == "quarter" else "month"
    return [Witness(PLACE, f"{year}年{month}月", "strong", span, year, month)]


def _describe_other_form(block: Block, identity: FormIdentity, report: Report) -> None:
    """Say that the columns are another form's than the one sent out: columns win."""
    titles = {
        dataset.key: dataset.title
        for scheme in report.request.schemes
        for dataset in scheme.datasets
    }
    issued = titles.get(identity.dataset, identity.dataset)
    report.say(
        "warning",
        "identity_other_form",
        f"这份表是作为「{issued}」发出的，而表头是「{block.form.dataset.title}」的，按表头读取。",
        sheet=block.sheet.name,
        row=block.header.top,
        found=identity.dataset,
    )
