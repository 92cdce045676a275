"""The dictionary covers the language: every key and word, each with a Chinese one of its own."""

from __future__ import annotations

from collections import Counter
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from scoring.clauses import curves, decisions, figures, forms, parts, quantities
from scoring.clauses.notice import Heading
from scoring.clauses.readings import OpenReading, ReadingOption
from scoring.clauses.roster import AssessedUnit, Exemption, OwnColumn, Treat
from scoring.clauses.writing_decisions import VETO_KEYS
from scoring.clauses.writing_parts import CLAUSE_KEYS, NODE_KEYS
from scoring.clauses.writing_quantities import MODIFIERS, TESTS
from scoring.dataset import Column, ColumnType, Dataset, RateCheck, Reading, Shape
from scoring.scheme import ObjectionTerm, Publishing
from scoring.sheets import language
from scoring.sheets import words as w
from scoring.sheets.columns import COLUMNS
from scoring.sheets.kind import Context

NAMED = {name: one for name, one in vars(language).items() if isinstance(one, Context)}
NOT_WRITTEN = {"key", "columns", "forms"}
"""Fields of models that are the key of a table in text, or filled in by the program."""


def list_keys(model: type[BaseModel]) -> set[str]:
    """Return the keys of a model as they are written."""
    keys = {field.alias or name for name, field in model.model_fields.items()}
    return keys - NOT_WRITTEN


@pytest.mark.parametrize(
    ("context", "keys"),
    [
        (language.PART, CLAUSE_KEYS | NODE_KEYS | MODIFIERS | {"mean", "among", "without_own"}),
        (language.VETO, VETO_KEYS),
        (language.CONDITION, {*TESTS, "kind", "month", "reading", "score", "assessment", "own"}),
        (language.EXEMPTION, {"unit", "when", "treat", "among", "without_own", "reason"}),
        (language.RANK, list_keys(decisions.Rank)),
        (language.GRADE, list_keys(decisions.Grade)),
        (language.GRADES, list_keys(decisions.Grades)),
        (language.CONSEQUENCE, list_keys(decisions.Consequence)),
        (language.NOTICE, (list_keys(Heading) | list_keys(Publishing)) - {"form"}),
        (language.READING, list_keys(OpenReading)),
        (language.OPTIONS, list_keys(ReadingOption)),
        (language.OWN_COLUMN, list_keys(OwnColumn)),
        (language.OBJECTION, list_keys(ObjectionTerm)),
        (language.FORM, list_keys(Dataset) | {"read"}),
        (language.COLUMN, list_keys(Column)),
        (language.RATE_CHECK, list_keys(RateCheck)),
        (language.UNIT, list_keys(AssessedUnit)),
        (language.ENTRY, list_keys(Exemption)),
    ],
)
def test_every_key_has_a_chinese_word(context: Context, keys: set[str]) -> None:
    assert keys - context.keys.keys() == set()


@pytest.mark.parametrize("name", sorted(NAMED))
def test_no_two_keys_of_a_table_have_one_word(name: str) -> None:
    counted = Counter(one.word for one in NAMED[name].keys.values())
    assert [word for word, times in counted.items() if times > 1] == []


def field(model: type[BaseModel], name: str) -> Any:
    """Return the words that a field of a model takes."""
    return model.model_fields[name].annotation


@pytest.mark.parametrize(
    ("words", "literal"),
    [
        (w.READ, figures.Read),
        (w.ORDER, figures.Order),
        (w.BEST, figures.Order),
        (w.TIES, figures.Ties),
        (w.WITHIN, figures.Within),
        (w.BLANK, figures.Blank),
        (w.STEPS, curves.Steps),
        (w.EDGE, curves.Edge),
        (w.FIT, parts.Fit),
        (w.TAKE, parts.Take),
        (w.TREAT, Treat),
        (w.SHAPE, Shape),
        (w.COLUMN_READ, Reading),
        (w.TYPE, ColumnType),
        (w.EARN, field(parts.Clause, "earn")),
        (w.COMBINE, field(parts.Period, "combine")),
        (w.NEW_UNIT, field(parts.Period, "new_unit")),
        (w.NODE_ROUND, field(parts.Node, "round")),
        (w.MEAN, field(quantities.MeanOfUnits, "mean")),
        (w.EFFECT, field(decisions.Veto, "effect")),
        (w.RANK_BY, field(decisions.Rank, "by")),
        (w.RANK_TIES, field(decisions.Rank, "ties")),
        (w.GRADE_OF, field(decisions.Grade, "of")),
        (w.SHARE_OF, field(decisions.Grade, "share_of")),
        (w.SEATS, field(decisions.Grade, "round")),
        (w.SEAT_TIES, field(decisions.Grade, "ties")),
        (w.BARRED, field(decisions.Grade, "barred_place")),
        (w.STAND, field(decisions.Grades, "stand")),
        (w.PLUS_AS, field(quantities.Target, "plus_as")),
    ],
)
def test_every_word_has_a_chinese_one(words: w.Words, literal: Any) -> None:
    assert set(words) == set(get_args(literal))
    assert len(set(words.values())) == len(words)


def test_the_words_that_no_model_lists_are_those_of_the_writings() -> None:
    assert set(w.PERIOD) - {"none"} == set(get_args(parts.Period.model_fields["length"].annotation))
    assert set(w.JOIN) == {"sum", *get_args(figures.Join.model_fields["join"].annotation)}
    assert set(w.TYPE) >= forms.COUNTED


def test_a_chinese_word_means_one_thing_wherever_it_stands() -> None:
    meant: dict[str, set[str]] = {}
    for words in w.EVERY:
        for english, chinese in words.items():
            meant.setdefault(chinese, set()).add(english)
    assert {word: keys for word, keys in meant.items() if len(keys) > 1} == {}


@pytest.mark.parametrize("sheet", sorted(COLUMNS))
def test_a_sheet_says_each_key_in_one_column(sheet: str) -> None:
    headers = Counter(column.header for column in COLUMNS[sheet])
    keys = Counter(key for column in COLUMNS[sheet] for key in column.keys)
    assert [one for one, times in (headers + keys).items() if times > 1] == []
