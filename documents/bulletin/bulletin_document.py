"""Draw a draft as an official document: the text first, then each table as an attachment."""

from __future__ import annotations

from decimal import Decimal

from documents.bulletin.draft import Draft, DraftSection, DraftTable
from documents.bulletin.drafting import name_attachments
from documents.bulletin.score_chart import draw_scores
from documents.charts.pictures import draw_png
from documents.charts.theme import to_spec
from documents.official.document import OfficialDocument
from documents.official.imprint import draw_imprint, has_imprint
from documents.official.letterhead import RedHead
from documents.official.page import PageTemplate
from documents.official.red_head import draw_head, draw_signature, draw_title
from documents.official.tables import PrintedColumn
from documents.official.text import format_numeral


def draw_bulletin(
    draft: Draft,
    page: PageTemplate,
    *,
    base: tuple[str, bytes] | None = None,
    head: RedHead | None = None,
    seal_line: str | None = None,
    identity: str = "",
) -> bytes:
    """Return a bulletin as .docx; the same draft, page and base give the same bytes.

    `base` is the office's own document with its letterhead (name, content); `head` is drawn above
    the title. `seal_line` is printed and identifies an issued edition; `identity` does so in full
    in the file's properties.
    """
    paper = OfficialDocument(page, base, title=draft.title, identity=identity)
    if head:
        draw_head(paper, head)
        draw_title(paper, draft.title)
    else:
        paper.add("title", draft.title)
    if draft.recipients:
        paper.add("recipients", draft.recipients)
    for text in draft.opening:
        paper.add("body", text)
    for number, section in enumerate(draft.sections, start=1):
        _draw_section(paper, section, format_numeral(number))
    for text in draft.closing:
        paper.add("body", text)
    machine_line = "｜".join(line for line in (draft.data_line, seal_line) if line)
    _draw_end(paper, draft, head, "" if has_imprint(head) else machine_line)
    marks = name_attachments(len(draft.tables))
    for mark, table in zip(marks, draft.tables, strict=True):
        _draw_attachment(paper, mark, table)
    if head and has_imprint(head):
        draw_imprint(paper, head, machine_line)
    return paper.save()


def _draw_section(paper: OfficialDocument, section: DraftSection, number: str) -> None:
    paper.add("heading_1", f"{number}、{section.heading}")
    sentences = [sentence for sentence in section.sentences if sentence.text]
    for position, sentence in enumerate(sentences, start=1):
        opening = f"（{format_numeral(position)}）{sentence.about}。"
        paper.add("body", sentence.text, opening=opening)


def _draw_end(
    paper: OfficialDocument, draft: Draft, head: RedHead | None, machine_line: str
) -> None:
    if draft.tables:
        paper.add_attachment_list([table.title for table in draft.tables])
    if head:
        draw_signature(paper, draft.issuer, draft.issued_on)
    else:
        for text in ("", draft.issuer, draft.issued_on):
            paper.add("signature", text)
    if machine_line:
        paper.add("seal", machine_line)


def _draw_attachment(paper: OfficialDocument, mark: str, table: DraftTable) -> None:
    paper.start_attachment(mark, is_landscape=table.is_landscape)
    paper.add("table_title", table.title)
    columns = [
        PrintedColumn(column.header, column.corner, _to_number(column.width_cm), column.align)
        for column in table.columns
    ]
    paper.add_table(columns, table.rows, empty=table.empty)
    if table.note:
        paper.add("note", table.note)
    if table.bars:
        alt = f"{table.title}：各单位得分构成的条形图"
        drawing = draw_scores(
            table.bars, "各单位得分构成", addition=table.addition, deduction=table.deduction
        )
        paper.add_picture(draw_png(to_spec(drawing)), alt)


def _to_number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
