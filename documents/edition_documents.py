"""Draw the documents of an issued edition: the bulletin, and the 更正表 if anything changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from documents.bulletin import preparing
from documents.bulletin.draft import Draft, describe_data_day
from documents.bulletin.kept_sentences import apply_kept
from documents.editions import (
    CORRECTION_TITLES,
    CorrectionTable,
    build_correction_table,
    describe_cause,
    describe_printed_line,
    describe_seal_line,
    list_correction_rows,
)
from documents.file_names import name_edition
from documents.official.document import OfficialDocument
from documents.official.page_files import load_base, load_page
from documents.official.tables import PrintedColumn
from documents.printed import REPLACES, Reprint, compare_printed, read_printed
from documents.wording import BLANK, format_month
from scoring.scheme import Scheme
from warehouse.database.clock import to_china
from warehouse.editions.archive import Edition
from warehouse.editions.content import find_data_day
from warehouse.editions.issuing import NamedBytes, PreparedEdition
from warehouse.results.scores import ScoreQuery
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

WIDTHS_CM = ("3.6", "4.2", "4.4", "4.4", "4.4", "3.0")

REPRINT_TITLES = ("位置", "单位", "项目", "原文", "现改为")
REPRINT_WIDTHS_CM = ("5.0", "3.6", "3.4", "6.0", "6.0")


def draw_documents(
    store: Store, prepared: PreparedEdition, bulletin: preparing.PreparedBulletin | None = None
) -> list[NamedBytes]:
    """Return (file name, content) of an edition's documents, each with the edition's hash on it.

    `bulletin` is the draft that a user reviewed; None draws it as it is drafted in the store.
    """
    if bulletin is None:
        question = ScoreQuery(prepared.scheme_id, prepared.month)
        own = preparing.prepare_bulletin(store, question)
        bulletin = apply_kept(store, own, prepared.month)
    stem = bulletin.file_stem
    if prepared.predecessor is not None:
        bulletin = bulletin.redraft(mark_replacing(bulletin.draft, prepared.predecessor))
    content = bulletin.draw(describe_printed_line(prepared), describe_seal_line(prepared))
    documents = [(f"{name_edition(stem, prepared.revision)}.docx", content)]
    # The second name is that of bulletins issued before files were named by their titles.
    reprints = _list_reprints(store, prepared, (stem, f"{bulletin.stem}-"), content)
    if reprints or prepared.corrections or prepared.without_points or prepared.restated:
        name = name_edition(f"{format_month(prepared.month)}通报更正表", prepared.revision)
        documents.append((f"{name}.docx", draw_corrections(store, prepared, reprints)))
    return documents


def mark_replacing(draft: Draft, before: Edition) -> Draft:
    """Return the draft of a later edition: title and text name the edition that it replaces."""
    day = to_china(before.issued_at)
    notice = (
        f"{REPLACES}{day.year}年{day.month}月{day.day}日印发的{before.name}（第{before.number}号）。"
        f"第{before.revision}版同时废止，以本版为准；更正内容见更正表。"
    )
    return replace(draft, title=f"{draft.title}（更正）", opening=(*draft.opening, notice))


def _list_reprints(
    store: Store, prepared: PreparedEdition, stems: tuple[str, str], content: bytes
) -> list[Reprint]:
    """Return what the bulletin prints differently from the edition that it replaces.

    That edition is read from its kept file, which holds the sentences as edited then. If it was
    issued without a bulletin, one is drawn from the facts of its moment.
    """
    before = prepared.predecessor
    if before is None:
        return []
    present, former = stems
    names = {
        f"{name_edition(present, before.revision)}.docx",
        f"{former}第{before.revision}版.docx",
    }
    kept = [document.sha256 for document in before.documents if document.file_name in names]
    if kept:
        earlier = store.read_original(kept[0])
    else:
        question = ScoreQuery(prepared.scheme_id, prepared.month, moment=before.moment)
        earlier = preparing.prepare_bulletin(store, question).draw()
    return compare_printed(read_printed(earlier), read_printed(content))


def draw_corrections(
    store: Store, prepared: PreparedEdition, reprints: Sequence[Reprint] = ()
) -> bytes:
    """Return the 更正表 as .docx: this month's corrections, then those of earlier issued months.

    `reprints` are the printed sentences and figures that changed.
    """
    page = load_page(store.home, prepared.scheme_id)
    base = load_base(store.home, prepared.scheme_id)
    title = f"{format_month(prepared.month)}通报更正表"
    paper = OfficialDocument(page, base, title=title, identity=describe_seal_line(prepared))
    paper.add("title", title)
    for text in _describe_opening(prepared, reprints):
        paper.add("body", text)
    with store.reader() as cursor:
        scheme = read_scheme(cursor, prepared.scheme_id)
        data_day = find_data_day(cursor, prepared.content["moment"]["known_at"])
    attachments = _list_attachments(prepared, reprints, scheme)
    for number, attachment in enumerate(attachments, start=1):
        mark = f"附件{number}" if len(attachments) > 1 else "附件"
        paper.start_attachment(mark, is_landscape=True)
        paper.add("table_title", attachment.caption)
        for note in attachment.notes:
            paper.add("note", note)
        paper.add_table(attachment.columns, attachment.rows)
    paper.add("seal", f"{describe_data_day(data_day)}｜{describe_printed_line(prepared)}")
    return paper.save()


@dataclass(frozen=True)
class _Attachment:
    """One attachment of the 更正表."""

    caption: str
    notes: Sequence[str]
    columns: Sequence[PrintedColumn]
    rows: Sequence[Sequence[str]]


def _list_attachments(
    prepared: PreparedEdition, reprints: Sequence[Reprint], scheme: Scheme
) -> list[_Attachment]:
    attachments = [_to_reprint_attachment(prepared, reprints)] if reprints else []
    columns = _list_columns(CORRECTION_TITLES, WIDTHS_CM)
    for caption, table in _list_tables(prepared, scheme):
        attachments.append(_Attachment(caption, table.reasons, columns, table.rows))
    return attachments


def _to_reprint_attachment(prepared: PreparedEdition, reprints: Sequence[Reprint]) -> _Attachment:
    rows = [
        (
            reprint.place,
            reprint.unit or BLANK,
            reprint.item,
            reprint.old or "（空白）",
            reprint.new or "（空白）",
        )
        for reprint in reprints
    ]
    columns = _list_columns(REPRINT_TITLES, REPRINT_WIDTHS_CM)
    caption = f"{format_month(prepared.month)}通报第{prepared.revision}版更正内容"
    return _Attachment(caption, (), columns, rows)


def _describe_opening(prepared: PreparedEdition, reprints: Sequence[Reprint]) -> list[str]:
    sentences = []
    if prepared.predecessor is not None:
        before = prepared.predecessor
        sentences.append(
            f"{before.name}（第{before.number}号，指纹 {before.sha256[:16]}…）印发后有更正，"
            f"本版与其相比{'得分的全部变化见附件' if prepared.corrections else '得分没有变化'}。"
        )
    if reprints:
        sentences.append(f"通报正文和附表共更正{len(reprints)}处，原文和现改为的内容见附件。")
    if prepared.without_points:
        sentences.append("另有下列更正，没有改变得分，通报所附各表以本版为准：")
        sentences += [describe_cause(cause) for cause in prepared.without_points]
    if prepared.restated:
        names = "、".join(restated.edition.name for restated in prepared.restated)
        sentences.append(
            f"{names}印发后，有关数据又有变动。已印发的通报不变，按现有数据计算的差别一并列出。"
        )
    return sentences


def _list_tables(prepared: PreparedEdition, scheme: Scheme) -> list[tuple[str, CorrectionTable]]:
    tables = []
    if prepared.corrections:
        rows = list_correction_rows(prepared.corrections, prepared.content, scheme)
        caption = f"{format_month(prepared.month)}第{prepared.revision}版更正表"
        tables.append((caption, build_correction_table(rows)))
    for restated in prepared.restated:
        rows = list_correction_rows(restated.corrections, restated.issued, scheme)
        caption = f"{restated.edition.name}与现有数据的差别"
        tables.append((caption, build_correction_table(rows)))
    return tables


def _list_columns(titles: Sequence[str], widths: Sequence[str]) -> list[PrintedColumn]:
    return [
        PrintedColumn((title,), None, Decimal(width), "left")
        for title, width in zip(titles, widths, strict=True)
    ]
