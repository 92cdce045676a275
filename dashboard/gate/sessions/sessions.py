"""Sessions: who is signed in from where, since when, and until when.

They live in the memory of the serving process only: a restart signs everybody out, and no restored
store can bring one back. A browser holds 256 random bits; here is their digest, so that nothing
that is read from this memory or logged by mistake lets anybody in.
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
"""What is still asked for: the second step's code, a password of one's own, or nothing."""

SecondStep = Literal["none", "code", "recovery_code"]
"""What was shown here beside the password."""

TOKEN_BYTES = 32
MOST_PER_ACCOUNT = 20
UNFINISHED_SECONDS = 600.0
"""How long a sign-in may take from the password to its last step."""

MINUTE, HOUR = 60.0, 3600.0


@dataclass(eq=False)
class Session:
    """One sign-in of one browser."""

    number: int
    account: str
    epoch: int
    stage: Stage
    address: str
    browser: str
    started_at: datetime
    seen_at: datetime
    has_second_step: bool = False
    """The provider has signed that the person gave a second factor there."""
    second_step: SecondStep = "none"
    offered_secret: str | None = None
    """The authenticator's secret that its page shows, until a code proves that it was taken."""
    is_over: bool = False
    failures: int = 0
    """Wrong answers within the session; see `MOST_FAILURES` in desk.py."""
    _born: float = 0.0
    _touched: float = 0.0
    _farewells: list[Callable[[], None]] = field(default_factory=list)


class Sessions:
    """All sessions of this process; safe from any thread."""

    def __init__(
        self, standing: AccountsCache, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._standing = standing
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
        has_second_step: bool = False,
    ) -> tuple[str, Session]:
        """Begin a session; return its token, which is given to the browser and not kept."""
        now, moment = self._clock(), utc_now()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._lock:
            self._count += 1
            session = Session(
                self._count, account.name, account.epoch, stage, address, browser, moment, moment,
                has_second_step, _born=now, _touched=now,
            )  # fmt: skip
            self._by_digest[_digest(token)] = session
            # Apart, else whoever has the password only could push out its owner's sessions.
            alike = [
                one
                for one in self.list_of(account.name)
                if (one.stage == "open") == (stage == "open")
            ]
            for one in alike[MOST_PER_ACCOUNT:]:
                self.end(one)
        return token, session

    def find(self, token: str | None) -> Session | None:
        """Return the session of a token while it holds; one that does not is ended."""
        if not token:
            return None
        with self._lock:
            session = self._by_digest.get(_digest(token))
            if session is None:
                return None
            if self._holds(session):
                return session
            self.end(session)
            return None

    def touch(self, session: Session) -> None:
        """Count something that a person did: only that keeps a session from falling idle."""
        session._touched, session.seen_at = self._clock(), utc_now()

    def end(self, session: Session) -> None:
        """End a session and tell whoever waits for its end."""
        with self._lock:
            session.is_over = True
            self._by_digest = {
                digest: one for digest, one in self._by_digest.items() if one is not session
            }
            farewells, session._farewells = session._farewells, []
        for farewell in farewells:
            farewell()

    def end_all(self, account: str, *, but: Session | None = None) -> int:
        """End every session of an account, or all but one; return how many."""
        ended = [one for one in self.list_of(account) if one is not but]
        for one in ended:
            self.end(one)
        return len(ended)

    def list_of(self, account: str | None = None) -> list[Session]:
        """Return the sessions that hold, of one account or of all, the newest first."""
        with self._lock:
            held = [one for one in self._by_digest.values() if account in (None, one.account)]
        return sorted(held, key=lambda one: -one.number)

    def sweep(self) -> None:
        """End every session that holds no longer."""
        for one in self.list_of():
            if not self._holds(one):
                self.end(one)

    def when_over(self, session: Session, farewell: Callable[[], None]) -> None:
        """Call something at a session's end, at once where it is over already."""
        with self._lock:
            if not session.is_over:
                session._farewells.append(farewell)
                return
        farewell()

    def forget_farewell(self, session: Session, farewell: Callable[[], None]) -> None:
        """Take back what `when_over` was told."""
        with self._lock:
            if farewell in session._farewells:
                session._farewells.remove(farewell)

    def _holds(self, session: Session) -> bool:
        """Within its limits, and its account stands as it did when the session began."""
        now = self._clock()
        if session.stage != "open":
            idle = absolute = UNFINISHED_SECONDS
        else:
            settings = self._standing.settings
            idle = settings["idle_minutes"] * MINUTE
            absolute = settings["absolute_hours"] * HOUR
        if now - session._touched >= idle or now - session._born >= absolute:
            return False
        account = self._standing.find_account(session.account)
        return account is not None and account.is_enabled and account.epoch == session.epoch


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
