"""Two schemes may have the same form: title, year and roster decide, else the user is asked."""

from __future__ import annotations

from tests.warehouse.reading.schemes import TODAY, shipped_forms
from tests.warehouse.reading.workbooks import JX1, Grid, make_csv
from warehouse.reading.contract import Reading, ReadRequest, SchemeForms
from warehouse.reading.reader import read_content

THIS = shipped_forms()["jiangxian-2021"]
NEXT = THIS.model_copy(update={"id": "jiangxian-2022", "year": 2022})
ROWS: Grid = [*JX1, ["县财政局", "√", "3", "2", "1"]]


def read_either(title: str, schemes: tuple[SchemeForms, ...], rows: Grid = ROWS) -> Reading:
    request = ReadRequest(file_name="表.csv", schemes=schemes, today=TODAY)
    return read_content(make_csv([[title], *rows]), request)


def test_the_year_tells_which_scheme_a_form_is_of() -> None:
    for year, scheme in (("2021", "jiangxian-2021"), ("2022", "jiangxian-2022")):
        reading = read_either(f"{year}年5月份优化营商环境工作推进情况", (THIS, NEXT))
        assert [(t.scheme, t.month) for t in reading.tables] == [(scheme, f"{year}-05")]
        assert reading.tables[0].rows[0].values["column_posts"] == "3"


def test_the_roster_tells_where_the_year_does_not() -> None:
    other = NEXT.model_copy(
        update={"units": tuple(u for u in NEXT.units if u.name != "县财政局"), "year": 2021}
    )
    for schemes in ((other, THIS), (THIS, other)):
        reading = read_either("2021年5月份优化营商环境工作推进情况", schemes)
        assert [t.scheme for t in reading.tables] == ["jiangxian-2021"]


def test_a_form_that_could_be_two_datasets_is_asked() -> None:
    twin = THIS.model_copy(
        update={
            "id": "twin",
            "datasets": tuple(
                d.model_copy(update={"key": "twin_progress"})
                for d in THIS.datasets
                if d.key == "jx1_progress"
            ),
        }
    )
    reading = read_either("2021年5月份优化营商环境工作推进情况", (THIS, twin))
    (finding,) = (f for f in reading.findings if f.severity == "question")
    assert finding.id == "dataset_unclear"
    assert finding.options == ("jx1_progress", "twin_progress")
    assert not reading.tables


def test_a_new_scheme_needs_no_reader_code() -> None:
    dataset = next(d for d in THIS.datasets if d.key == "jx1_progress")
    columns = tuple(
        column.model_copy(update={"key": f"new_{n}", "headers": (f"全新栏目{'甲乙丙丁'[n]}",)})
        for n, column in enumerate(dataset.columns)
    )
    new = THIS.model_copy(
        update={
            "id": "new-2023",
            "year": 2023,
            "datasets": (dataset.model_copy(update={"key": "new_form", "columns": columns}),),
        }
    )
    rows = [["单位", *(f"全新栏目{c}" for c in "丁丙乙甲")], ["县财政局", "1", "2", "3", "√"]]
    (table,) = read_either("2023年5月", (THIS, new), rows).tables
    assert (table.scheme, table.dataset, table.month) == ("new-2023", "new_form", "2023-05")
    assert table.rows[0].values == {"new_0": "yes", "new_1": "3", "new_2": "2", "new_3": "1"}
