"""Forms that another program opened and saved are still recognised or read."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from random import Random

import openpyxl
import pytest

from tests.documents.forms.answers import answer_form
from tests.documents.forms.every_form import find_case
from tests.documents.forms.filling import expect, fill, send_out
from tests.documents.forms.test_round_trip import OPTIONS, list_read
from tests.needs import needs, require
from warehouse.importing.import_file import import_file
from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.sniff import open_book
from warehouse.reading.contract import Limits
from warehouse.reading.tables.issued_forms import take_claim
from warehouse.store import Store

pytestmark = needs("LibreOffice")
PATIENCE_SECONDS = 120


def save_again(content: bytes, kind: str, folder: Path) -> bytes:
    """Return a workbook as LibreOffice saves it in another format."""
    source, target = folder / "表.xlsx", folder / "saved"
    source.write_bytes(content)
    profile = (folder / "profile").as_uri()
    office = require("LibreOffice")
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation={profile}", "--convert-to", kind,
         "--outdir", str(target), str(source)],
        check=True, capture_output=True, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    return (target / f"表.{kind}").read_bytes()


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_form_saved_by_libreoffice_lands_with_the_same_values(
    store: Store, tmp_path: Path, kind: str
) -> None:
    case = find_case("jx2_supervision")
    answers = answer_form(case, Random(2))
    filled = fill(case, send_out(store, case), answers)
    content = save_again(filled, kind, tmp_path)
    assert content != filled
    assert take_claim(open_book(content, Budget(Limits()))) is not None
    report = import_file(store, f"表.{kind}", content, OPTIONS)
    assert (report.state, report.questions, report.warnings) == ("landed", [], [])
    assert list_read(report.reading) == expect(case, answers)


def test_drop_downs_survive_libreoffice(store: Store, tmp_path: Path) -> None:
    case = find_case("qy_deduction")
    content = save_again(send_out(store, case), "xlsx", tmp_path)
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    checks = {check.type: check for check in page.data_validations.dataValidation}
    assert {"list", "date", "decimal"} <= set(checks)
    assert "_kaohe" in checks["list"].formula1
    assert checks["date"].prompt.startswith("填发生的日期，如 2022-6-18")
