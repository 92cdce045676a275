"""What is exported: the same workbooks for the dashboard's buttons and the command line.

Each `gather_…` lends a Book while the store can be read, for a table may be longer than memory.
"""

from documents.about import About, Stamp, describe
from documents.exports.boards import gather_board
from documents.exports.book import Book, export_place, save_book
from documents.exports.forms import gather_form
from documents.exports.leaderboards import gather_leaderboard
from documents.exports.ledgers import gather_ledger
from documents.exports.scores import gather_scores

__all__ = [
    "About",
    "Book",
    "Stamp",
    "describe",
    "export_place",
    "gather_board",
    "gather_form",
    "gather_leaderboard",
    "gather_ledger",
    "gather_scores",
    "save_book",
]
