"""End to end: numbers come in by every way, and none is found anywhere in the home."""

from __future__ import annotations

import json
import logging
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from dashboard.runtime.bug_reports import record_bug
from dashboard.runtime.logs import open_log
from tests.dashboard.seen import run_page
from tests.warehouse.reading.personal_data.places import PLACES, make_jpeg, make_png
from tests.warehouse.reading.personal_data.test_masked_copy import LEDGER, SECRETS
from tests.warehouse.reading.workbooks import make_xlsx
from warehouse.database.connection import FILE_NAME, ORIGINALS
from warehouse.editions.sealing import Act, seal_month, unseal_month
from warehouse.faults import Refused
from warehouse.importing.import_file import ImportOptions, import_file, revert_batch
from warehouse.importing.kept_originals import list_kept
from warehouse.objections import Claim, list_lines
from warehouse.objections.filing import Evidence, file_objection
from warehouse.safekeeping.backups import back_up
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

SCHEME = "qianyang-2022"
TYPED = "16400001111"
"""A number that people type into reasons, requests and file names."""
QUOTED = "16800002222"
"""A number that an error message of the program quotes."""
HIDDEN = "16900003333"
"""A number in a comment of the workbook."""
_TWICE = {
    "character references",
    "before the archive's end",
    "sheet that the book does not name",
    "string that no cell shows",
}
"""Places that cannot be combined with some of the others."""
_COMBINED = [place for place in reversed(PLACES) if place not in _TWICE]
"""Comments of the archive come last, because rewriting a part would drop them."""
ASIDE = {place: f"161{number:08}" for number, place in enumerate(_COMBINED)}
"""Each place outside the cells with the number put there, all in one file."""
PICTURED = ("16200000001", "16200000002")
"""Numbers in the metadata of pictures that are uploaded as evidence."""
ALL = (*SECRETS, TYPED, QUOTED, HIDDEN, *ASIDE.values(), *PICTURED)


@pytest.fixture
def log(store: Store) -> Iterator[None]:
    handlers = list(logging.getLogger().handlers)
    open_log(store.home)
    yield
    for handler in set(logging.getLogger().handlers) - set(handlers):
        logging.getLogger().removeHandler(handler)
        handler.close()


def make_hostile() -> bytes:
    book = openpyxl.load_workbook(BytesIO(make_xlsx([{"grid": LEDGER}])))
    page = book.worksheets[0]
    page["A1"].comment = Comment(f"有疑问找{HIDDEN}", "办公室")
    page["C4"] = f"发改局{SECRETS[0]}"  # a unit that must be asked, with a number in its name
    buffer = BytesIO()
    book.save(buffer)
    content = buffer.getvalue()
    for place, number in ASIDE.items():
        content = PLACES[place](content, number)
    return content


def land(store: Store) -> tuple[int, bytes]:
    """Land the hostile file as a user would: answer the question, then land it with a reason."""
    content, name = make_hostile(), f"5月 {TYPED}.xlsx"
    result = import_file(store, name, content, ImportOptions("经办人", scheme=SCHEME))
    assert result.questions and result.questions[0].code == "unknown_unit"
    options = ImportOptions(
        "经办人",
        scheme=SCHEME,
        aliases={f"发改局{SECRETS[0]}": "县发改局"},
        accept_warnings=True,
        reason=f"按{TYPED}的要求更正",
    )
    landed = import_file(store, name, content, options)
    assert landed.state == "landed", (landed.errors, landed.questions)
    assert landed.batches[0].id is not None
    return landed.batches[0].id, content


def object_to(store: Store, evidence: Evidence | None = None) -> None:
    claim = Claim(SCHEME, "2022-05", "1", "县发改局", "K")
    with store.reader() as cursor:
        lines = list_lines(cursor, read_scheme(cursor, SCHEME), claim)
    claim = Claim(SCHEME, "2022-05", "1", "县发改局", "K", lines[0]["key"])
    request = f"请联系{TYPED}核实"
    file_objection(
        store, claim, request, actor="县发改局", today=date(2022, 6, 6), evidence=evidence
    )


