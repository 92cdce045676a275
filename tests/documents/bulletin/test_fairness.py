"""A bulletin states nothing about a unit that its ledger does not, in any month and scheme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from documents.bulletin.collecting import collect_bulletin
from documents.bulletin.draft import Draft
from documents.bulletin.drafting import write_draft
from documents.bulletin.facts import Bulletin, FormMonth
from documents.bulletin.figures import UnitNamer
from documents.bulletin.form_figures import list_form_figures
from documents.bulletin.template import BulletinTemplate, ColumnTemplate, SectionTemplate
from documents.bulletin.template import TableTemplate as Ticks
from documents.bulletin.templates import load_template
from documents.forms.notes import list_uses
from scoring.months import YEAR
from scoring.scheme import Scheme
from tests.conftest import copy_home
from tests.landing import land_facts
from tests.years.random_years import random_year
from warehouse.home.opening import open_store
from warehouse.results.scores import ScoreQuery
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

JIANGXIAN, INVENTED = "jiangxian-2021", "invented-2023"
SEED = 3
"""A random year in which every month form has gaps, late days and counts around the quotas."""
EDGES = (1, 4, 5, 8, 12)
"""The months of the random year: the ledger is due from May."""

EVERYBODY = UnitNamer({}, 99, "")
Blamed = set[tuple[str, str, str]]
"""Dataset, column, unit."""


@dataclass(frozen=True)
class Month:
    """A month's facts, and the same month read from the store directly."""

    scheme: Scheme
    bulletin: Bulletin
    lost: Blamed
    """The units that lost points for this month by a column, from the ledger's lines."""
    earned: Blamed
    """The units to which a column brought points in this month."""
    at_stake: set[tuple[str, str]]
    """Unit and indicator with a lost or pending point."""
    failing: set[tuple[str, str]]
    """Assessment and unit with a grade that is settled and fails."""


@pytest.fixture(scope="module")
def months(
    demo_home: Path,
    prepared_home: Path,
    county_home: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Month]:
    """Return all months of the demo year, of a random year, and of an invented scheme."""
    folder = tmp_path_factory.mktemp("fairness")
    demo = open_store(copy_home(demo_home, folder / "demo"))
    drawn = open_store(copy_home(prepared_home, folder / "drawn"))
    land_facts(drawn, JIANGXIAN, random_year(JIANGXIAN, SEED))
    invented = open_store(copy_home(county_home, folder / "invented"))
    asked = [
        *((demo, scheme, month) for scheme in (JIANGXIAN, "qianyang-2022") for month in YEAR),
        *((drawn, JIANGXIAN, month) for month in EDGES),
        *((invented, INVENTED, month) for month in YEAR),
    ]
    found = [read_month(store, scheme, month) for store, scheme, month in asked]
    for store in (demo, drawn, invented):
        store.close()
    return found


def read_month(store: Store, scheme_id: str, month: int) -> Month:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, scheme_id)
        where = {"scheme": scheme_id, "month": month}
        lines = cursor.execute(
            "select counts_to, split_part(cell, '.', 1), split_part(cell, '.', 2), unit"
            " from (select *, unnest(cells) as cell from unit_ledger where scheme_id = $scheme"
            " and as_of = $month and (months >> ($month - 1)) & 1 = 1)"
            " group by all having sum(points) > 0",
            where,
        ).fetchall()
        stakes = cursor.execute(
            "select unit_name, indicator_id from indicator_score inner join unit using (unit_id)"
            " where indicator_score.scheme_id = $scheme and as_of = $month"
            " and has_full and lost + pending > 0",
            where,
        ).fetchall()
        failing = cursor.execute(
            "select assessment_id, unit from leaderboard where scheme_id = $scheme"
            " and as_of = $month and starts_with(grade, '不合格') and is_grade_settled",
            where,
        ).fetchall()
    forms = {dataset.key for dataset in scheme.datasets if dataset.shape == "month_form"}
    return Month(
        scheme,
        collect_bulletin(store, ScoreQuery(scheme_id, f"{scheme.year}-{month:02d}")),
        _list_sides(lines, "lost", forms),
        _list_sides(lines, "earned", forms),
        set(stakes),
        set(failing),
    )


def _list_sides(lines: Sequence[tuple[Any, ...]], side: str, forms: set[str]) -> Blamed:
    """Return (form, column, unit) of the ledger's lines that count to one side."""
    mine = (who for kind, *who in lines if kind == side)
    return {(form, column, unit) for form, column, unit in mine if form in forms}


def list_blamed(bulletin: Bulletin, form: FormMonth) -> Blamed:
    """Return the units that the sentences name if every possible column is watched."""
    watched = {
        column.key: column.key
        for column in form.columns
        if column.kind in {"tick", "filing", "count"}
    }
    roster = next(b.roster for b in bulletin.boards if b.assessment in form_assessments(form))
    figures = list_form_figures(bulletin, form, roster, watched, EVERYBODY)
    blamed = set()
    for part in figures["未完成事项"].split("；"):
        key, _, units = part.partition("的有")
        blamed |= {(form.dataset, key, unit) for unit in units.split("、") if unit}
    return blamed


