"""Find ambiguous words of a scheme: headers, values and unit names that stand for two things."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scoring.clauses.faults import Findings, Place
from scoring.dataset import Column, Dataset
from scoring.scheme import Scheme
from scoring.scheme_loading import FORMS_FILE
from warehouse.reading.words.folding import fold, fold_label, tidy

Named = Iterable[tuple[str, str]]
"""Pairs of a word as written and the thing that it stands for."""


def check_words(scheme: Scheme, findings: Findings) -> None:
    """Note words that are equal once folded but stand for different things."""
    for dataset in scheme.datasets:
        where: Place = (f"报表 {dataset.key}",)
        for problem in _find_ambiguous(_list_headers(dataset), fold_label, "表头"):
            findings.refuse(where, "headers", problem, "每个表头只指一列", FORMS_FILE)
        for column in dataset.columns:
            place = (*where, f"列 {column.key}")
            for problem in _find_ambiguous(_list_values(column), fold_label, "值"):
                findings.refuse(place, "choices", problem, "每个写法只指一个值", FORMS_FILE)
            for choice in column.choices:
                if choice.value != tidy(choice.value):
                    words = f"“{choice.value}”两端有空白"
                    findings.refuse(place, "choices", words, tidy(choice.value), FORMS_FILE)
    for problem in _find_ambiguous(_list_names(scheme), fold, "名称"):
        findings.refuse((), "aliases", problem, "每个名称只指一个单位", "units.csv")


def _find_ambiguous(named: Named, fold_word: Callable[[str], str], what: str) -> list[str]:
    first: dict[str, tuple[str, str]] = {}
    problems = []
    for word, thing in named:
        known, other = first.setdefault(fold_word(word), (word, thing))
        if other != thing:
            problems.append(f"{what}“{word}”（{thing}）与“{known}”（{other}）分不清")
    return problems


def _list_headers(dataset: Dataset) -> Named:
    for column in dataset.columns:
        for header in (column.key, *column.headers):
            yield header, f"列 {column.key}"
    yield from ((header, "单位列") for header in dataset.unit_headers)
    yield from ((header, "不读的列") for header in dataset.ignored_headers)


def _list_values(column: Column) -> Named:
    for choice in column.choices:
        yield from ((word, choice.value) for word in (choice.value, *choice.spellings))
    yield from ((word, "不收的值") for word in column.refused)


def _list_names(scheme: Scheme) -> Named:
    for unit in scheme.units:
        for name in (unit.name, *unit.aliases, *unit.printed_names.values()):
            yield name, unit.name
