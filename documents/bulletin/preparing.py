"""Prepare a bulletin: facts from the store, a draft for review, and from there the file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from documents.bulletin.bulletin_document import draw_bulletin
from documents.bulletin.collecting import collect_bulletin
from documents.bulletin.draft import Draft, format_day
from documents.bulletin.drafting import write_draft
from documents.bulletin.facts import Bulletin
from documents.bulletin.templates import find_missing_references, load_template
from documents.file_names import fit_file_name
from documents.official.letterhead import Letterhead, RedHead
from documents.official.page import PageTemplate
from documents.official.page_files import load_base, load_letterhead, load_page
from scoring.scheme import Scheme
from warehouse.results.scores import ScoreQuery
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store


@dataclass(frozen=True)
class PreparedBulletin:
    """A bulletin ready to be drawn: facts, texts, page layout."""

    scheme: Scheme
    bulletin: Bulletin
    draft: Draft
    page: PageTemplate
    base: tuple[str, bytes] | None
    warnings: tuple[str, ...]
    """What the user should know before it is issued."""
    letterhead: Letterhead
    number: str = ""
    """The document number, 发文字号; blank: with room to write it."""
    signer: str | None = None
    """Who signs a document to a higher authority; None: as the letterhead says."""

    @property
    def stem(self) -> str:
        """What identifies the bulletin of a scheme and month in keys."""
        return f"月通报-{self.scheme.short_title}-{self.bulletin.month_text}"

    @property
    def file_stem(self) -> str:
        """The file name without its suffix: the bulletin's title."""
        return fit_file_name(self.draft.title)

    @property
    def head(self) -> RedHead | None:
        """The red head, if the office uses one."""
        if not self.letterhead.office:
            return None
        day = self.draft.issued_on
        number = self.number or self.letterhead.write_number(int(day.partition("年")[0]))
        signer = self.letterhead.signer if self.signer is None else self.signer
        return RedHead(self.letterhead, number, signer, day)

    def mark(self, number: str, day: date, signer: str | None = None) -> PreparedBulletin:
        """Return this bulletin with its document number, date and signer."""
        draft = replace(self.draft, issued_on=format_day(day, day.year))
        return replace(self, draft=draft, number=number, signer=signer)

    def redraft(self, draft: Draft) -> PreparedBulletin:
        """Return this bulletin with an edited draft."""
        return replace(self, draft=draft)

    def draw(self, seal_line: str | None = None, identity: str = "") -> bytes:
        """Return the .docx; `seal_line` identifies an issued edition, `identity` in full."""
        return draw_bulletin(
            self.draft, self.page,
            base=self.base, head=self.head, seal_line=seal_line, identity=identity,
        )  # fmt: skip


def prepare_bulletin(
    store: Store,
    question: ScoreQuery,
    *,
    annexes: Collection[str] = (),
    ranking: bool | None = None,
    issued_on: date | None = None,
    facts: Bulletin | None = None,
) -> PreparedBulletin:
    """Return a month's bulletin drawn up from facts and templates; nothing is stored.

    `annexes` are the assessments to include, or all if empty; `ranking` is whether tables of
    ranks are included, None as the template says; `facts` are those of an earlier collection.
    """
    with store.reader() as cursor:
        scheme = read_scheme(cursor, question.scheme_id, question.known_at)
    template = load_template(store.home, scheme)
    page, base = load_page(store.home, scheme.id), load_base(store.home, scheme.id)
    bulletin = facts or collect_bulletin(store, question)
    draft = write_draft(bulletin, template, annexes=annexes, ranking=ranking, issued_on=issued_on)
    warnings = (*bulletin.gaps, *find_missing_references(template, scheme))
    letterhead = load_letterhead(store.home, scheme.id)
    return PreparedBulletin(scheme, bulletin, draft, page, base, warnings, letterhead)
