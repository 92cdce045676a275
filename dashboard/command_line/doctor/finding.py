"""The result of a check: its subject, its level, a sentence, and what to do."""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["sound", "notice", "wrong"]


class DoctorFinding(NamedTuple):
    """The result of one check, printed in this form as JSON."""

    subject: str
    level: Level
    said: str
    advice: str = ""
    """What to do about it; empty if nothing needs doing."""


def sound(subject: str, said: str) -> DoctorFinding:
    """Return a result without fault."""
    return DoctorFinding(subject, "sound", said)


def notice(subject: str, said: str, advice: str) -> DoctorFinding:
    """Return a result for what works but should be known or fixed in time."""
    return DoctorFinding(subject, "notice", said, advice)


def wrong(subject: str, said: str, advice: str) -> DoctorFinding:
    """Return a result for what keeps a part of the product from working or from being safe."""
    return DoctorFinding(subject, "wrong", said, advice)
