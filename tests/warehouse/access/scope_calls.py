"""Every function that reads for a page, an export or a program, and how to call it.

Each is in one of three lists: `CALLS`, which must show users of a unit nothing of another unit;
`PUBLISHED`, the boards; `INSIDE`, what no page gets. test_scope.py fails for a function that is in
none of them.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from documents.about import Stamp
from documents.brief.facts import collect_brief
from documents.bulletin.collecting import collect_bulletin
from documents.bulletin.preparing import prepare_bulletin
from documents.exports import (
    gather_board,
    gather_form,
    gather_leaderboard,
    gather_ledger,
    gather_scores,
    save_book,
)
from documents.proof import save_proof
from documents.results.preparing import prepare_result
from scoring.scheme import Scheme
from tests.warehouse.editions.county import FIRST, OFFICE, SCHEME, SECOND, THIRD
from warehouse import views
from warehouse.access.people import SYSTEM
from warehouse.contacts.contact import Subject
from warehouse.contacts.contact_acts import list_contacts, look_up_contact
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.editions import archive, issuing, recomputing, restating
from warehouse.objections import Claim, Decision, decide_objection, file_objection, list_lines
from warehouse.results import evidence, fact_sources, ledgers, points, scores, standing_batches
from warehouse.results.scores import ScoreQuery, ScoreSource, open_scores
from warehouse.safekeeping.verification import verify
from warehouse.store import Store
from warehouse.views import calendar, losses, margins, month_facts, objections, seals
from warehouse.views.month_costs import read_month_costs
from warehouse.views.record import (
    RecordFilter,
    count_record,
    read_entry,
    read_record,
    read_record_state,
    stream_record,
)
from warehouse.views.top_parts import read_top_parts

PLACES = (
    "warehouse.views", "warehouse.editions", "warehouse.objections", "warehouse.results.scores",
    "warehouse.results.ledgers", "warehouse.results.facts",
    "warehouse.results.past_facts", "warehouse.results.points",
    "warehouse.results.fact_sources", "warehouse.results.standing_batches",
    "warehouse.results.evidence", "warehouse.safekeeping.verification.verify",
    "warehouse.contacts", "documents.brief", "documents.bulletin", "documents.results",
    "documents.exports", "documents.proof",
)  # fmt: skip
"""The modules with reading functions."""

TODAY = date(2023, 4, 6)
ASKED = ("Cursor", "Store", "ScoreSource")

WHAT_IFS: tuple[dict[str, Any], ...] = (
    {}, {"final": True}, {"choices": {"percent_step": "started"}}, {"known_at": 9},
)  # fmt: skip
"""The stored answer, the closed year, another interpretation, and the past."""


@contextmanager
def answering(store: Store, asked: Sequence[dict[str, Any]]) -> Iterator[list[ScoreSource]]:
    """Yield the answers to these questions; a what-if is scored once for all its readers."""
    with ExitStack() as stack:
        questions = [ScoreQuery(SCHEME, THIRD, **one) for one in asked]
        yield [stack.enter_context(open_scores(store, one, None)) for one in questions]


@dataclass
class Desk:
    """The arguments of reading functions; `unit` is the unit whose details are requested."""

    store: Store
    cursor: Cursor
    scheme: Scheme
    unit: str
    folder: Path
    lines: pl.DataFrame
    """The unit's ledger lines, read by a user who may see them."""
    answers: list[ScoreSource]
    """The stored answer, and for some desks also what-ifs and the past."""
    asked: Sequence[dict[str, Any]]
    """The questions that gave the answers."""

    def ask(self, read: Callable[[ScoreSource], Any]) -> Iterator[Any]:
        """Read every answer."""
        yield from map(read, self.answers)

    def ask_each(self, read: Callable[..., Any]) -> Iterator[Any]:
        """Read every answer for every assessment."""
        for one in self.scheme.assessments:
            yield from (read(found, one) for found in self.answers)

    def of_each(self, read: Callable[..., Any], *more: Any) -> Iterator[Any]:
        """Read from the cursor for every assessment."""
        for one in self.scheme.assessments:
            yield read(self.cursor, self.scheme, one.id, *more)

    def write(self, save: Callable[[Path], None]) -> Path:
        path = self.folder / "export.xlsx"
        save(path)
        return path

    def bind(self, gather: Any) -> Path:
        with gather as book:
            return self.write(lambda path: save_book(book, path, Stamp("", utc_now())))

    def count_batches(self) -> range:
        with self.store.bind_to(SYSTEM).reader() as cursor:
            return range(1, cursor.execute("select count(*) + 1 from batch").fetchall()[0][0])

    @contextmanager
    def editions(self) -> Iterator[list[archive.Edition]]:
        with self.store.bind_to(SYSTEM).reader() as cursor:
            yield archive.read_editions(cursor)

    def each_edition(self, read: Callable[..., Any]) -> Iterator[Any]:
        with self.editions() as found:
            yield from (lambda one=one: read(self.store, one) for one in found)


