"""Find ambiguous words of a scheme: headers, values and unit names that stand for two things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from scoring.clauses.faults import Findings, Place
from scoring.clauses.figures import Rows, walk
from scoring.clauses.requests import list_assessment_figures
from scoring.dataset import Column, Dataset
from scoring.outline_drawing import build_variants
from scoring.scheme import Scheme
from scoring.scheme_loading import Examined
from scoring.scheme_text import FORMS_FILE
from warehouse.reading.words.folding import fold, fold_label, tidy

Named = Iterable[tuple[str, str]]
"""Pairs of a word as written and the thing that it stands for."""


def check_words(examined: Examined, findings: Findings) -> None:
    """Note words that are equal once folded but stand for different things.

    Also values of clauses that are never equal to a stored text, which is folded.
    """
    for dataset in examined.datasets:
        where: Place = (f"报表 {dataset.key}",)
        for _, problem in _find_ambiguous(_list_headers(dataset), fold_label, "表头"):
            findings.refuse(where, "headers", problem, "每个表头只指一列", FORMS_FILE)
        for column in dataset.columns:
            place = (*where, f"列 {column.key}")
            for _, problem in _find_ambiguous(_list_values(column), fold_label, "值"):
                findings.refuse(place, "choices", problem, "每个写法只指一个值", FORMS_FILE)
            for choice in column.choices:
                if choice.value != tidy(choice.value):
                    words = f"“{choice.value}”两端有空白"
                    findings.refuse(place, "choices", words, tidy(choice.value), FORMS_FILE)
    scheme = examined.scheme
    if scheme is None:
        return
    _check_compared(scheme, findings)
    for unit, problem in _find_ambiguous(_list_names(scheme), fold, "名称"):
        place = (f"单位 {unit}",)
        findings.refuse(place, "aliases", problem, "每个名称只指一个单位", "units.csv")


def _check_compared(scheme: Scheme, findings: Findings) -> None:
    """Refuse values that a clause compares with folded texts and that are not folded themselves."""
    forms = {dataset.key: dataset for dataset in scheme.datasets}
    for written in scheme.notice.written:
        for assessment in build_variants(scheme.notice, written):
            for item, figure, _ in list_assessment_figures(assessment):
                for rows in (one for one in walk(figure) if isinstance(one, Rows)):
                    place = (f"考核 {assessment.id}", f"指标 {item}")
                    _check_where(rows, forms, place, findings)


def _check_where(
    rows: Rows, forms: Mapping[str, Dataset], place: Place, findings: Findings
) -> None:
    for name, values in rows.where.items() if rows.form in forms else ():
        if not forms[rows.form].column(name).is_folded:
            continue
        for value in values:
            if value != fold(value):
                words = f"“{value}”与“{rows.form}.{name}”里存的写法永远对不上"
                findings.refuse(place, "where", words, f"“{fold(value)}”")


def _find_ambiguous(
    named: Named, fold_word: Callable[[str], str], what: str
) -> Iterator[tuple[str, str]]:
    """Yield the thing whose word is to be changed, and the problem.

    Its own name is not what is wrong where the other thing has that name as a second one.
    """
    first: dict[str, tuple[str, str]] = {}
    for word, thing in named:
        known, other = first.setdefault(fold_word(word), (word, thing))
        if other != thing:
            wrong = other if word == thing and known != other else thing
            yield wrong, f"{what}“{word}”（{thing}）与“{known}”（{other}）分不清"


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
