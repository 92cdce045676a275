"""Forms are issued, filled and imported: the same values, without a question or a warning."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.documents.forms.answers import answer_form
from tests.documents.forms.every_form import CASES, Case, every_form, find_case
from tests.documents.forms.filling import expect, fill, send_out
from tests.examples import examples
from warehouse.importing.import_file import ImportOptions, build_request, import_file
from warehouse.reading.contract import Reading
from warehouse.reading.reader import read_content
from warehouse.store import Store

OPTIONS = ImportOptions(actor="tester")


def read_here(store: Store, content: bytes, name: str = "表.xlsx") -> Reading:
    """Read a file in this process, as the import would in a worker."""
    return read_content(content, build_request(store, name, OPTIONS))


def list_read(reading: Reading) -> list[tuple[str, dict[str, str | None]]]:
    """Return the rows that were read: unit and values."""
    return [(row.unit, row.values) for table in reading.tables for row in table.rows]


@every_form
def test_a_filled_form_lands_with_the_values_that_were_typed(store: Store, case: Case) -> None:
    answers = answer_form(case, Random(case.dataset.key))
    content = fill(case, send_out(store, case), answers)
    report = import_file(store, "报回.xlsx", content, OPTIONS)
    assert (report.state, report.questions, report.warnings) == ("landed", [], [])
    assert [(b.scheme, b.dataset, b.month) for b in report.batches] == [
        (case.scheme.id, case.dataset.key, case.month)
    ]
    assert list_read(report.reading) == expect(case, answers)
    assert report.reading.tables[0].missing_columns == ()
    assert import_file(store, "报回.xlsx", content, OPTIONS).state == "already_imported"


@pytest.mark.parametrize("case", CASES, ids=[case.dataset.key for case in CASES])
@given(chance=st.randoms(use_true_random=False), number=st.integers(1, 4))
@examples(8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_filled_in_is_read_as_it_was_typed(
    shared_store: Store, case: Case, chance: Random, number: int
) -> None:
    case = case._replace(month=f"{case.scheme.year}-{number * 3:02d}")
    answers = answer_form(case, chance)
    expected = expect(case, answers)
    if not any(value for _, values in expected for value in values.values()):
        return  # a form without a mark is refused, see below
    reading = read_here(shared_store, fill(case, send_out(shared_store, case), answers))
    assert reading.findings == ()
    assert [(table.dataset, table.month) for table in reading.tables] == [
        (case.dataset.key, case.month)
    ]
    assert list_read(reading) == expected


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.has_roster], ids=lambda case: str(case.dataset.key)
)
def test_a_form_that_comes_back_as_it_went_out_is_refused(shared_store: Store, case: Case) -> None:
    reading = read_here(shared_store, send_out(shared_store, case))
    assert [finding.code for finding in reading.findings] == ["not_filled_in"]
    assert reading.tables == ()


@pytest.mark.parametrize("key", ["qy_veto", "qy_deduction", "qy_award"])
def test_an_empty_ledger_asks_whether_there_was_nothing_to_enter(
    shared_store: Store, key: str
) -> None:
    reading = read_here(shared_store, send_out(shared_store, find_case(key)))
    assert [finding.id for finding in reading.findings] == [f"nothing_to_enter:{key}"]


def test_a_unit_left_blank_on_the_hotline_form_had_no_orders(shared_store: Store) -> None:
    case = find_case("jx4_hotline")
    answers = answer_form(case, Random(4))
    assert isinstance(answers, dict)
    silent = [
        unit for unit, row in answers.items() if not any(value.read for value in row.values())
    ]
    reading = read_here(shared_store, fill(case, send_out(shared_store, case), answers))
    assert silent and reading.findings == ()
    assert not set(silent) & {row.unit for row in reading.tables[0].rows}
