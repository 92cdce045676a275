"""What a check says: a subject, how bad it is, a sentence, and what to do."""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["sound", "notice", "wrong"]


class DoctorFinding(NamedTuple):
    """One thing that was looked at."""

    subject: str
    level: Level
    said: str
    advice: str = ""
    """What to do about it; empty where there is nothing to be done."""


def sound(subject: str, said: str) -> DoctorFinding:
    """Return that something is as it should be."""
    return DoctorFinding(subject, "sound", said)


def notice(subject: str, said: str, advice: str) -> DoctorFinding:
    """Return what works, and what somebody should know or mend in time."""
    return DoctorFinding(subject, "notice", said, advice)


def wrong(subject: str, said: str, advice: str) -> DoctorFinding:
    """Return what keeps the product, or a part of it, from working or from being safe."""
    return DoctorFinding(subject, "wrong", said, advice)