Read = Callable[[Desk], Any]


def tell(desk: Desk, given: Any) -> Iterator[tuple[str, Any]]:
    """Add the unit to each row of a result that was requested for it and does not name it."""
    for one in given:
        for row in one.to_dicts() if isinstance(one, pl.DataFrame) else one:
            yield desk.unit, row


def tell_moves(desk: Desk) -> Iterator[pl.DataFrame]:
    """Read the comparison with the month before for every assessment."""
    for one in views.read_comparisons(desk.cursor, desk.scheme, SECOND).values():
        yield one.units


def _claim(desk: Desk) -> Claim:
    return Claim(SCHEME, THIRD, "1", desk.unit, "1.1")


CALLS: dict[str, Read] = {
    "views.batches.read_batches": lambda d: views.read_batches(d.cursor),
    "views.batches.read_data_state": lambda d: views.read_data_state(d.cursor),
    "views.batches.read_latest_month": lambda d: views.read_latest_month(d.cursor, d.scheme),
    "views.batches.read_months": lambda d: views.read_months(d.cursor, d.scheme),
    "views.progress.read_default_month": lambda d: views.read_default_month(d.cursor, d.scheme),
    "views.progress.read_progress": lambda d: views.read_progress(d.cursor, d.scheme),
    "views.boards.read_vetoes": lambda d: d.of_each(views.read_vetoes, THIRD),
    "views.calendar.read_calendar": lambda d: calendar.read_calendar(d.cursor, d.scheme, TODAY),
    "views.calendar.read_year_before": lambda d: calendar.read_year_before(d.cursor, d.scheme),
    "views.calendar.read_due_items": lambda d: calendar.read_due_items(d.cursor, d.scheme),
    "views.calendar.read_filings": lambda d: calendar.read_filings(d.cursor, d.scheme, THIRD),
    "views.evidence.read_evidence": lambda d: tell(d, [views.read_evidence(d.cursor, d.lines)]),
    "views.evidence.read_source_row": lambda d: (
        lambda batch=batch, row=row: views.read_source_row(d.cursor, batch, row)
        for batch in d.count_batches()
        for row in range(1, 9)
    ),
    "views.losses.read_awaited": lambda d: d.of_each(losses.read_awaited, THIRD),
    "views.losses.read_losses": lambda d: d.of_each(losses.read_losses, THIRD),
    "views.margins.read_margins": lambda d: d.of_each(margins.read_margins, THIRD),
    "views.margins.read_veto_events": lambda d: d.of_each(margins.read_veto_events, THIRD),
    "views.month_costs.read_month_costs": lambda d: read_month_costs(d.cursor, d.scheme, THIRD),
    "views.month_facts.read_dated_lines": lambda d: d.ask_each(month_facts.read_dated_lines),
    "views.month_facts.read_form_state": lambda d: [
        month_facts.read_form_state(d.cursor, d.scheme, one, 3) for one in d.scheme.datasets
    ],
    "views.objections.read_objections": lambda d: objections.read_objections(d.cursor, TODAY),
    "views.record.count_record": lambda d: count_record(d.store, RecordFilter()),
    "views.record.read_entry": lambda d: [
        read_entry(d.store, one + 1) for one in range(count_record(d.store, RecordFilter()))
    ],
    "views.record.read_record": lambda d: read_record(d.store, RecordFilter()),
    "views.record.stream_record": lambda d: list(stream_record(d.store, RecordFilter())),
    "views.record.read_record_state": lambda d: read_record_state(d.store),
    "views.seals.read_month_seals": lambda d: seals.read_month_seals(d.cursor, d.scheme),
    "views.top_parts.read_top_parts": lambda d: d.of_each(read_top_parts, THIRD),
    "views.units.read_unit_changes": lambda d: tell(
        d, d.of_each(views.read_unit_changes, d.unit, SECOND)
    ),
    "views.units.read_unit_indicators": lambda d: tell(
        d, d.of_each(views.read_unit_indicators, d.unit, THIRD)
    ),
    "views.units.read_unit_nodes": lambda d: tell(
        d, d.of_each(views.read_unit_nodes, d.unit, THIRD)
    ),
    "views.units.read_unit_ledger": lambda d: d.of_each(views.read_unit_ledger, d.unit, THIRD),
    "views.units.read_unit_standing": lambda d: tell(
        d, d.of_each(views.read_unit_standing, d.unit, THIRD)
    ),
    "editions.archive.compare_with_predecessor": lambda d: d.each_edition(
        archive.compare_with_predecessor
    ),
    "editions.archive.find_newest": lambda d: archive.find_newest(d.cursor, SCHEME, FIRST),
    "editions.archive.read_edition": lambda d: archive.read_edition(d.cursor, 1),
    "editions.archive.read_editions": lambda d: archive.read_editions(d.cursor),
    "editions.archive.read_kept_content": lambda d: d.each_edition(archive.read_kept_content),
    "editions.issuing.prepare_edition": lambda d: issuing.prepare_edition(d.store, SCHEME, THIRD),
    "editions.recomputing.recompute_edition": lambda d: recomputing.recompute_edition(d.store, 1),
    "editions.recomputing.verify_edition": lambda d: recomputing.verify_edition(d.store, 1),
    "editions.recomputing.verify_editions": lambda d: recomputing.verify_editions(d.store),
    "editions.restating.list_restated": lambda d: restating.list_restated(d.store, SCHEME),
    "objections.claims.list_lines": lambda d: tell(d, [list_lines(d.cursor, d.scheme, _claim(d))]),
    "objections.deciding.decide_objection": lambda d: decide_objection(
        d.store, 1, Decision("rejected"), OFFICE
    ),
    "objections.filing.file_objection": lambda d: file_objection(
        d.store, _claim(d), "请复核", actor=d.store.person.name, today=TODAY
    ),
    "results.scores.list_entries": lambda d: tell(
        d, d.ask(lambda found: scores.list_entries(found, "1", d.unit))
    ),
    "results.scores.read_ledger": lambda d: tell(
        d,
        [scores.read_ledger(d.store, SCHEME, "1", d.unit, THIRD, **one) for one in d.asked],
    ),
    "results.scores.read_lines": lambda d: scores.read_lines(d.cursor, d.scheme, "1", d.unit, 3),
    "results.ledgers.read_ledger_chunks": lambda d: d.ask_each(
        lambda found, one: list(ledgers.read_ledger_chunks(found, one))
    ),
    "results.points.read_moves": lambda d: d.ask_each(points.read_moves),
    "results.points.read_points": lambda d: d.ask_each(points.read_points),
    "results.fact_sources.list_standing_months": lambda d: fact_sources.list_standing_months(
        d.cursor, SCHEME, "yx_work"
    ),
    "results.fact_sources.read_fact_sources": lambda d: fact_sources.read_fact_sources(
        d.cursor, d.count_batches()
    ),
    "results.standing_batches.read_rows": lambda d: [
        standing_batches.read_rows(d.cursor, SCHEME, one, batch)
        for one in d.scheme.datasets
        for batch in d.count_batches()
    ],
    "results.standing_batches.read_standing": lambda d: [
        standing_batches.read_standing(d.cursor, SCHEME, one, date(2023, month, 1))
        for one in d.scheme.datasets
        for month in (1, 2, 3)
    ],
    "results.evidence.attach_evidence": lambda d: tell(
        d, [evidence.attach_evidence(d.cursor, d.lines)]
    ),
    "results.evidence.read_evidence": lambda d: tell(
        d, [evidence.read_evidence(d.cursor, d.lines)]
    ),
    "safekeeping.verification.verify.check_printed": lambda d: verify.check_printed(
        d.store, 1, "0" * 64
    ),
    "safekeeping.verification.verify.verify_store": lambda d: verify.verify_store(d.store),
    "contacts.contact_acts.list_contacts": lambda d: list_contacts(d.store, SCHEME),
    "contacts.contact_acts.look_up_contact": lambda d: look_up_contact(
        d.store, SCHEME, Subject("unit", d.unit)
    ),
    "brief.facts.collect_brief": lambda d: collect_brief(d.store, SCHEME, THIRD, TODAY),
    "bulletin.collecting.collect_bulletin": lambda d: collect_bulletin(
        d.store, ScoreQuery(SCHEME, THIRD)
    ),
    "bulletin.preparing.prepare_bulletin": lambda d: prepare_bulletin(
        d.store, ScoreQuery(SCHEME, THIRD)
    ),
    "results.preparing.prepare_result": lambda d: prepare_result(
        d.store, ScoreQuery(SCHEME, THIRD)
    ),
    "exports.forms.gather_form": lambda d: (
        lambda one=one: d.bind(gather_form(d.store, SCHEME, one.key, FIRST))
        for one in d.scheme.datasets
    ),
    "exports.ledgers.gather_ledger": lambda d: [
        d.bind(gather_ledger(d.store, ScoreQuery(SCHEME, THIRD), "1", None)),
    ],
    "proof.save_proof": lambda d: d.write(
        lambda path: save_proof(d.store, ScoreQuery(SCHEME, THIRD), "1", path, Stamp("", utc_now()))
    ),
}
"""Functions that show users of a unit nothing of another unit."""

