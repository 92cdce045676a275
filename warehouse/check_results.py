"""The results of verifying a store: findings, what was compared, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Depth = Literal["quick", "full"]
"""quick: compare the rows with the audit record's digests, in seconds; full: also reread the
original files and recompute all scores."""

Verdict = Literal["sound", "differs", "behind", "unreadable"]
"""sound: everything agrees; differs: something does not agree; behind: confirmed acts are missing;
unreadable: the store cannot be opened."""


@dataclass(frozen=True)
class CheckFinding:
    """Something that is wrong: the check that found it, and a sentence that says what and where."""

    check: str
    said: str


@dataclass(frozen=True)
class Checked:
    """The result of one check: findings, and sentences on what it compared and left out."""

    findings: tuple[CheckFinding, ...] = ()
    compared: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    """A sentence if the check could not run to its end for want of memory."""


@dataclass(frozen=True)
class CheckReport:
    """The verdict on a store, its findings, and what was and was not compared.

    Two reports are equal if their verdicts, findings and `unfinished` are.
    """

    verdict: Verdict
    findings: tuple[CheckFinding, ...] = ()
    depth: Depth = field(default="full", compare=False)
    compared: tuple[str, ...] = field(default=(), compare=False)
    """A sentence, with counts, for each kind of data that was compared with its origin."""
    left_out: tuple[str, ...] = field(default=(), compare=False)
    """A sentence for each kind of data that this depth does not compare, or could not compare."""
    unfinished: tuple[str, ...] = ()
    """A sentence, also in `left_out`, for each check that could not run to its end."""
