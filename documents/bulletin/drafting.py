"""Build a draft from facts and a template: texts filled in, tables made from the store's figures.

The same facts and template give the same draft.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from documents.bulletin.board_figures import list_board_figures
from documents.bulletin.draft import Draft, DraftSection, Sentence, describe_data_day, format_day
from documents.bulletin.facts import Bulletin, FormMonth
from documents.bulletin.figures import UnitNamer, list_common
from documents.bulletin.form_figures import list_form_figures
from documents.bulletin.sentences import choose, fill
from documents.bulletin.table_columns import is_of_use
from documents.bulletin.table_drafting import write_table
from documents.bulletin.template import BulletinTemplate, SectionTemplate, TableTemplate
from warehouse.faults import WrongCall


def write_draft(
    bulletin: Bulletin,
    template: BulletinTemplate,
    *,
    annexes: Collection[str] = (),
    ranking: bool | None = None,
    issued_on: date | None = None,
) -> Draft:
    """Return the draft of a bulletin.

    `annexes` are the assessments to include, or all if empty; `ranking` is whether tables of
    ranks are included, None as the template says. WrongCall names an unknown assessment.
    """
    sections = _pick_sections(bulletin, template, annexes)
    with_ranks = template.ranking if ranking is None else ranking
    common = list_common(bulletin)
    return Draft(
        title=fill(template.title, common),
        recipients=fill(template.recipients, common),
        opening=tuple(fill(text, common) for text in template.opening),
        sections=tuple(_write_sections(bulletin, sections, template, with_ranks)),
        closing=tuple(fill(text, common) for text in template.closing),
        issuer=fill(template.issuer, common),
        issued_on=format_day(issued_on, bulletin.calendar_month[0]),
        data_line=describe_data_day(bulletin.data_day),
    )


def _pick_sections(
    bulletin: Bulletin, template: BulletinTemplate, annexes: Collection[str]
) -> list[SectionTemplate]:
    """Return the sections of the given assessments; WrongCall lists those that exist."""
    boards = {board.assessment for board in bulletin.boards}
    sections = [section for section in template.sections if section.assessment in boards]
    known = dict.fromkeys(section.assessment for section in sections)
    if wrong := [annex for annex in annexes if annex not in known]:
        raise WrongCall(f"通报里没有“{'、'.join(wrong)}”这一部分（可选：{'、'.join(known)}）。")
    return [section for section in sections if not annexes or section.assessment in annexes]


def map_printed_names(section: SectionTemplate, roster: Sequence[str]) -> dict[str, str]:
    """Return unit → printed name, in the order in which the section prints them.

    Units that the template does not list (the roster has changed) follow under their own names.
    """
    listed = {unit: printed for printed, unit in section.list_units() if unit in roster}
    return listed | {unit: unit for unit in roster if unit not in listed}


def _write_sections(
    bulletin: Bulletin,
    sections: Sequence[SectionTemplate],
    template: BulletinTemplate,
    with_ranks: bool,
) -> Iterator[DraftSection]:
    tables = [
        [
            table
            for table in section.tables
            if (with_ranks or not table.is_ranking)
            and is_of_use(bulletin.board(section.assessment), table)
        ]
        for section in sections
    ]
    names = iter(name_attachments(sum(map(len, tables))))
    for section, shown in zip(sections, tables, strict=True):
        annexes = [next(names) for _ in shown]
        yield _write_section(bulletin, section, template, shown, annexes[0] if annexes else "")


def name_attachments(count: int) -> list[str]:
    """Return the marks of the attachments; a single one has no number."""
    return ["附件"] if count == 1 else [f"附件{number}" for number in range(1, count + 1)]


def _write_section(
    bulletin: Bulletin,
    section: SectionTemplate,
    template: BulletinTemplate,
    tables: Sequence[TableTemplate],
    annex: str,
) -> DraftSection:
    board = bulletin.board(section.assessment)
    form = bulletin.form(section.dataset) if section.dataset else None
    printed = map_printed_names(section, board.roster)
    namer = UnitNamer(printed, template.most_named, annex)
    figures = list_common(bulletin) | list_board_figures(board, namer)
    if form is not None:
        watched = _list_watched(section, form)
        figures |= list_form_figures(bulletin, form, list(printed), watched, namer)
    return DraftSection(
        assessment=section.assessment,
        heading=fill(section.heading, figures),
        sentences=tuple(
            Sentence(heading, choose(variants, figures))
            for about, variants in section.sentences.items()
            if (heading := fill(about, figures))  # '': the scheme has no such part
        ),
        tables=tuple(
            write_table(bulletin, board, form, table, printed, figures) for table in tables
        ),
    )


def _list_watched(section: SectionTemplate, form: FormMonth) -> dict[str, str]:
    """Return the watched columns, each with the text for units that left it undone."""
    headers = {column.key: f"“{column.header}”未完成" for column in form.columns}
    return {key: text or headers[key] for key, text in section.list_watched()}