PUBLISHED: dict[str, Read] = {
    "views.boards.read_leaderboard": lambda d: d.of_each(views.read_leaderboard, THIRD),
    "views.boards.read_overview": lambda d: views.read_overview(d.cursor, d.scheme, THIRD),
    "views.boards.read_side_by_side": lambda d: views.read_side_by_side(d.cursor, d.scheme, THIRD),
    "views.boards.read_year": lambda d: d.of_each(views.read_year),
    "views.movement.read_comparisons": tell_moves,
    "views.month_facts.read_provisional_lost": lambda d: d.ask(month_facts.read_provisional_lost),
    "views.units.read_group_months": lambda d: d.of_each(views.read_group_months),
    "results.scores.read_scores": lambda d: [
        scores.read_scores(d.store, SCHEME, THIRD, **one) for one in WHAT_IFS
    ],
    "results.scores.read_units": lambda d: d.ask_each(lambda *one: list(scores.read_units(*one))),
    "exports.leaderboards.gather_leaderboard": lambda d: d.bind(
        gather_leaderboard(d.store, ScoreQuery(SCHEME, THIRD), "1")
    ),
    "exports.boards.gather_board": lambda d: d.bind(gather_board(d.store, SCHEME, THIRD)),
    "exports.scores.gather_scores": lambda d: d.bind(
        gather_scores(d.store, ScoreQuery(SCHEME, THIRD))
    ),
}
"""The boards: published ranks and totals of all units, and nothing else about them."""

