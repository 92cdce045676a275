"""Exports: the same workbooks for the dashboard's buttons and the command line.

Each `gather_…` is a context manager that yields an ExportBook and keeps the store open for
reading, since a table may be larger than memory.
"""

from documents.about import About, Stamp
from documents.exports.boards import gather_board
from documents.exports.book import ExportBook, export_path, save_book
from documents.exports.forms import gather_form
from documents.exports.leaderboards import gather_leaderboard
from documents.exports.ledgers import gather_ledger
from documents.exports.scores import gather_scores

__all__ = [
    "About",
    "ExportBook",
    "Stamp",
    "export_path",
    "gather_board",
    "gather_form",
    "gather_leaderboard",
    "gather_ledger",
    "gather_scores",
    "save_book",
]
