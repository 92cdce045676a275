"""Prepare the year's result: facts and templates from the store, and from there the files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.bulletin.collecting import collect_bulletin
from documents.bulletin.facts import Bulletin
from documents.bulletin.sentences import fill
from documents.file_names import fit_file_name
from documents.official.page import PageTemplate
from documents.official.page_files import load_base, load_page
from documents.results.result_document import draw_result
from documents.results.result_template import (
    ResultTemplate,
    list_result_figures,
    load_result_template,
)
from documents.results.result_workbook import build_result_workbook
from scoring.scheme import Scheme
from warehouse.results.scores import ScoreQuery
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store


@dataclass(frozen=True)
class PreparedResult:
    """A year's result ready to be drawn."""

    scheme: Scheme
    bulletin: Bulletin
    template: ResultTemplate
    page: PageTemplate
    base: tuple[str, bytes] | None

    @property
    def stem(self) -> str:
        """The file name without its suffix: the title."""
        return fit_file_name(fill(self.template.title, list_result_figures(self.bulletin)))

    def draw(self, *, issued_on: date | None = None, seal_line: str | None = None) -> bytes:
        """Return the .docx."""
        return draw_result(
            self.bulletin, self.template, self.page,
            base=self.base, issued_on=issued_on, seal_line=seal_line,
        )  # fmt: skip

    def build_workbook(self) -> bytes:
        """Return the .xlsx."""
        return build_result_workbook(self.bulletin, self.template)


def prepare_result(
    store: Store, question: ScoreQuery, *, facts: Bulletin | None = None
) -> PreparedResult:
    """Return the year's result drawn up from facts and templates; nothing is stored.

    `facts` are those of an earlier collection.
    """
    with store.reader() as cursor:
        scheme = read_scheme(cursor, question.scheme_id, question.known_at)
    return PreparedResult(
        scheme=scheme,
        bulletin=facts or collect_bulletin(store, question),
        template=load_result_template(store.home, scheme),
        page=load_page(store.home, scheme.id),
        base=load_base(store.home, scheme.id),
    )
