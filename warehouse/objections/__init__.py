"""Objections (复核): a unit's claim against a line of its ledger, and the office's decision on it.

A decision can move points between lost and earned. It is the only manual adjustment of a score: the
scoring gives it a ledger line of its own, another decision can end it, and nothing deletes it.
"""

from warehouse.objections.claims import Claim, describe_line, list_lines
from warehouse.objections.deciding import Decision, decide_objection, withdraw_objection
from warehouse.objections.filing import Evidence, answer_days, file_objection

__all__ = [
    "Claim",
    "Decision",
    "Evidence",
    "answer_days",
    "decide_objection",
    "describe_line",
    "file_objection",
    "list_lines",
    "withdraw_objection",
]
