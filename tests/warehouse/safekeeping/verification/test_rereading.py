"""Compare landed rows with their original files, which are read again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import copy_home, reading_here
from tests.warehouse.various_landings import fill_various
from warehouse.check_results import Checked
from warehouse.database.connection import ORIGINALS, Cursor
from warehouse.home.opening import open_store
from warehouse.importing.import_file import ImportOptions, build_request
from warehouse.importing.reading_series import ReadingSeries
from warehouse.reading.contract import Limits, Reading, ReadRequest
from warehouse.reading.reader import read_content
from warehouse.safekeeping.verification.rereading import check_originals_reread
from warehouse.schemes.scheme_documents import read_documents
from warehouse.store import Store


@pytest.fixture(scope="module")
def various(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with landings of every kind; copy it, never open it."""
    home = tmp_path_factory.mktemp("various") / "home"
    with reading_here():
        fill_various(home)
    return home


@pytest.fixture(scope="module")
def opened(various: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield a store; tests roll their changes back."""
    store = open_store(copy_home(various, tmp_path_factory.mktemp("opened") / "home"))
    yield store
    store.close()


KNOWN: dict[tuple[bytes, str], Reading] = {}


def read_once(_: ReadingSeries, content: bytes, request: ReadRequest) -> Reading:
    """Read a file in this process, once for each request."""
    key = (content, request.model_dump_json())
    if key not in KNOWN:
        KNOWN[key] = read_content(content, request)
    return KNOWN[key]


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read without a child process."""
    monkeypatch.setattr(ReadingSeries, "read", read_once)


def check(store: Store, *changes: str, attested: set[int] | None = None) -> Checked:
    """Reread after some changes by SQL, roll them back, and return the result."""
    with store.reader() as cursor:
        for sql in changes:
            cursor.execute(sql).fetchall()
        return check_originals_reread(cursor, store.home, read_documents(cursor), attested or set())


def find_batch(cursor: Cursor, file: str, dataset: str = "yx_work") -> int:
    """Return the newest batch of a file and a form."""
    rows = cursor.execute(
        "select max(batch_id) from batch where file_name = ? and dataset_key = ?", [file, dataset]
    ).fetchall()
    return int(rows[0][0])


def test_nothing_is_found_in_an_untouched_store(opened: Store) -> None:
    """With the child process: containers, answers, aliases, copies, kept columns, reverts."""
    done: list[tuple[int, int]] = []
    with opened.reader() as cursor:
        batches = cursor.execute("select count(*) from batch where kind = 'import'").fetchall()
        checked = check_originals_reread(
            cursor, opened.home, read_documents(cursor), report_progress=lambda *at: done.append(at)
        )
    assert not checked.findings and not checked.left_out
    assert checked.compared[0].startswith(f"{batches[0][0]}批导入的")
    assert "其中2次是隐去个人信息后的副本" in checked.compared[0]
    assert done[-1] == (len(done), len(done))


@pytest.mark.usefixtures("in_process")
def test_nothing_is_found_in_the_demo_year(demo_home: Path, tmp_path: Path) -> None:
    store = open_store(copy_home(demo_home, tmp_path / "home"))
    checked = check(store)
    store.close()
    assert not checked.findings and not checked.left_out
    assert checked.compared[0].startswith("90批导入的1921行")


WORK, EVENT = '"invented-2023".yx_work', '"invented-2023".yx_event'
JIA = "unit_id = (select unit_id from unit where unit_name = '云溪县甲局')"
OF = "batch_id = (select max(batch_id) from batch where file_name = '{0}')"
XLSX, KEPT, COPY = OF.format("表.xlsx"), OF.format("少一列.xlsx"), OF.format("有号码.csv")

FORGED = {
    "a fact": (
        f"update {WORK} set posts = 4 where {XLSX} and {JIA}",
        "第3行“云溪县甲局”“政务信息”存着“4”，文件里是“3”",
    ),
    "a blank fact": (
        f"update {WORK} set reports = 4 where {XLSX} and row_number = 4",
        "第4行“云溪县乙局”“调研报告”存着“4”，文件里是空白",
    ),
    "a fact of a masked copy": (
        f"update {EVENT} set date = date '2023-03-09' where {COPY} and row_number = 3",
        "第3行“云溪县甲局”“日期”存着“2023-03-09”，文件里是“2023-03-03”",
    ),
    "a fact of a batch that was replaced": (
        f"update {WORK} set posts = 4 where {OF.format('表.ods')} and {JIA}",
        "第3行“云溪县甲局”“政务信息”存着“4”，文件里是“3”",
    ),
    "a kept value": (
        f"update {WORK} set reports = 5 where {KEPT} and {JIA}",
        "第3行“云溪县甲局”“调研报告”存着“5”，文件里是“1”",
    ),
    "a row that is only carried over": (
        f"update {WORK} set reports = 5 where {OF.format('又少一列.xlsx')} and row_number is null",
        "沿用的“丙镇”一行“调研报告”存着“5”，文件里是“2”",
    ),
    "a fact taken out": (
        f"delete from {WORK} where {XLSX} and {JIA}",
        "数据中第3行“云溪县甲局”不见了",
    ),
    "a fact put in": (
        f"insert into {EVENT} select * replace (9 as row_number) from {EVENT}"
        f" where {COPY} and row_number = 3",
        "数据中第9行“云溪县甲局”是文件里没有的",
    ),
    "a fact doubled": (
        f"insert into {EVENT} from {EVENT} where {COPY} and row_number = 3",
        "数据中第3行“云溪县甲局”是文件里没有的",
    ),
    "the unit of a fact": (
        f"update {WORK} set unit_id = (select unit_id from unit where unit_name = '丁镇')"
        f" where {XLSX} and {JIA}",
        "数据中第3行“丁镇”是文件里没有的",
    ),
    "the row of a fact": (
        f"update {WORK} set row_number = 8 where {XLSX} and {JIA}",
        "数据中第8行“云溪县甲局”是文件里没有的",
    ),
    "a column of a later version": (
        'update "invented-2023".yx_event set count = 2 where ' + COPY,
        "“次数”存着“2”，文件里是“1”",
    ),
    "a cell of the evidence": (
        f"update source_row set cells = list_transform(cells, one -> replace(one, '3', '8'))"
        f" where {XLSX} and {JIA}",
        "原样保存的第3行“云溪县甲局”“政务信息”存着“8”，文件里是“3”",
    ),
    "a row of the evidence": (
        f"delete from source_row where {XLSX} and {JIA}",
        "原样保存的第3行“云溪县甲局”不见了",
    ),
    "the row number of the evidence": (
        f"update source_row set row_number = 7 where {XLSX} and {JIA}",
        "原样保存的第7行“云溪县甲局”是文件里没有的",
    ),
    "a cell more": (
        f"update source_row set cells = list_append(cells, '9') where {XLSX} and {JIA}",
        "原样保存的第3行“云溪县甲局”有5格，文件里是4格",
    ),
    "a header": (
        f"update batch set headers = ['单位', '走访次数', '政务信息', '调研报告'] where {XLSX}",
        "表头存着“单位、走访次数、政务信息、调研报告”，文件里是“单位、政务信息、走访次数、调研报告”",
    ),
    "the sheet": (
        f"update batch set sheet = '汇总' where {XLSX}",
        "工作表存着“汇总”，文件里是“Sheet1”",
    ),
    "the count of rows": (
        f"update batch set row_count = 2 where {XLSX}",
        "行数存着2，文件里是3",
    ),
    "the place of a column": (
        f"update batch_column set position = 3 where {XLSX} and column_key = 'posts'",
        "“政务信息”一列的位置或来源与文件不同",
    ),
    "where a kept column came from": (
        f"update batch_column set source_batch_id = 2 where {KEPT} and column_key = 'reports'",
        "“调研报告”一列的位置或来源与文件不同",
    ),
    "the month": (
        f"update batch set month = date '2023-02-01' where {XLSX}",
        "与原始文件不符：文件里没有这张表这个月的数据",
    ),
    "the form": (
        f"update batch set dataset_key = 'yx_cases' where {XLSX}",
        "与原始文件不符：文件里没有这张表这个月的数据",
    ),
    "the file": (
        f"update batch set sha256 = null where {XLSX}",
        "没有登记原始文件，无从对照",
    ),
    "the answers": (
        f"update batch set answers = '[' where {XLSX}",
        "存着的答复读不出",
    ),
    "rows of a batch that has none": (
        f"insert into {WORK} select * replace (999 as batch_id) from {WORK} where {XLSX}",
        "里有第999批的行",
    ),
    "evidence of a revert": (
        "insert into source_row select * replace ((select max(batch_id) from batch"
        f" where kind = 'revert') as batch_id) from source_row where {XLSX}",
        "而这一批没有从文件导入这些",
    ),
}


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("change", FORGED)
def test_a_change_by_sql_is_named(opened: Store, change: str) -> None:
    sql, said = FORGED[change]
    findings = check(opened, sql).findings
    assert said in findings[-1].said, findings
    assert len(findings) == (2 if change == "the form" else 1), findings
    assert {one.check for one in findings} == {"originals"}


@pytest.mark.usefixtures("in_process")
def test_only_the_batch_that_was_changed_is_named(opened: Store) -> None:
    """A value carried over from a changed batch is compared with that batch's file."""
    sql = f"update {WORK} set posts = 4 where {XLSX} and {JIA}"
    with opened.reader() as cursor:
        batch = find_batch(cursor, "表.xlsx")
    (finding,) = check(opened, sql).findings
    assert finding.said.startswith(f"第{batch}批（“表.xlsx”，工作表“Sheet1”）与原始文件不符：")


@pytest.mark.usefixtures("in_process")
def test_rows_that_the_record_vouches_for_are_no_finding(opened: Store) -> None:
    sql = f"update {WORK} set posts = 4 where {XLSX} and {JIA}"
    with opened.reader() as cursor:
        batch = find_batch(cursor, "表.xlsx")
    checked = check(opened, sql, attested={batch})
    assert not checked.findings
    assert checked.left_out == (
        f"第{batch}批的原始文件，这个程序现在的读法与导入时不同，没有逐格对照；各行与操作记录一致。",
    )


@pytest.mark.usefixtures("in_process")
def test_a_batch_without_a_file_that_the_record_vouches_for_is_left_out(opened: Store) -> None:
    checked = check(opened, f"update batch set sha256 = null where {XLSX}", attested={1})
    assert not checked.findings
    assert checked.left_out == ("第1批的原始文件没有登记、不在或被改动，没有对照。",)


@pytest.mark.usefixtures("in_process")
def test_batches_of_a_scheme_that_this_program_cannot_read_are_left_out(opened: Store) -> None:
    checked = check(opened, "update scheme_version set document = '{}' where version = 1")
    assert not checked.findings
    assert "批的方案有本程序无法读取的版本，没有与原始文件对照。" in checked.left_out[0]


def test_a_file_that_is_gone_or_changed_is_left_out(various: Path, tmp_path: Path) -> None:
    """Another check reports faults of the file itself (verification/verify.py)."""
    store = open_store(copy_home(various, tmp_path / "home"))
    with store.reader() as cursor:
        files = cursor.execute("select sha256 from batch where sha256 is not null").fetchall()
    kept = [path for (sha256,) in files if (path := store.home / ORIGINALS / sha256).exists()]
    kept[0].unlink()
    kept[1].write_bytes(b"PK\x03\x04")
    checked = check(store)
    store.close()
    assert not checked.findings
    assert checked.left_out == ("第1、2批的原始文件没有登记、不在或被改动，没有对照。",)


@pytest.mark.usefixtures("in_process")
def test_a_reader_that_asks_is_not_called_forging(
    opened: Store,
) -> None:
    """Without the answer, as if a later program asked a question that the earlier one did not."""
    sql = f"update batch set answers = '{{}}' where {OF.format('别名.csv')}"
    (finding,) = check(opened, sql).findings
    assert finding.check == "reading"
    assert "这个程序现在读法不同" in finding.said and "甲局机关" in finding.said


@pytest.fixture(scope="module")
def example(various: Path) -> tuple[bytes, ReadRequest]:
    """Return the first original of the store, and the request under which it was read."""
    store = open_store(copy_home(various, various.parent / "example"))
    request = build_request(store, "表.xlsx", ImportOptions("tester"))
    with store.reader() as cursor:
        rows = cursor.execute("select sha256 from batch where batch_id = 1").fetchall()
    content = store.read_original(rows[0][0])
    store.close()
    return content, request


def test_a_series_reads_on_after_files_that_cannot_be_read(
    example: tuple[bytes, ReadRequest],
) -> None:
    content, request = example
    expected = read_content(content, request)
    with ReadingSeries() as series:
        assert series.read(content, request) == expected
        child = series._process
        bad = series.read(b"%PDF-1.7", request)
        assert [one.code for one in bad.findings] == ["not_a_spreadsheet"]
        assert series.read(content, request) == expected and series._process is child
        assert child is not None
        child.kill()
        assert series.read(content, request) == expected
        assert series.read(content, request) == expected and series._process is not child


def test_a_file_that_takes_too_long_is_refused_as_alone(
    example: tuple[bytes, ReadRequest],
) -> None:
    with ReadingSeries(Limits(seconds=0.01)) as series:
        reading = series.read(*example)
    assert [one.code for one in reading.findings] == ["too_slow"]
