"""Faults that a person can mend: a plain sentence that says what to do, and an exit code."""

from __future__ import annotations

from typing import ClassVar


class Fault(Exception):
    """Something that the user can mend; everything else is a bug and stays loud."""

    exit_code: ClassVar[int] = 1


class Refused(Fault):
    """The data, or the state of the store, does not allow it."""


class Denied(Fault):
    """The person may not do it: by role, by scope, or because the account does not stand."""


class WrongCall(Fault):
    """The request itself is wrong: an unknown scheme, unit, option, month."""

    exit_code = 2


class Undecided(Fault):
    """A person must decide before it can be done."""

    exit_code = 3


class StoreUnavailable(Fault):
    """The warehouse cannot be opened or written."""

    exit_code = 4


class StoreFull(StoreUnavailable):
    """Too little of the disk is free."""


class StoreHeld(StoreUnavailable):
    """Another process has the home open."""


class StoreInDoubt(StoreUnavailable):
    """The store is damaged, or lacks what its record says was done: only a backup helps."""


class RestoreUndone(StoreUnavailable):
    """A restore that was cut short could not be finished; the home is as it was before it."""


class SchemeError(Refused):
    """A scheme's files are wrong; names the file, the key and what is allowed."""
