"""`kaohe result`: write the year's result by unit and item, for the assessment office."""

from __future__ import annotations

from argparse import Namespace

from dashboard.command_line.commands.document_output import find_suffix, output_document, parse_day
from dashboard.command_line.console import Console
from documents.official.pdf import convert_to_pdf
from scoring.year import LENGTH
from warehouse.results.scores import ScoreQuery
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Write the year's result to the caller's file; by default as of its last month, final."""
    # python-docx takes half a second to import: only commands that need it wait for it.
    from documents.results.preparing import prepare_result

    suffix = find_suffix(arguments.output, (".xlsx", ".docx", ".pdf"), "年度结果")
    day = parse_day(arguments.date)
    with store.reader() as cursor:
        scheme = read_scheme(cursor, arguments.scheme, arguments.known_at)
    question = ScoreQuery(
        scheme.id,
        arguments.as_of or scheme.calendar.write(LENGTH),
        final=not arguments.open,
        known_at=arguments.known_at,
    )
    prepared = prepare_result(store, question)
    content = prepared.build_workbook() if suffix == ".xlsx" else prepared.draw(issued_on=day)
    if suffix == ".pdf":
        content = convert_to_pdf(content)
    return output_document(store, console, arguments, content, prepared.bulletin.gaps)
