"""What verifying a store finds: single findings, the verdict, and what was compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Depth = Literal["quick", "full"]
"""quick: rows against the digests in the record, seconds; full: also the originals reread and
all scores computed again."""

Verdict = Literal["sound", "differs", "behind", "unreadable"]
"""sound: everything agrees; differs: something does not; behind: acknowledged acts are missing;
unreadable: the store cannot be opened."""


@dataclass(frozen=True)
class CheckFinding:
    """What is not as it should be, and where."""

    check: str
    said: str


@dataclass(frozen=True)
class Checked:
    """What came of one kind of check: findings, and sentences as a proof has them."""

    findings: tuple[CheckFinding, ...] = ()
    compared: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckReport:
    """The verdict on a store, what was found, and what was and was not compared.

    Two are equal where verdict and findings are.
    """

    verdict: Verdict
    findings: tuple[CheckFinding, ...] = ()
    depth: Depth = field(default="full", compare=False)
    compared: tuple[str, ...] = field(default=(), compare=False)
    """A sentence for each kind of thing that was compared with its origin, with counts."""
    left_out: tuple[str, ...] = field(default=(), compare=False)
    """A sentence for each kind of thing that this depth does not compare, or could not."""