def break_page(store: Store) -> None:
    """Open a page whose query fails on a cell that holds a number."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError(f"cannot convert '{QUOTED}' in row 7")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dashboard.pages.imports.import_history.read_batches", fail)
        test = run_page(store, "imports")
    assert "程序出了差错" in test.error[0].value
    last = [json.loads(line) for line in _read_log(store.home).splitlines()][-1]
    assert last["event"] == "bug" and "手机号已隐去" in json.dumps(last, ensure_ascii=False)


def _read_log(home: Path) -> str:
    return "".join(path.read_text("utf-8") for path in sorted((home / "logs").glob("*.log")))


def find_secrets(home: Path, store: Store) -> list[str]:
    """Return the files and tables in which any of the numbers is found, zips unpacked."""
    with store.reader() as cursor:
        tables = cursor.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_type = 'BASE TABLE'"
        ).fetchall()
        assert len(tables) > 20
        held = {
            f"{schema}.{name}": repr(cursor.execute(f'from "{schema}"."{name}"').fetchall())
            for schema, name in tables
        }
    found = [place for place, text in held.items() for secret in ALL if secret in text]
    for path in (path for path in home.rglob("*") if path.is_file()):
        for content in _unpack(path.read_bytes()):
            found += [path.name for secret in ALL if _is_in_bytes(content, secret)]
        found += [path.name for secret in ALL if secret in path.name]
    return found


def contains(content: bytes, secret: str) -> bool:
    """Return whether a number is in a file or in any part of the zips within it."""
    return any(_is_in_bytes(part, secret) for part in _unpack(content))


def _unpack(content: bytes) -> Iterator[bytes]:
    yield content
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as package:
            for name in package.namelist():
                yield from _unpack(package.read(name))


def _is_in_bytes(content: bytes, secret: str) -> bool:
    return any(secret.encode(name) in content for name in ("utf-8", "utf-16-le", "gb18030"))


@pytest.mark.usefixtures("log")
def test_no_number_that_came_in_is_anywhere_in_the_home(store: Store) -> None:
    batch, _ = land(store)
    object_to(store)
    with pytest.raises(Refused, match="请隐去后再提交"):
        object_to(store, Evidence(f"证明{TYPED}.xlsx", make_hostile()))
    object_to(store, Evidence(f"照片{TYPED}.jpg", make_jpeg(PICTURED[0], "exif")))
    object_to(store, Evidence("照片.png", make_png(PICTURED[1], "packed")))
    seal_month(store, SCHEME, "2022-05", Act("办公室", f"{TYPED}已核"))
    unseal_month(store, SCHEME, "2022-05", Act("办公室", f"{TYPED}要求更正"))
    revert_batch(store, batch, actor="办公室", reason=f"{TYPED}来电要求撤销")
    for quoted in (f"cannot convert '{QUOTED}'", f"row:\n{QUOTED}", repr(f"a\n{QUOTED}")):
        record_bug(ValueError(quoted))
    break_page(store)
    with store.reader() as cursor:
        cursor.execute("checkpoint").fetchall()
    backup = back_up(store)
    assert (backup / FILE_NAME).is_file() and backup.is_relative_to(store.home)
    assert not find_secrets(store.home, store)


def test_the_search_finds_a_number_that_is_there(store: Store) -> None:
    (store.home / ORIGINALS / "planted").write_bytes(make_hostile())
    with store.writer("import") as cursor:
        cursor.execute("insert into source_file values ('x', 1, ?, now())", [TYPED]).fetchall()
    assert {"planted", "main.source_file"} <= set(find_secrets(store.home, store))


def test_what_is_kept_is_a_copy_and_is_proven_like_any_original(store: Store) -> None:
    batch, content = land(store)
    with store.reader() as cursor:
        rows = cursor.execute(
            "select source_file.sha256, kept_sha256, answers, file_name from masked_copy"
            " inner join source_file using (sha256) inner join batch using (sha256)"
            " where batch_id = ?",
            [batch],
        ).fetchall()
        (kept,) = list_kept(cursor)
    sha256, kept_sha256, answers, name = rows[0]
    assert kept.sha256 == kept_sha256 != sha256
    assert not (store.home / ORIGINALS / sha256).exists()
    assert json.loads(answers) == {"alias:发改局〔手机号已隐去〕": "县发改局"}
    assert name == "5月 〔手机号已隐去〕.xlsx"
    assert verify_store(store).verdict == "sound"
    options = ImportOptions("经办人", scheme=SCHEME, accept_warnings=True)
    again = import_file(store, "另一个名字.xlsx", content, options)
    assert again.state == "already_imported"  # recognised by the hash of the uploaded file
    (store.home / ORIGINALS / kept_sha256).write_bytes(content)
    assert [finding.check for finding in verify_store(store).findings] == ["originals"]
