"""A retired scheme is hidden from filters, forms and recognition, and stays readable."""

from __future__ import annotations

import pytest

from tests.changed_schemes import set_keys
from tests.repository import SCHEMES
from tests.warehouse.editions.county import FIRST, SCHEME, SECOND, issue
from tests.warehouse.files import write_file
from warehouse.editions.archive import read_editions
from warehouse.editions.sealing import Act
from warehouse.faults import Refused, WrongCall
from warehouse.importing.import_file import ImportOptions, build_request, import_file
from warehouse.results.scores import read_scores
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.scheme_life.publishing import publish_scheme
from warehouse.scheme_life.retiring import reinstate_scheme, retire_scheme
from warehouse.schemes.scheme_files import load_scheme
from warehouse.schemes.scheme_list import list_schemes
from warehouse.schemes.schemes import read_schemes
from warehouse.store import Store

pytestmark = pytest.mark.usefixtures("read_here")

ACT = Act("系统", "年度已过")
ROWS = [{"unit": "甲局", "posts": "2", "visits": "2", "reports": "1"}]


def state_of(store: Store) -> str:
    with store.reader() as cursor:
        return {one.id: one.state for one in list_schemes(cursor)}[SCHEME]


def test_a_retired_scheme_is_hidden_and_readable(county: Store) -> None:
    issued, scores = issue(county, FIRST), read_scores(county, SCHEME, FIRST)
    scheme = load_scheme(SCHEMES / SCHEME)
    retire_scheme(county, SCHEME, ACT)
    with county.reader() as cursor:
        assert read_schemes(cursor) == []
        assert [one.id for one in read_schemes(cursor, with_retired=True)] == [SCHEME]
        assert read_editions(cursor, SCHEME) == [issued]
    assert state_of(county) == "retired"
    assert read_scores(county, SCHEME, FIRST) == scores
    options = ImportOptions(actor="tester")
    with pytest.raises(WrongCall, match="暂无考核方案"):
        build_request(county, "表.xlsx", options)
    content = write_file(scheme, "yx_work", "2023-02", ROWS)
    with pytest.raises(Refused, match="已停用"):
        import_file(county, "表.xlsx", content, ImportOptions(actor="tester", scheme=SCHEME))
    with pytest.raises(Refused, match="已停用"):
        publish_scheme(county, set_keys(scheme, title="别的"), ACT)
    with pytest.raises(Refused, match="已停用"):
        issue(county, SECOND)
    assert verify_store(county).verdict == "sound"


def test_it_comes_back(county: Store) -> None:
    retire_scheme(county, SCHEME, ACT)
    reinstate_scheme(county, SCHEME, Act("系统", "还要用"))
    assert state_of(county) == "in_use"
    with county.reader() as cursor:
        assert [one.id for one in read_schemes(cursor)] == [SCHEME]


def test_a_reason_is_needed_and_nothing_is_done_twice(county: Store) -> None:
    with pytest.raises(WrongCall, match="写明理由"):
        retire_scheme(county, SCHEME, Act("系统", ""))
    with pytest.raises(Refused, match="不用恢复使用"):
        reinstate_scheme(county, SCHEME, ACT)
    with pytest.raises(WrongCall, match="没有考核方案“别的”"):
        retire_scheme(county, "别的", ACT)
    retire_scheme(county, SCHEME, ACT)
    with pytest.raises(Refused, match="不用停用"):
        retire_scheme(county, SCHEME, ACT)
