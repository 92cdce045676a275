"""The documents that an edition is issued with: the bulletin, and the 更正表 where there is one."""

from __future__ import annotations

from decimal import Decimal

from documents.bulletin import preparing
from documents.editions import (
    CORRECTION_TITLES,
    CorrectionTable,
    build_correction_table,
    list_correction_rows,
    say_cause,
    say_seal_line,
)
from documents.official.document import OfficialDocument
from documents.official.page_files import load_base, load_page
from documents.official.tables import Column
from documents.wording import say_month
from warehouse.editions.issuing import NamedBytes, Prepared
from warehouse.scores import Question
from warehouse.store import Store

WIDTHS_CM = ("3.6", "4.2", "4.4", "4.4", "4.4", "3.0")


def draw_documents(
    store: Store, prepared: Prepared, bulletin: preparing.Prepared | None = None
) -> list[NamedBytes]:
    """Return the documents of an edition, with its hash on them.

    `bulletin` is the one that a person has looked through; None: as the templates have it.
    """
    if bulletin is None:
        question = Question(prepared.scheme_id, prepared.month)
        bulletin = preparing.prepare_bulletin(store, question)
    name = f"{bulletin.stem}-第{prepared.revision}版.docx"
    documents = [(name, bulletin.draw(say_seal_line(prepared)))]
    if prepared.corrections or prepared.without_points or prepared.restated:
        name = f"更正表-{prepared.month}-第{prepared.revision}版.docx"
        documents.append((name, draw_corrections(store, prepared)))
    return documents


def draw_corrections(store: Store, prepared: Prepared) -> bytes:
    """Return the 更正表 as .docx: of this month, then of the earlier months that were issued."""
    page, base = (
        load_page(store.home, prepared.scheme_id),
        load_base(store.home, prepared.scheme_id),
    )
    title = f"{say_month(prepared.month)}通报更正表"
    paper = OfficialDocument(page, base, title=title)
    paper.add("title", title)
    for text in _say_opening(prepared):
        paper.add("body", text)
    tables = _list_tables(prepared)
    for number, (caption, table) in enumerate(tables, start=1):
        paper.start_attachment(f"附件{number}" if len(tables) > 1 else "附件", is_landscape=True)
        paper.add("table_title", caption)
        for reason in table.reasons:
            paper.add("note", reason)
        paper.add_table(_list_columns(), [list(cells) for cells in table.rows])
    paper.add("seal", say_seal_line(prepared))
    return paper.save()


def _say_opening(prepared: Prepared) -> list[str]:
    said = []
    if prepared.predecessor is not None:
        before = prepared.predecessor
        said.append(
            f"{before.name}（第{before.number}号，指纹 {before.sha256[:16]}…）印发后有更正，"
            f"本版与其相比{'得分的全部变化见附件' if prepared.corrections else '得分没有变化'}。"
        )
    if prepared.without_points:
        said.append("另有下列更正，没有改变得分，通报所附各表以本版为准：")
        said += [say_cause(one) for one in prepared.without_points]
    if prepared.restated:
        names = "、".join(one.edition.name for one in prepared.restated)
        said.append(
            f"{names}印发后，有关数据又有变动。已印发的通报不变，按现有数据计算的差别一并列出。"
        )
    return said


def _list_tables(prepared: Prepared) -> list[tuple[str, CorrectionTable]]:
    tables = []
    if prepared.corrections:
        rows = list_correction_rows(prepared.corrections, prepared.content)
        caption = f"{say_month(prepared.month)}第{prepared.revision}版更正表"
        tables.append((caption, build_correction_table(rows)))
    for one in prepared.restated:
        rows = list_correction_rows(one.corrections, one.issued)
        caption = f"{one.edition.name}与现有数据的差别"
        tables.append((caption, build_correction_table(rows)))
    return tables


def _list_columns() -> list[Column]:
    return [
        Column((title,), None, Decimal(width), "left")
        for title, width in zip(CORRECTION_TITLES, WIDTHS_CM, strict=True)
    ]