def form_assessments(form: FormMonth) -> set[str]:
    """Return the assessment whose roster a form has; notices give both the same number."""
    numbers = {"jx1": "1", "jx2": "2", "jx3": "3", "jx4": "4", "jx5": "5", "yx_meeting": "2"}
    key = form.dataset
    return {numbers.get(key, numbers.get(key.partition("_")[0], "1"))}


def test_every_named_unit_lost_points_for_this_month(months: list[Month]) -> None:
    named = 0
    for facts in months:
        blamed = {who for form in facts.bulletin.forms for who in list_blamed(facts.bulletin, form)}
        # A month in which nothing was done may be made up for by others: then it brought nothing.
        wrong = {who for who in blamed - facts.lost if who in facts.earned}
        assert wrong == set(), (facts.scheme.id, facts.bulletin.month)
        named += len(blamed)
    assert named > 300


def test_no_unit_without_lost_or_pending_points_is_named(months: list[Month]) -> None:
    for facts in months:
        readers = list_readers(facts.scheme)
        for form in facts.bulletin.forms:
            for dataset, column, unit in list_blamed(facts.bulletin, form):
                items = readers[f"{dataset}.{column}"]
                assert any((unit, item) in facts.at_stake for item in items), (unit, column)


def list_readers(scheme: Scheme) -> Mapping[str, set[str]]:
    """Return column → the indicators that read it."""
    readers: dict[str, set[str]] = {}
    for dataset in scheme.datasets:
        for column, items in list_uses(scheme, dataset).items():
            readers[f"{dataset.key}.{column}"] = {item.id for item in items}
    return readers


def test_an_empty_mark_stands_only_for_a_unit_that_is_named(months: list[Month]) -> None:
    for facts in months:
        for form in facts.bulletin.forms:
            blamed = list_blamed(facts.bulletin, form)
            for column in form.columns:
                if column.kind in {"tick", "filing", "count"}:
                    table = write_ticks(facts.bulletin, form, column.key)
                    empty = {unit for unit, mark in table if mark in {"", "逾期"}}
                    assert empty == {unit for _, key, unit in blamed if key == column.key}


def write_ticks(bulletin: Bulletin, form: FormMonth, key: str) -> list[tuple[str, str]]:
    """Return (unit, mark) rows of a table that ticks a column of a form."""
    (assessment,) = form_assessments(form)
    columns = (
        ColumnTemplate(header=("单位",), show="unit"),
        ColumnTemplate(header=("完成",), show="tick", of=(key,)),
    )
    section = SectionTemplate(
        heading="一", assessment=assessment, dataset=form.dataset, sentences={},
        table=(Ticks(title="表", rows="roster", columns=columns),),
    )  # fmt: skip
    template = BulletinTemplate(
        title="", recipients="", opening=(), issuer="", section=(section,)
    )  # fmt: skip
    (table,) = write_draft(bulletin, template).tables
    assert ("—" in [mark for _, mark in table.rows]) == ("“—”" in table.note)
    return [(unit, mark) for unit, mark in table.rows]


def test_no_unit_that_passes_or_is_still_open_is_asked_to_improve(
    months: list[Month],
) -> None:
    asked = 0
    for facts in months:
        template = load_template(None, facts.scheme).model_copy(update={"most_named": 99})
        draft = write_draft(facts.bulletin, template, ranking=True)
        for key, sentences in list_sentences(draft, "整改"):
            units = facts.bulletin.board(key).units
            passing = [unit.unit for unit in units if (key, unit.unit) not in facts.failing]
            assert not [unit for unit in passing for text in sentences if unit in text]
            asked += len(sentences)
        assert not list(list_sentences(draft, "名次下降")), "Places are no measure of a month."
    assert asked


def list_sentences(draft: Draft, word: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the sections of a draft with the sentences that contain a word."""
    for section in draft.sections:
        found = [sentence.text for sentence in section.sentences if word in sentence.text]
        if found:
            yield section.assessment, found


def test_a_unit_fails_in_words_only_when_its_grade_is_settled(months: list[Month]) -> None:
    below_line = 0
    for facts in months:
        boards = facts.bulletin.boards
        assert facts.failing == {
            (b.assessment, u.unit) for b in boards for u in b.units if b.fails(u)
        }
        below = {(b.assessment, u.unit) for b in boards for u in b.units if b.is_below_line(u)}
        assert not below & facts.failing
        below_line += len(below)
    assert below_line


def test_what_is_not_due_in_a_month_is_not_called_late(months: list[Month]) -> None:
    for facts in months:
        if facts.scheme.id != JIANGXIAN:
            continue
        for form in facts.bulletin.forms:
            empty = replace(form, is_reported=False, rows=())
            figures = list_form_figures(facts.bulletin, empty, [], {}, EVERYBODY)
            is_asked = facts.bulletin.month >= 5 or form.dataset != "jx3_licence"
            assert (bool(figures["未报"]), bool(figures["报送月份"])) == (is_asked, not is_asked)
