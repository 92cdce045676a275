"""`kaohe bulletin`: write a month's bulletin as a Word document or PDF."""

from __future__ import annotations

from argparse import Namespace

from dashboard.command_line.commands.document_output import find_suffix, output_document, parse_day
from dashboard.command_line.console import Console
from documents.charts.pictures import start_engine
from documents.official.pdf import convert_to_pdf
from warehouse.results.scores import ScoreQuery
from warehouse.store import Store


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Write a month's bulletin to the caller's file."""
    suffix = find_suffix(arguments.output, (".docx", ".pdf"), "通报")
    question = ScoreQuery(
        arguments.scheme, arguments.as_of, final=arguments.final, known_at=arguments.known_at
    )
    day = parse_day(arguments.date)
    start_engine()
    # python-docx takes half a second to import: only commands that need it wait for it.
    from documents.bulletin.preparing import prepare_bulletin

    prepared = prepare_bulletin(
        store,
        question,
        annexes=arguments.annex,
        ranking=arguments.ranking,
        issued_on=day,
    )
    content = prepared.draw()
    if suffix == ".pdf":
        content = convert_to_pdf(content)
    return output_document(store, console, arguments, content, prepared.warnings)
