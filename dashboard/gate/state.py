"""What the gate's own pages share: who is who, opening and ending sessions, and the record."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from dashboard.gate.http.own_origin import OwnOrigin, keep_to_own_pages
from dashboard.gate.limits.password_queue import Turns
from dashboard.gate.limits.refused_attempts import Refusals
from dashboard.gate.limits.upload_quota import Uploads
from dashboard.gate.sessions.accounts_cache import AccountsCache
from dashboard.gate.sessions.browser_names import describe_browser
from dashboard.gate.sessions.cookies import read_cookie, set_cookie
from dashboard.gate.sessions.known_browsers import Devices
from dashboard.gate.sessions.sessions import SecondStep, Session, Sessions, Stage
from dashboard.gate.sessions.streamlit_tabs import Tabs
from warehouse.access.accounts import Account
from warehouse.accounts.one_time_codes import UsedCodes
from warehouse.accounts.sign_in_throttle import Throttle, name_place
from warehouse.faults import Fault, StoreFull
from warehouse.reading.personal_data.kept_texts import cut_text
from warehouse.store import Store

MOST_FAILURES = 5
"""Wrong answers within one session, after which it ends."""

LONGEST_ADDRESS = 100

STAGE_PAGES: dict[Stage, str] = {
    "code": "/login/code",
    "password": "/login/password",
}
"""Where a sign-in that is not finished goes on."""

_log = logging.getLogger(__name__)


@dataclass
class GateState:
    """The state behind the gate's pages, one for each serving process."""

    store: Store
    frontage: OwnOrigin
    standing: AccountsCache
    sessions: Sessions
    refusals: Refusals
    throttle: Throttle = field(default_factory=Throttle)
    used_codes: UsedCodes = field(default_factory=UsedCodes)
    tabs: Tabs = field(default_factory=Tabs)
    uploads: Uploads = field(default_factory=Uploads)
    turns: Turns = field(default_factory=Turns)
    _form_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    @cached_property
    def devices(self) -> Devices:
        """Browsers that have signed in before."""
        return Devices(self.store.home)

    def find_session(self, connection: HTTPConnection) -> Session | None:
        """Return the session that a browser's cookie names, of whatever stage."""
        return self.sessions.find(read_cookie(connection, self.frontage))

    def open_store_for(self, session: Session) -> Store:
        """Return the store in the hands of whom a session belongs to, as the account stands."""
        account = self.standing.find_account(session.account)
        if account is None:
            raise LookupError(f"session {session.number} outlived its account")
        person = replace(account.person, has_second_step=session.has_second_step)
        return self.store.bind_to(person)

    def open_session(
        self,
        request: Request,
        account: Account,
        *,
        stage: Stage = "open",
        next_path: str | None = None,
        has_second_step: bool = False,
        second_step: SecondStep | None = None,
    ) -> Response:
        """Begin a session, or its next stage, under a new token; return the way on.

        `second_step`: what was shown just now; else what the session before was opened with.
        StoreUnavailable where the record cannot be written: then nobody is let in.
        """
        before = self.find_session(request)
        address = name_address(request)
        if second_step is None:
            is_same = before is not None and before.account == account.name
            second_step = before.second_step if before is not None and is_same else "none"
        if stage == "open":
            by = "openid" if account.issuer else "password"
            shown = "provider" if has_second_step else second_step
            detail = {"address": address, "by": by, "second_step": shown}
            self.store.bind_to(account.person).record("sign_in", detail)
        if before is not None:
            self.sessions.end(before)
        token, session = self.sessions.open(
            account,
            stage,
            address=address,
            browser=describe_browser(request.headers.get("user-agent", "")),
            has_second_step=has_second_step,
        )
        session.second_step = second_step
        response = self.go_on(stage, next_path)
        set_cookie(response, request, self.frontage, token)
        if stage == "open":
            self._remember_device(request, response, account)
        return response

    def go_on(self, stage: Stage, next_path: str | None) -> RedirectResponse:
        """Return the way to where a sign-in goes on, or to where the person wanted to go."""
        goal = keep_to_own_pages(next_path, self.frontage.base_path)
        page = STAGE_PAGES.get(stage)
        return RedirectResponse(goal if page is None else self.link(page, goal), 303)

    def link(self, page: str, goal: str | None = None) -> str:
        """Return the address of one of the gate's pages, with where to go afterwards."""
        query = f"?{urlencode({'next': goal})}" if goal else ""
        return f"{self.frontage.base_path}{page}{query}"

    def end_session(self, request: Request, response: Response) -> None:
        """End the session of a browser and take its cookie back."""
        session = self.find_session(request)
        if session is not None:
            self.sessions.end(session)
        set_cookie(response, request, self.frontage, "")

    def name_place(self, request: Request, account: str) -> str:
        """Return the place that an attempt is counted for: a known browser, else the address."""
        device = self._find_device(request, account)
        return f"device {device}" if device else name_place(name_address(request))

    def note_refusal(self, connection: HTTPConnection, name: str, reason: str = "") -> None:
        """Write or count a refusal; `name` as typed, which is nobody's or '' as often as not.

        StoreUnavailable where the record cannot be written; on a full disk it is counted until
        there is room, so that administrators can still sign in.
        """
        account = self.standing.find_account(name)
        known = account.name if account else None
        device = self._find_device(connection, known) if known else None
        with suppress(StoreFull):
            self.refusals.note(known, name_address(connection), reason, device or "")

    async def record_refusal(self, connection: HTTPConnection, name: str, reason: str) -> None:
        """Note what is turned away whether the record can be written or not."""
        try:
            await to_thread.run_sync(lambda: self.note_refusal(connection, name, reason))
        except Fault:
            _log.warning("a refusal is not on record: %s", reason)

    def sign_form(self, cookie: str) -> str:
        """Return the token that a form carries: it fits one browser and one running server."""
        return hmac.new(self._form_key, cookie.encode(), hashlib.sha256).hexdigest()

    def _remember_device(self, request: Request, response: Response, account: Account) -> None:
        before = read_cookie(request, self.frontage, "-device")
        own = self.devices.remember(before, account.name)
        set_cookie(response, request, self.frontage, own, "-device")

    def _find_device(self, connection: HTTPConnection, account: str) -> str | None:
        cookie = read_cookie(connection, self.frontage, "-device")
        return self.devices.find(cookie, account)


def build_desk(store: Store, frontage: OwnOrigin) -> GateState:
    """Return the desk of a store that is about to be served."""
    standing = AccountsCache(store)
    return GateState(store, frontage, standing, Sessions(standing), Refusals(store))


def name_address(connection: HTTPConnection) -> str:
    """Return where a request comes from; behind a trusted proxy, what the proxy says."""
    if connection.client is None:
        return "unknown"
    try:
        return str(ipaddress.ip_address(connection.client.host))
    except ValueError:  # a proxy may pass on whatever a browser says it is
        return cut_text(connection.client.host, LONGEST_ADDRESS)
