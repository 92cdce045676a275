"""Masking finds the personal numbers of each kind in the corpus and changes nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.warehouse.reading.personal_data.corpus import (
    Sentence,
    make_with_numbers,
    make_without_numbers,
    read_by_hand,
)
from tests.warehouse.reading.personal_data.grown import make_grown, make_innocent
from warehouse.reading.personal_data.masking import TITLES, mask, mask_text
from warehouse.reading.personal_data.recognising import Kind

LEAST_RECALL = 0.99
MOST_FALSE = 0.01
"""The share of sentences without a personal number in which something is masked."""

MOST_FALSE_GROWN = 0.002
"""The same on the grown corpus: some of its lists cannot be told apart from a number."""

WITH = {"by hand": read_by_hand("with_numbers.txt"), "made": list(make_with_numbers())}
WITHOUT = {"by hand": read_by_hand("without_numbers.txt"), "made": list(make_without_numbers())}


def test_the_corpus_is_as_large_as_it_claims() -> None:
    assert len(WITH["by hand"]) >= 120 and len(WITHOUT["by hand"]) >= 120
    assert len(WITH["made"]) >= 400 and len(WITHOUT["made"]) >= 600
    assert {kind for sentence in WITH["by hand"] for kind in sentence.kinds} == set(TITLES)
    assert not any(sentence.kinds for part in WITHOUT.values() for sentence in part)


@pytest.mark.parametrize("origin", WITH)
@pytest.mark.parametrize("kind", TITLES)
def test_of_every_class_at_least_99_in_100_numbers_are_masked(kind: Kind, origin: str) -> None:
    sentences = [case for case in WITH[origin] if kind in case.kinds]
    missed = [case.text for case in sentences if mask(case.text).text != case.masked]
    print(f"{kind} {origin}: {len(sentences) - len(missed)} of {len(sentences)}")
    assert len(missed) <= (1 - LEAST_RECALL) * len(sentences), missed


@pytest.mark.parametrize("origin", WITHOUT)
def test_what_is_no_persons_number_stays(origin: str) -> None:
    touched = [case.text for case in WITHOUT[origin] if mask(case.text).kinds]
    print(f"false {origin}: {len(touched)} of {len(WITHOUT[origin])}")
    assert len(touched) <= MOST_FALSE * len(WITHOUT[origin]), touched


@pytest.mark.parametrize("kind", TITLES)
def test_a_number_is_masked_however_it_is_divided_and_spelled(kind: Kind) -> None:
    grown = [case for case in make_grown() if case.kind == kind]
    missed = [case.text for case in grown if mask(case.text).text != case.masked]
    assert len(grown) > 1_500
    assert len(missed) <= (1 - LEAST_RECALL) * len(grown), missed[:20]


def test_figures_of_the_office_stay() -> None:
    touched = [case for case in make_innocent() if mask(case.text).kinds]
    real = [case.text for case in touched if not case.group.startswith("made")]
    assert len(make_innocent()) > 30_000
    assert not real
    assert len(touched) <= MOST_FALSE_GROWN * len(make_innocent()), touched[:20]


def test_masking_twice_changes_nothing_more() -> None:
    for case in _all():
        assert mask(mask_text(case.text)) == (mask_text(case.text), ())


def test_the_kinds_are_listed_in_order() -> None:
    masked = mask("身份证149901199001011237，手机16012345678，座机0359-5550123")
    assert masked.kinds == ("identity", "mobile", "landline")
    assert masked.text == "身份证〔身份证号已隐去〕，手机〔手机号已隐去〕，座机〔座机号已隐去〕"


def test_a_bare_local_number_counts_beside_a_label() -> None:
    assert mask("5550123").kinds == ()
    assert mask("5550123", before="联系电话：").kinds == ("landline",)


def _all() -> Iterable[Sentence]:
    return [case for part in (*WITH.values(), *WITHOUT.values()) for case in part]
