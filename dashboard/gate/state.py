"""The gate's shared state: accounts, sessions and limits, and how a session opens and ends."""

from __future__ import annotations

import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from anyio import to_thread
from itsdangerous import Signer
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response

from dashboard.gate.http.own_origin import OwnOrigin, keep_to_own_pages
from dashboard.gate.limits.password_queue import PasswordQueue
from dashboard.gate.limits.refused_attempts import RefusedAttempts
from dashboard.gate.limits.upload_quota import UploadQuota
from dashboard.gate.sessions.accounts_cache import AccountsCache
from dashboard.gate.sessions.cookies import KNOWN_BROWSER, SESSION
from dashboard.gate.sessions.known_browsers import KnownBrowsers
from dashboard.gate.sessions.sessions import SecondStep, Session, Sessions, Stage
from dashboard.gate.sessions.signers import build_signer
from dashboard.gate.sessions.streamlit_tabs import StreamlitTabs
from dashboard.gate.sessions.visit import Visit, resolve_visit
from warehouse.access.accounts import Account
from warehouse.accounts.one_time_codes import UsedCodes
from warehouse.accounts.sign_in_throttle import Throttle, name_place
from warehouse.faults import Fault, StoreFull
from warehouse.store import Store

MAX_FAILURES = 5
"""Wrong answers within one session, after which it ends."""

STAGE_PAGES: dict[Stage, str] = {
    "code": "/login/code",
    "password": "/login/password",
}
"""Stage of an unfinished sign-in → the page where it continues."""

_log = logging.getLogger(__name__)


def _build_form_signer() -> Signer:
    return build_signer(secrets.token_bytes(32), "form")


@dataclass
class GateState:
    """Everything that the gate's requests share; one object for each serving process."""

    store: Store
    own_origin: OwnOrigin
    accounts: AccountsCache
    sessions: Sessions
    refused_attempts: RefusedAttempts
    throttle: Throttle = field(default_factory=Throttle)
    used_codes: UsedCodes = field(default_factory=UsedCodes)
    tabs: StreamlitTabs = field(default_factory=StreamlitTabs)
    upload_quota: UploadQuota = field(default_factory=UploadQuota)
    password_queue: PasswordQueue = field(default_factory=PasswordQueue)
    form_signer: Signer = field(default_factory=_build_form_signer)
    """Signs form tokens with a key of this process, so that a restart makes open forms stale."""

    @cached_property
    def known_browsers(self) -> KnownBrowsers:
        """Browsers that have signed in before."""
        return KnownBrowsers(self.store.home)

    def resolve(self, connection: HTTPConnection) -> Visit:
        """Return the facts of a request, its session among them."""
        return resolve_visit(connection, self.sessions, self.own_origin.base_path)

    def find_account(self, session: Session) -> Account:
        """Return a session's current account; LookupError if it no longer exists."""
        account = self.accounts.find_account(session.account)
        if account is None:
            raise LookupError(f"session {session.number} outlived its account")
        return account

    def open_store_for(self, session: Session) -> Store:
        """Return the store bound to a session's user with the account's current role."""
        person = self.find_account(session).person
        return self.store.bind_to(replace(person, has_second_step=session.has_second_step))

    def open_session(
        self,
        visit: Visit,
        account: Account,
        *,
        stage: Stage = "open",
        next_path: str | None = None,
        provider_session: str | None = None,
        has_second_step: bool = False,
        second_step: SecondStep | None = None,
    ) -> Response:
        """Open a session, or its next stage, under a new token; return the redirect onward.

        The visit's session ends, so that a token planted or stolen before this step is worthless.
        `second_step` is the factor just given; None keeps that of the visit's session.
        StoreUnavailable if the record cannot be written: then nobody is let in.
        """
        before = visit.session
        if second_step is None:
            second_step = self._carry_second_step(before, account)
        if stage == "open":
            self._record_sign_in(visit, account, "provider" if has_second_step else second_step)
        if before is not None:
            self.sessions.end(before)
        token, session = self.sessions.open(
            account,
            stage,
            address=visit.address,
            browser=visit.browser,
            provider_session=provider_session,
            has_second_step=has_second_step,
        )
        session.second_step = second_step
        response = self.redirect_onward(stage, next_path)
        visit.set_cookie(response, SESSION, token)
        if stage == "open":
            known = self.known_browsers.remember(visit.cookie(KNOWN_BROWSER), account.name)
            visit.set_cookie(response, KNOWN_BROWSER, known)
        return response

    def redirect_onward(self, stage: Stage, next_path: str | None) -> RedirectResponse:
        """Return the redirect to the next step of a sign-in, or to the page first asked for."""
        goal = keep_to_own_pages(next_path, self.own_origin.base_path)
        page = STAGE_PAGES.get(stage)
        return RedirectResponse(goal if page is None else self.link(page, goal), 303)

    def redirect_to_login(self, visit: Visit) -> RedirectResponse:
        """Return the redirect to the first page of the sign-in; it keeps the path to open."""
        return RedirectResponse(self.link("/login", visit.query.get("next")), 303)

    def link(self, page: str, goal: str | None = None) -> str:
        """Return the address of one of the gate's pages, with the path to open afterwards."""
        query = f"?{urlencode({'next': goal})}" if goal else ""
        return f"{self.own_origin.base_path}{page}{query}"

    def end_session(self, visit: Visit, response: Response) -> None:
        """End the visit's session and delete its cookie."""
        if visit.session is not None:
            self.sessions.end(visit.session)
        visit.set_cookie(response, SESSION, "")

    def name_place(self, visit: Visit, account: str) -> str:
        """Return what an attempt is counted against: the known browser, else the address."""
        browser = self._find_known_browser(visit, account)
        return f"device {browser}" if browser else name_place(visit.address)

    def note_refusal(self, visit: Visit, name: str, reason: str = "") -> None:
        """Write or count a refusal; `name` is as typed and often belongs to no account.

        StoreUnavailable if the record cannot be written. On a full disk the refusal is counted
        until there is room, so that administrators can still sign in.
        """
        account = self.accounts.find_account(name)
        known = account.name if account else None
        browser = self._find_known_browser(visit, known) if known else None
        with suppress(StoreFull):
            self.refused_attempts.note(known, visit.address, reason, browser or "")

    async def record_refusal(self, visit: Visit, name: str, reason: str) -> None:
        """Note a refusal; log it if the record cannot be written."""
        try:
            await to_thread.run_sync(lambda: self.note_refusal(visit, name, reason))
        except Fault:
            _log.warning("a refusal is not on record: %s", reason)

    def _carry_second_step(self, before: Session | None, account: Account) -> SecondStep:
        """Return the second step of an earlier session, if it is valid and of the same account."""
        if before is None or before.account != account.name:
            return "none"
        # Asked again: a changed password has ended the session since the request arrived.
        return before.second_step if self.sessions.is_current(before) else "none"

    def _record_sign_in(self, visit: Visit, account: Account, second_step: str) -> None:
        by = "openid" if account.issuer else "password"
        detail = {"address": visit.address, "by": by, "second_step": second_step}
        self.store.bind_to(account.person).record("sign_in", detail)

    def _find_known_browser(self, visit: Visit, account: str) -> str | None:
        return self.known_browsers.find(visit.cookie(KNOWN_BROWSER), account)


def build_state(store: Store, own_origin: OwnOrigin) -> GateState:
    """Return the gate's state for a store that is about to be served."""
    accounts = AccountsCache(store)
    return GateState(store, own_origin, accounts, Sessions(accounts), RefusedAttempts(store))
