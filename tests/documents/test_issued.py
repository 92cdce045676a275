"""The documents of an edition: its hash on each, the 更正表 with its reasons."""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import docx
import pytest

from documents.bulletin.draft import change_sentences
from documents.bulletin.preparing import prepare_bulletin
from documents.edition_documents import REPRINT_TITLES, draw_corrections, draw_documents
from documents.editions import (
    CORRECTION_TITLES,
    build_correction_table,
    describe_printed_line,
    describe_seal_line,
    list_correction_rows,
)
from documents.printed import Printed, PrintedTable, compare_printed, read_printed
from tests.conftest import copy_home
from tests.landing import land_facts
from tests.warehouse.walk import query, revert
from tests.years.sheets import Facts, Sheet, Value
from warehouse.editions.issuing import issue_edition, prepare_edition
from warehouse.editions.sealing import Act, unseal_month
from warehouse.home.opening import open_store
from warehouse.results.scores import ScoreQuery
from warehouse.store import Store

SCHEME, MONTH = "jiangxian-2021", "2021-06"
TITLE = "关于2021年6月份优化营商环境工作推进情况的通报"


@pytest.fixture(scope="module")
def corrected(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield a store in which June was issued and unsealed, and an inspection reverted."""
    store = open_store(copy_home(filled_home, tmp_path_factory.mktemp("issued") / "home"))
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
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def read_subject(content: bytes) -> str:
    subject: str = docx.Document(io.BytesIO(content)).core_properties.subject
    return subject


def test_the_first_edition_goes_out_with_its_bulletin_alone(
    filled_home: Path, tmp_path: Path
) -> None:
    store = open_store(copy_home(filled_home, tmp_path / "home"))
    prepared = prepare_edition(store, SCHEME, MONTH)
    ((name, content),) = draw_documents(store, prepared)
    assert name == f"{TITLE}.docx"
    assert describe_printed_line(prepared) in read_texts(content)
    assert docx.Document(io.BytesIO(content)).core_properties.subject == describe_seal_line(
        prepared
    )
    store.close()


def test_every_document_of_a_corrected_edition_bears_its_hash(corrected: Store) -> None:
    prepared = prepare_edition(corrected, SCHEME, MONTH)
    documents = dict(draw_documents(corrected, prepared))
    assert list(documents) == [
        f"{TITLE}（第2版）.docx",
        "2021年6月通报更正表（第2版）.docx",
    ]
    for content in documents.values():
        assert describe_printed_line(prepared) in read_texts(content)
        assert prepared.sha256 in read_subject(content)


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
    numbers = {reason.partition("：")[0] for reason in table.reasons}
    assert numbers == {f"原因{number}" for number in range(1, len(table.reasons) + 1)}
    for row in table.rows:
        assert {number.partition("（")[0] for number in row[-1].split("、")} <= numbers
    assert any("测试撤销" in reason for reason in table.reasons)


def make_village(stations: int) -> Facts:
    """Return June's coverage of two towns."""
    rows: dict[str, dict[str, Value]] = {
        "横水镇": {"villages": 28, "stations": stations, "coverage_rate": Fraction(stations, 28)},
        "古绛镇": {"villages": 25, "stations": 25, "coverage_rate": Fraction(1)},
    }
    return {
        "jx5_village": {MONTH: Sheet(frozenset({"villages", "stations", "coverage_rate"}), rows)}
    }


@pytest.fixture(scope="module")
def reprinted(
    filled_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, list[tuple[str, bytes]]]]:
    """Yield a store with June's bulletin issued, a figure without points corrected, and edition 2.

    The issuing person had changed a sentence of edition 1.
    """
    store = open_store(copy_home(filled_home, tmp_path_factory.mktemp("reprinted") / "home"))
    land_facts(store, SCHEME, make_village(27))
    bulletin = prepare_bulletin(store, ScoreQuery(SCHEME, MONTH))
    bulletin = bulletin.redraft(change_sentences(bulletin.draft, {(1, 4): "请继续努力。"}))
    prepared = prepare_edition(store, SCHEME, MONTH)
    issue_edition(store, prepared, Act("办公室"), draw_documents(store, prepared, bulletin))
    unseal_month(store, SCHEME, MONTH, Act("办公室", "更正"))
    land_facts(store, SCHEME, make_village(26))
    yield store, draw_documents(store, prepare_edition(store, SCHEME, MONTH))
    store.close()


