"""Prepare a bulletin: facts from the store, a draft for review, and from there the file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from documents.bulletin.bulletin_document import draw_bulletin
from documents.bulletin.collecting import collect_bulletin
from documents.bulletin.draft import Draft
from documents.bulletin.drafting import write_draft
from documents.bulletin.facts import Bulletin
from documents.bulletin.templates import find_missing_references, load_template
from documents.official.page import PageTemplate
from documents.official.page_files import load_base, load_page
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

    @property
    def stem(self) -> str:
        """The file name without its suffix."""
        return f"月通报-{self.scheme.short_title}-{self.bulletin.month_text}"

    def redraft(self, draft: Draft) -> PreparedBulletin:
        """Return this bulletin with an edited draft."""
        return replace(self, draft=draft)

    def draw(self, seal_line: str | None = None) -> bytes:
        """Return the .docx; `seal_line` identifies an issued edition."""
        return draw_bulletin(self.draft, self.page, base=self.base, seal_line=seal_line)


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
    return PreparedBulletin(scheme, bulletin, draft, page, base, warnings)
