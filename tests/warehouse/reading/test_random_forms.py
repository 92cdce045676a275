"""A well-formed file of any dataset, in any valid layout, is read correctly without questions."""

from __future__ import annotations

import pytest

from tests.examples import seeds
from tests.warehouse.reading.random_forms import Form, FormWriter
from tests.warehouse.reading.random_headers import AffixedWriter, PairedWriter, StackedWriter
from tests.warehouse.reading.schemes import read_bytes, shipped_forms
from warehouse.reading.contract import Reading

pytestmark = pytest.mark.seeded
SEEDS = seeds(4)
DATASETS = [
    pytest.param(scheme.id, dataset.key, id=dataset.key)
    for scheme in shipped_forms().values()
    for dataset in scheme.datasets
]


HEADED = [
    pytest.param(scheme.id, dataset.key, id=dataset.key)
    for scheme in shipped_forms().values()
    for dataset in scheme.datasets
    if dataset.shape in {"month_form", "quarter"}
]


def write_form(
    scheme_id: str, dataset_key: str, seed: int, writer: type[FormWriter] = FormWriter
) -> Form:
    scheme = shipped_forms()[scheme_id]
    dataset = next(d for d in scheme.datasets if d.key == dataset_key)
    return writer(scheme, dataset, seed).write()


def check(reading: Reading, form: Form, scheme_id: str, dataset_key: str) -> None:
    assert [f for f in reading.findings if f.code != "missing_units"] == []
    assert {(t.scheme, t.dataset) for t in reading.tables} == {(scheme_id, dataset_key)}
    if form.month is not None:
        assert [table.month for table in reading.tables] == [form.month]
    read = [(row.unit, row.values) for table in reading.tables for row in table.rows]
    assert read == form.rows


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("scheme_id", "dataset_key"), DATASETS)
def test_a_well_formed_file_is_read_as_it_was_written(
    scheme_id: str, dataset_key: str, seed: int
) -> None:
    form = write_form(scheme_id, dataset_key, seed)
    check(read_bytes(form.content, form.name), form, scheme_id, dataset_key)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("writer", [PairedWriter, AffixedWriter, StackedWriter])
@pytest.mark.parametrize(("scheme_id", "dataset_key"), HEADED)
def test_a_form_reads_the_same_under_another_header(
    scheme_id: str, dataset_key: str, writer: type[FormWriter], seed: int
) -> None:
    form = write_form(scheme_id, dataset_key, seed, writer)
    check(read_bytes(form.content, form.name), form, scheme_id, dataset_key)