def test_a_bulletin_under_its_former_name_is_found_again(filled_home: Path, tmp_path: Path) -> None:
    store = open_store(copy_home(filled_home, tmp_path / "home"))
    bulletin = prepare_bulletin(store, ScoreQuery(SCHEME, MONTH))
    bulletin = bulletin.redraft(change_sentences(bulletin.draft, {(0, 0): "一切顺利。"}))
    prepared = prepare_edition(store, SCHEME, MONTH)
    ((_, content),) = draw_documents(store, prepared, bulletin)
    former = ("月通报-绛县 2021-2021-06-第1版.docx", content)
    issue_edition(store, prepared, Act("办公室"), [former])
    unseal_month(store, SCHEME, MONTH, Act("办公室", "更正"))
    _, (_, corrections) = draw_documents(store, prepare_edition(store, SCHEME, MONTH))
    table = docx.Document(io.BytesIO(corrections)).tables[0]
    assert [row.cells[3].text for row in table.rows[1:]] == ["一切顺利。"]
    store.close()


def test_a_second_edition_says_in_title_and_text_which_one_it_replaces(
    reprinted: tuple[Store, list[tuple[str, bytes]]],
) -> None:
    _, documents = reprinted
    texts = read_texts(documents[0][1])
    assert "工作推进情况的通报（更正）" in texts
    assert "印发的2021年6月第1版（第1号）。第1版同时废止，以本版为准" in texts


def test_every_printed_figure_and_sentence_that_differs_is_listed_old_and_new(
    reprinted: tuple[Store, list[tuple[str, bytes]]],
) -> None:
    _, ((_, bulletin), (name, corrections)) = reprinted
    assert name == "2021年6月通报更正表（第2版）.docx"
    table = docx.Document(io.BytesIO(corrections)).tables[0]
    rows = [tuple(cell.text for cell in row.cells) for row in table.rows]
    assert rows[0] == REPRINT_TITLES
    title, heading = "6月份村级便民服务站覆盖率", "乡镇便民服务中心工作情况"
    sentences = {row[2]: row for row in rows[1:] if row[1] == "—"}
    assert [row for row in rows if row[0] == title] == [
        (title, "横水镇", "便民服务站数", "27", "26"),
        (title, "横水镇", "覆盖率", "96.43%", "92.86%"),
    ]
    old, new = sentences["覆盖情况"][3:]
    assert ("便民服务站52个" in old, "便民服务站51个" in new) == (True, True)
    assert sentences["存在问题"][:2] == (heading, "—")
    assert sentences["工作要求"][3] == "请继续努力。"
    assert len(rows) == 1 + len(sentences) + 2
    assert "通报正文和附表共更正5处" in read_texts(corrections)
    assert read_printed(bulletin).tables[title].rows["横水镇"]["便民服务站数"] == "26"


@pytest.mark.parametrize(
    ("old", "new", "listed"),
    [
        ({"甲": {"分": "1"}}, {"甲": {"分": "1"}}, []),
        ({"甲": {"分": "1"}}, {"甲": {"分": ""}}, [("甲", "分", "1", "")]),
        ({}, {"甲": {"分": "1"}}, [("甲", "整行", "（新增）", "1")]),
        ({"甲": {"分": "1"}}, {}, [("甲", "整行", "1", "（删去）")]),
        ({"甲": {"分": "1"}}, {"甲": {"分": "1", "次": "2"}}, [("甲", "次", "（新增）", "2")]),
        (None, {"甲": {"分": "1"}}, [("", "整表", "（新增）", "（有）")]),
    ],
)
def test_cells_rows_and_tables_are_compared(
    old: dict[str, dict[str, str]] | None,
    new: dict[str, dict[str, str]],
    listed: list[tuple[str, str, str, str]],
) -> None:
    before = Printed(tables={} if old is None else {"表": PrintedTable(old)})
    found = compare_printed(before, Printed(tables={"表": PrintedTable(new)}))
    assert [(reprint.unit, reprint.item, reprint.old, reprint.new) for reprint in found] == listed
