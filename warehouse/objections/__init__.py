"""Objections (复核): a unit's claim against a line of its ledger, and the office's decision.

A decision can move points between lost and earned. That is the only manual adjustment there is:
a line of its own in the ledger, made by the scoring, ended by another decision, never deleted.
"""

from warehouse.objections.claims import Claim, describe_line, list_lines
from warehouse.objections.deciding import (
    Decision,
    Outcome,
    decide_objection,
    withdraw_objection,
)
from warehouse.objections.filing import Evidence, answer_days, file_objection

__all__ = [
    "Claim",
    "Decision",
    "Evidence",
    "Outcome",
    "answer_days",
    "decide_objection",
    "describe_line",
    "file_objection",
    "list_lines",
    "withdraw_objection",
]
