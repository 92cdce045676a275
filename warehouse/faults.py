"""Faults that a user can fix: each has a plain sentence that says what to do, and an exit code."""

from __future__ import annotations

from typing import ClassVar


class Fault(Exception):
    """Something that the user can fix. Every other exception is a bug and is not hidden."""

    exit_code: ClassVar[int] = 1


class Refused(Fault):
    """The data or the state of the store does not allow the act."""


class Denied(Fault):
    """The user may not do it: because of the role, the scope, or a disabled or changed account."""


class WrongCall(Fault):
    """The request itself is wrong: an unknown scheme, unit, option or month."""

    exit_code = 2


class StoreUnavailable(Fault):
    """The store cannot be opened or written."""

    exit_code = 4


class StoreFull(StoreUnavailable):
    """Too little disk space is free."""


class StoreHeld(StoreUnavailable):
    """Another process has the home open."""


class StoreInDoubt(StoreUnavailable):
    """The store is damaged, or lacks acts that its audit copy confirms: only a backup helps."""


class RestoreUndone(StoreUnavailable):
    """An interrupted restore could not be completed and was rolled back."""


class SchemeError(Refused):
    """A scheme's files are wrong; the message names the file, the key and the allowed values."""
