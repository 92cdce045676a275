"""Server-side sessions: who is signed in, from where, since when and until when.

They live in the memory of the serving process only: a restart signs everybody out, and no restored
store brings a session back. The browser holds a token of 256 random bits; the server keeps its
digest, so that nothing read from this memory or logged by mistake lets anybody in.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from dashboard.gate.sessions.accounts_cache import AccountsCache
from warehouse.access.accounts import Account
from warehouse.database.clock import utc_now

Stage = Literal["code", "password", "open"]
"""What the user still has to give: the second step's code, a new password, or nothing."""

SecondStep = Literal["none", "code", "recovery_code"]
"""The second factor that was given here with the password."""

TOKEN_BYTES = 32
MAX_PER_ACCOUNT = 20
UNFINISHED_SECONDS = 600.0
"""How long a sign-in may take from the password to its last step."""

MINUTE, HOUR = 60.0, 3600.0


@dataclass(eq=False)
class Session:
    """One sign-in of one browser."""

    number: int
    account: str
    epoch: int
    """The account's epoch at sign-in; a higher one ends the session."""
    stage: Stage
    address: str
    browser: str
    started_at: datetime
    seen_at: datetime
    provider_session: str | None = None
    """The OpenID provider's name of its own session, by which it may end this one."""
    has_second_step: bool = False
    """Whether the OpenID provider has signed that a second factor was given there."""
    second_step: SecondStep = "none"
    offered_secret: str | None = None
    """The authenticator secret shown on the setup page, until a code proves that it was stored."""
    is_over: bool = False
    failures: int = 0
    """Wrong answers within this session; see `MAX_FAILURES` in state.py."""
    _born: float = 0.0
    _touched: float = 0.0
    _callbacks: list[Callable[[], None]] = field(default_factory=list)


class Sessions:
    """All sessions of this process; safe to use from any thread."""

    def __init__(
        self, accounts: AccountsCache, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._accounts = accounts
        self._clock = clock
        self._lock = threading.RLock()
        self._by_digest: dict[str, Session] = {}
        self._count = 0

    def open(
        self,
        account: Account,
        stage: Stage,
        *,
        address: str,
        browser: str,
        provider_session: str | None = None,
        has_second_step: bool = False,
    ) -> tuple[str, Session]:
        """Start a session; return its token, which only the browser keeps, and the session."""
        now, moment = self._clock(), utc_now()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._lock:
            self._count += 1
            session = Session(
                self._count, account.name, account.epoch, stage, address, browser, moment, moment,
                provider_session, has_second_step, _born=now, _touched=now,
            )  # fmt: skip
            self._by_digest[_digest(token)] = session
            self._end_surplus(session)
        return token, session

    def find(self, token: str | None) -> Session | None:
        """Return the session of a token; an expired one is ended and not returned."""
        if not token:
            return None
        with self._lock:
            session = self._by_digest.get(_digest(token))
            if session is None:
                return None
            if self.is_current(session):
                return session
            self.end(session)
            return None

    def is_current(self, session: Session) -> bool:
        """Tell whether a session is within its limits and its account is as it was at the start."""
        if session.is_over:
            return False
        now = self._clock()
        if session.stage != "open":
            idle = absolute = UNFINISHED_SECONDS
        else:
            settings = self._accounts.settings
            idle = settings["idle_minutes"] * MINUTE
            absolute = settings["absolute_hours"] * HOUR
        if now - session._touched >= idle or now - session._born >= absolute:
            return False
        account = self._accounts.find_account(session.account)
        return account is not None and account.is_enabled and account.epoch == session.epoch

    def touch(self, session: Session) -> None:
        """Note an action of the user; only actions keep a session from becoming idle."""
        session._touched, session.seen_at = self._clock(), utc_now()

    def end(self, session: Session) -> None:
        """End a session and run the callbacks that wait for its end."""
        with self._lock:
            session.is_over = True
            self._by_digest = {
                digest: other for digest, other in self._by_digest.items() if other is not session
            }
            callbacks, session._callbacks = session._callbacks, []
        for callback in callbacks:
            callback()

    def end_all(self, account: str, *, but: Session | None = None) -> int:
        """End every session of an account, except one if given; return how many ended."""
        ended = [session for session in self.list_of(account) if session is not but]
        for session in ended:
            self.end(session)
        return len(ended)

    def list_of(self, account: str | None = None) -> list[Session]:
        """Return the sessions of one account or of all, newest first."""
        with self._lock:
            found = [one for one in self._by_digest.values() if account in (None, one.account)]
        return sorted(found, key=lambda session: -session.number)

    def sweep(self) -> None:
        """End every session that is past its limits or whose account has changed."""
        for session in self.list_of():
            if not self.is_current(session):
                self.end(session)

    def on_end(self, session: Session, callback: Callable[[], None]) -> None:
        """Call back when a session ends; at once if it has ended already."""
        with self._lock:
            if not session.is_over:
                session._callbacks.append(callback)
                return
        callback()

    def cancel_on_end(self, session: Session, callback: Callable[[], None]) -> None:
        """Remove a callback that `on_end` has added."""
        with self._lock:
            if callback in session._callbacks:
                session._callbacks.remove(callback)

    def _end_surplus(self, newest: Session) -> None:
        """End an account's oldest sessions beyond the limit.

        Open and unfinished ones are counted apart, or whoever knows only the password could end
        its owner's sessions.
        """
        is_open = newest.stage == "open"
        alike = [one for one in self.list_of(newest.account) if (one.stage == "open") == is_open]
        for session in alike[MAX_PER_ACCOUNT:]:
            self.end(session)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
