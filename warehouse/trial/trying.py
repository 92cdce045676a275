"""Try a scheme: land a random year in a scratch store, score it, and run every check.

Whatever breaks is a fault of the scheme with its place. Without the trial it would surface months
later, as an error of the program in front of an office that can do nothing about it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from random import Random

from scoring.assessing.facts import Facts
from scoring.assessing.outputs import Scored
from scoring.assessing.scoring import Sources, list_sources, score_assessment
from scoring.clauses.faults import Findings, Refusal
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from scoring.scheme_text import FORMS_FILE
from warehouse.database.connection import Cursor
from warehouse.faults import SchemeError
from warehouse.importing.landing import Origin, land_table
from warehouse.results.facts import YEAR_LENGTH, read_facts
from warehouse.results.rescoring import find_red_checks, write_result
from warehouse.schemes.schemes import register_scheme
from warehouse.store import Store
from warehouse.trial.isolating import Attempt, find_causes
from warehouse.trial.pruning import prune
from warehouse.trial.random_year import RandomYear
from warehouse.trial.red_rows import find_wrong_rows
from warehouse.trial.rounds import Round, list_rounds

_LOG = logging.getLogger(__name__)

ACTOR = "试算"
OTHER_WAY = "给报表的列写上最低、最高，或换一种写法；仍不行的，请把方案交维护人员"
"""What is allowed where a clause breaks: the language has several ways to say most things."""


def try_scheme(scheme: Scheme) -> list[Refusal]:
    """Return what breaks when random forms of a scheme are landed and scored; empty: nothing.

    The forms follow from the scheme's digest: the same scheme always has the same trial. Nothing
    is stored. A refusal names assessment and clause, with form, month, unit and value where they
    can be told.
    """
    findings = Findings()
    store = Store.scratch()
    try:
        with store.writer("load_scheme") as cursor:
            _Trial(scheme, cursor, findings).run()
    except SchemeError as fault:  # of the roster or of the forms' tables
        findings.refuse((), "", f"试算装不进数据仓库：{fault}", "按上述说明修改")
    except Exception as error:
        _LOG.exception("trial of %s failed", scheme.id)
        findings.refuse((), "", f"试算没有做完（{type(error).__name__}）", OTHER_WAY)
    finally:
        store.close()
    return findings.refusals


class _Stopped(Exception):
    """The scratch store cannot be used any further; what happened is noted."""


class _Trial:
    """The trial of one scheme in one transaction of a scratch store."""

    def __init__(self, scheme: Scheme, cursor: Cursor, findings: Findings) -> None:
        self._scheme, self._cursor, self._findings = scheme, cursor, findings
        dice = Random(int(scheme.sha256, 16))  # noqa: S311  forms to try with, no secrets
        self._tables = RandomYear(scheme, dice).list_tables()
        self._facts: dict[Sources, Facts] = {}

    def run(self) -> None:
        """Land everything, then score round after round until one finds something."""
        try:
            register_scheme(self._cursor, self._scheme)
            self._land()
            for one in list_rounds(self._scheme):
                self._score_round(one)
                if self._findings.refusals:  # the other rounds would say the same again
                    return
        except _Stopped:
            return

    def _land(self) -> None:
        for table in self._tables:
            try:
                land_table(self._cursor, self._scheme, table, Origin(ACTOR))
            except Exception as error:
                _LOG.exception("trial landing of %s failed", table.dataset)
                words = f"试填的 {table.month} 无法写入数据仓库（{type(error).__name__}）"
                place = (f"报表 {table.dataset}",)
                self._findings.refuse(place, "", words, "各列的类型、最低、最高", FORMS_FILE)
                raise _Stopped from None

    def _score_round(self, wanted: Round) -> None:
        written = [self._score(self._scheme.assessment(one), wanted) for one in wanted.clauses]
        if not all(written):
            return
        for name, _ in find_red_checks(self._cursor):
            for place, found in find_wrong_rows(self._cursor, self._scheme, name):
                words = f"试算：{wanted.words}{found}"
                self._findings.refuse(place, "", words, OTHER_WAY)

    def _score(self, assessment: AssessmentOutline, wanted: Round) -> bool:
        """Score and write an assessment; return whether that went well."""
        chosen = self._scheme.chosen(wanted.choices)
        if (ids := wanted.clauses[assessment.id]) is not None:
            chosen = prune(chosen, assessment.id, ids)
        facts = self._read_facts(list_sources(chosen, assessment.id))
        try:
            result = score_assessment(
                chosen, assessment.id, facts, wanted.as_ofs, is_final=wanted.is_final
            )
        except Exception as error:
            _LOG.exception("trial scoring of %s failed", assessment.id)
            attempt = Attempt(chosen, assessment.id, facts, wanted.as_ofs, wanted.is_final)
            for place, found in find_causes(attempt, error, self._scheme, self._tables):
                self._findings.refuse(place, "", f"试算：{wanted.words}{found}", OTHER_WAY)
            return False
        self._write(assessment, wanted, result)
        return True

    def _read_facts(self, sources: Sources) -> Facts:
        """Return the facts of some sources, read once for all rounds."""
        if sources not in self._facts:
            self._facts[sources] = read_facts(
                self._cursor, self._scheme, sources.cells, sources.ledgers, sources.own, YEAR_LENGTH
            )
        return self._facts[sources]

    def _write(self, assessment: AssessmentOutline, wanted: Round, result: Scored) -> None:
        arguments = (self._scheme, assessment, wanted.choices, result, wanted.as_ofs)
        try:
            write_result(self._cursor, *arguments)
        except Exception as error:
            _LOG.exception("trial scores of %s could not be stored", assessment.id)
            place = (f"考核 {assessment.id}", *_find_largest(result))
            words = f"试算：得分存不下（{type(error).__name__}）"
            allowed = "写上 ceiling，或给报表的列写上 maximum"
            self._findings.refuse(place, "ceiling", words, allowed)
            raise _Stopped from None


def _find_largest(result: Scored) -> Iterator[str]:
    """Yield the clause that has most points, which is the one that cannot be stored."""
    figures = result.tables["figure"]
    if figures.height:
        row = figures.sort(figures["added"].abs().fill_null(0), descending=True).row(0, named=True)
        yield f"指标 {row['indicator_id']}"
