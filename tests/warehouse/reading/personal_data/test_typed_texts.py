"""A text typed into a free field is limited to a length that somebody can read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.warehouse.reading.personal_data.test_nothing_kept import SCHEME
from warehouse.editions.sealing import Act, seal_month
from warehouse.faults import WrongCall
from warehouse.importing.import_file import ImportOptions, revert_batch
from warehouse.objections import Claim, Decision, decide_objection, file_objection
from warehouse.reading.personal_data.kept_texts import LONGEST_TEXT
from warehouse.results.scheme_changes import choose
from warehouse.safekeeping.restoring import restore
from warehouse.store import Store

LONG = "长" * (LONGEST_TEXT + 1)
CLAIM = Claim(SCHEME, "2022-05", "1", "县发改局", "K")
DAY = date(2022, 6, 6)

ACTS: dict[str, Callable[[Store], Any]] = {
    "seal": lambda store: seal_month(store, SCHEME, "2022-05", Act("甲", LONG)),
    "decide": lambda store: decide_objection(store, 1, Decision("rejected"), Act("甲", LONG)),
    "import": lambda store: ImportOptions("甲", reason=LONG),
    "alias": lambda store: ImportOptions("甲", aliases={LONG: "县发改局"}),
    "revert": lambda store: revert_batch(store, 1, actor="甲", reason=LONG),
    "choose": lambda store: choose(store, SCHEME, "x", "y", actor="甲", reason=LONG),
    "request": lambda store: file_objection(store, CLAIM, LONG, actor="甲", today=DAY),
    "restore": lambda store: restore(store.home, store.home, actor="甲", reason=LONG),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_text_of_more_than_2000_characters_is_not_taken(store: Store, act: str) -> None:
    with pytest.raises(WrongCall, match="2000个字"):
        ACTS[act](store)


def test_a_text_of_2000_characters_is_taken(store: Store) -> None:
    assert seal_month(store, SCHEME, "2022-05", Act("甲", LONG[1:]))
