"""`kaohe brief`: write a month's one-page brief as PDF or as a picture."""

from __future__ import annotations

from argparse import Namespace

from dashboard.command_line.commands.document_output import find_suffix, output_document
from dashboard.command_line.console import Console
from documents.brief.brief_page import draw_brief_pdf, draw_brief_png
from documents.brief.facts import collect_brief
from warehouse.database.clock import today_in_china
from warehouse.store import Store


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Write a month's brief to the caller's file."""
    suffix = find_suffix(arguments.output, (".pdf", ".png"), "简报")
    brief = collect_brief(store, arguments.scheme, arguments.as_of, today_in_china())
    content = draw_brief_pdf(brief) if suffix == ".pdf" else draw_brief_png(brief)
    return output_document(store, console, arguments, content, ())