INSIDE = {
    "views.board_rows.select_board": "the others read by it, each a view of its own",
    "contacts.contact_acts.drop_contact": "gives nothing",
    "contacts.contact_acts.keep_contacts": "gives nothing",
    "editions.approval.check_approval": "gives nothing",
    "editions.approval.name_moment": "numbers of batches and versions",
    "editions.content.find_month_moment": "numbers of batches and versions",
    "editions.check_code.is_printed_true": "whether a code fits",
    "editions.content.find_data_day": "the day of a batch",
    "editions.content.build_content": "called by what asks for every unit first",
    "editions.document_numbers.check_number_is_free": "gives nothing",
    "editions.issuing.issue_edition": "takes what prepare_edition gave",
    "editions.sealing.check_separation": "gives nothing",
    "editions.sealing.is_sealed": "of a month, which is published",
    "editions.sealing.seal_month": "gives nothing of a unit",
    "editions.sealing.set_seal": "gives nothing",
    "editions.sealing.unseal_month": "gives nothing",
    "views.file_release.note_export": "gives nothing",
    "views.file_release.release_file": "gives what its caller made",
    "objections.deciding.withdraw_objection": "as decide_objection",
    "results.scores.open_scores": "lends cursors; what is read from them is called above",
    "results.scores.scores_at": "lends cursors; what is read from them is called above",
    "results.facts.read_facts": "feeds the scoring, which needs every unit",
    "results.past_facts.copy_facts": "feeds the scoring, which needs every unit",
    "bulletin.board_reading.list_reported": "of a bulletin, which asks for every unit first",
    "bulletin.board_reading.read_boards": "of a bulletin, which asks for every unit first",
    "bulletin.kept_sentences.apply_kept": "of a bulletin, which asks for every unit first",
    "bulletin.form_facts.collect_form": "of a bulletin, which asks for every unit first",
    "bulletin.gaps.find_gaps": "of a bulletin, which asks for every unit first",
    "exports.book.export_path": "a place for a file",
    "proof.collecting.collect_facts": "called by save_proof, which asks first",
    "proof.proving.build_grids": "called by save_proof, which asks first",
    "proof.stored.read_stored": "called by save_proof, which asks first",
    "proof.proving.describe_proof": "called by save_proof, which asks first",
}
"""Functions that no page, export or program uses, and why."""


def list_functions() -> Iterator[str]:
    """Yield the public functions that take a cursor, a store or an answer."""
    for place in PLACES:
        package = importlib.import_module(place)
        names = [one.name for one in pkgutil.iter_modules(getattr(package, "__path__", []))]
        for module in (package, *(importlib.import_module(f"{place}.{one}") for one in names)):
            for name, function in inspect.getmembers(module, inspect.isfunction):
                kinds = [one.annotation for one in inspect.signature(function).parameters.values()]
                is_own = function.__module__ == module.__name__ and not name.startswith("_")
                if is_own and set(kinds) & set(ASKED):
                    yield f"{module.__name__.partition('.')[2]}.{name}"
