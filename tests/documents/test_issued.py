"""What goes out with an edition: its hash on every document, the 更正表 with its reasons."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from documents.editions import (
    CORRECTION_TITLES,
    build_correction_table,
    list_correction_rows,
    say_seal_line,
)
from documents.issued import draw_corrections, draw_documents
from tests.conftest import copy_home
from tests.warehouse.walk import query, revert
from warehouse.editions.issuing import issue_edition, prepare_edition
from warehouse.sealing import Act, unseal_month
from warehouse.store import Store

SCHEME, MONTH = "jiangxian-2021", "2021-06"


@pytest.fixture(scope="module")
def corrected(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Lend a store in which June was issued, opened again, and an inspection taken back."""
    store = Store.open(copy_home(filled_home, tmp_path_factory.mktemp("issued") / "home"))
    issue_edition(store, prepare_edition(store, SCHEME, "2021-05"), Act("办公室"))
    issue_edition(store, prepare_edition(store, SCHEME, MONTH), Act("办公室"))
    for month in (MONTH, "2021-05"):
        unseal_month(store, SCHEME, month, Act("办公室", "更正"))
    for dataset in ("jx1_inspection", "jx1_progress"):
        sql = "select min(batch_id) from standing where dataset_key = ? and scheme_id = ?"
        revert(store, query(store, sql, dataset, SCHEME)[0][0])
    yield store
    store.close()


def read_texts(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    return "\n".join(one.text for one in document.paragraphs)


def test_the_first_edition_goes_out_with_its_bulletin_alone(
    filled_home: Path, tmp_path: Path
) -> None:
    store = Store.open(copy_home(filled_home, tmp_path / "home"))
    prepared = prepare_edition(store, SCHEME, MONTH)
    ((name, content),) = draw_documents(store, prepared)
    assert name == "月通报-绛县 2021-2021-06-第1版.docx"
    assert say_seal_line(prepared) in read_texts(content)
    store.close()


def test_every_document_of_a_corrected_edition_bears_its_hash(corrected: Store) -> None:
    prepared = prepare_edition(corrected, SCHEME, MONTH)
    documents = dict(draw_documents(corrected, prepared))
    assert list(documents) == [
        "月通报-绛县 2021-2021-06-第2版.docx",
        "更正表-2021-06-第2版.docx",
    ]
    assert all(prepared.sha256 in read_texts(content) for content in documents.values())


def test_the_table_of_corrections_says_every_row_and_every_reason(corrected: Store) -> None:
    prepared = prepare_edition(corrected, SCHEME, MONTH)
    content = draw_corrections(corrected, prepared)
    first, second = docx.Document(io.BytesIO(content)).tables
    assert tuple(cell.text for cell in first.rows[0].cells) == CORRECTION_TITLES
    wanted = build_correction_table(list_correction_rows(prepared.corrections, prepared.content))
    assert len(first.rows) == len(wanted.rows) + 1
    assert tuple(cell.text for cell in first.rows[1].cells) == wanted.rows[0]
    (may,) = prepared.restated
    assert len(second.rows) == len(may.corrections) + 1
    texts = read_texts(content)
    assert all(reason in texts for reason in wanted.reasons)
    assert "2021年5月第1版与现有数据的差别" in texts


def test_the_same_corrections_give_the_same_bytes(corrected: Store) -> None:
    prepared = prepare_edition(corrected, SCHEME, MONTH)
    assert draw_corrections(corrected, prepared) == draw_corrections(corrected, prepared)


def test_rows_name_their_reasons_by_number(corrected: Store) -> None:
    prepared = prepare_edition(corrected, SCHEME, MONTH)
    table = build_correction_table(list_correction_rows(prepared.corrections, prepared.content))
    numbers = {one.partition("：")[0] for one in table.reasons}
    assert numbers == {f"原因{number}" for number in range(1, len(table.reasons) + 1)}
    for row in table.rows:
        assert {one.partition("（")[0] for one in row[-1].split("、")} <= numbers
    assert any("测试撤销" in one for one in table.reasons)
