"""The provider's addresses: where a sign-in starts and comes back, and where logouts arrive."""

from __future__ import annotations

import logging
import time
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from dashboard.gate.http.anonymous_messages import describe_to_anonymous
from dashboard.gate.http.own_origin import keep_to_own_pages
from dashboard.gate.http.page_templates import draw_page
from dashboard.gate.openid.code_flow import CodeFlow, Identity
from dashboard.gate.openid.refusal_reasons import SignInRefused
from dashboard.gate.openid.sealed_state import LIFE_SECONDS
from dashboard.gate.openid.tokens import Claims
from dashboard.gate.sessions.cookies import CookieKind
from dashboard.gate.sessions.sessions import Session
from dashboard.gate.sessions.visit import Visit
from dashboard.gate.state import GateState
from warehouse.accounts.openid_accounts import OpenIdIdentity, renew_account
from warehouse.faults import Fault

OWN_SITES = frozenset({"same-origin", "none"})
"""Sec-Fetch-Site of our own button and of the address bar. A provider that asks the user nothing
would otherwise sign people in whenever another site wants it."""

ATTEMPT = CookieKind("-openid", LIFE_SECONDS, "lax")
"""The sealed attempt. Lax, unlike the other cookies: the browser must send it when the provider
redirects back, and it opens nothing by itself."""

REFUSED_STATUS, UNAVAILABLE_STATUS = 403, 503
MAX_LOGOUT = 16 * 1024
"""Bytes of a logout request, which anybody may send."""

LOG_SECONDS = 10.0

_log = logging.getLogger("kaohe.openid")


class OpenIdEndpoints:
    """Opens a session of this gate for users whom the provider has authenticated."""

    def __init__(self, state: GateState, code_flow: CodeFlow) -> None:
        self._state = state
        self._code_flow = code_flow
        self._logged_at = -LOG_SECONDS
        self._unlogged = 0
        settings = code_flow.settings
        self.button = settings.button
        self.allows_passwords = settings.local_sign_in
        self.lets_in_administrators = any(grant.role == "admin" for grant in settings.grant)

    async def start(self, visit: Visit) -> Response:
        """Redirect to the provider if the user asked for it on this site."""
        goal = keep_to_own_pages(visit.query.get("next"), visit.base_path)
        if visit.fetch_site not in OWN_SITES:
            return RedirectResponse(self._state.link("/login", goal), 303)
        try:
            address, sealed = await self._code_flow.start(goal)
        except SignInRefused as refusal:
            return await self._refuse(visit, refusal)
        response = RedirectResponse(address, 303)
        visit.set_cookie(response, ATTEMPT, sealed)
        return response

    async def come_back(self, visit: Visit) -> Response:
        """Open a session for the user whom the provider sends back, or say why not."""
        try:
            identity, goal = await self._code_flow.finish(visit.query, visit.cookie(ATTEMPT))
            response = await self._admit(visit, identity, goal)
        except SignInRefused as refusal:
            response = await self._refuse(visit, refusal)
        except Fault as fault:  # the record cannot be written: then nobody is let in
            response = self._draw_refusal(describe_to_anonymous(fault), UNAVAILABLE_STATUS)
        visit.set_cookie(response, ATTEMPT, "")
        return response

    async def end_from_provider(self, request: Request) -> Response:
        """End the sessions of a user who signed out at the provider (Back-Channel Logout 1.0).

        The signed token alone says whom: the endpoint reads no cookie and sets none.
        """
        try:
            claims = await self._code_flow.check_logout(await _read_logout_token(request))
        except SignInRefused as refusal:
            self._log_detail(refusal)
            return JSONResponse({"error": "invalid_request"}, 400)
        await run_in_threadpool(self._end_sessions, claims)
        return Response()

    async def _admit(self, visit: Visit, identity: Identity, goal: str) -> Response:
        """Open a session for an identity unless its account is disabled."""
        account = await run_in_threadpool(renew_account, self._state.store, _vouch(identity))
        if not account.is_enabled:
            return await self._refuse(visit, SignInRefused("disabled"), account.name)
        opened = await run_in_threadpool(
            self._state.open_session,
            visit,
            account,
            next_path=goal,
            provider_session=identity.provider_session,
            has_second_step=identity.has_second_step,
        )
        return self._draw_way_on(opened)

    def _draw_way_on(self, opened: Response) -> Response:
        """Return a page that opens the redirect's target by itself.

        The browser would attribute a redirect to the provider's site and withhold the session's
        SameSite=Strict cookie; it sends the cookie when our own page leads on.
        """
        response = draw_page(
            "way_on", self._state.own_origin, title="正在打开看板", goal=opened.headers["location"]
        )
        response.raw_headers += [one for one in opened.raw_headers if one[0] == b"set-cookie"]
        return response

    async def _refuse(
        self, visit: Visit, refusal: SignInRefused, account: str | None = None
    ) -> Response:
        """Record a refusal and show its sentence; the details go to the log only."""
        self._log_detail(refusal)
        try:
            reason = refusal.reason
            await run_in_threadpool(self._state.note_refusal, visit, account or "", reason)
        except Fault as fault:
            return self._draw_refusal(describe_to_anonymous(fault), UNAVAILABLE_STATUS)
        return self._draw_refusal(str(refusal), REFUSED_STATUS)

    def _log_detail(self, refusal: SignInRefused) -> None:
        """Log what was wrong, at most once in ten seconds: anybody can cause refusals.

        The refusals between two lines are counted, so that a flood can be seen.
        """
        if not refusal.detail:
            return
        now = time.monotonic()
        if now - self._logged_at < LOG_SECONDS:
            self._unlogged += 1
            return
        more = f", and {self._unlogged} before it" if self._unlogged else ""
        self._logged_at, self._unlogged = now, 0
        _log.warning("refused: %s (%s)%s", refusal.reason, refusal.detail, more)

    def _end_sessions(self, claims: Claims) -> None:
        """End the session that a logout token names, or all sessions of the user it names.

        All end before the first is recorded: a full disk must keep nobody signed in.
        """
        sessions = self._state.sessions
        ended = [one for one in sessions.list_of() if self._is_meant(one, claims)]
        for session in ended:
            sessions.end(session)
        try:
            for session in ended:
                self._state.store.record("sign_out", {"account": session.account, "by": "openid"})
        except Fault:
            _log.warning("a sign-out by the provider is not on record")

    def _is_meant(self, session: Session, claims: Claims) -> bool:
        named = claims.get("sid")
        if isinstance(named, str):
            return session.provider_session == named
        account = self._state.accounts.find_account(session.account)
        issuer = self._code_flow.settings.issuer
        return account is not None and (account.issuer, account.subject) == (issuer, claims["sub"])

    def _draw_refusal(self, sentence: str, status: int) -> Response:
        return draw_page(
            "not_signed_in",
            self._state.own_origin,
            status,
            title="没有登录",
            text=sentence,
            again=self._state.link("/login"),
        )


async def _read_logout_token(request: Request) -> str:
    """Return the token of a logout request, '' without one; SignInRefused for a large body."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_LOGOUT:
            raise SignInRefused("token_incomplete", "logout request too large")
    return parse_qs(body.decode("utf-8", "replace")).get("logout_token", [""])[0]


def _vouch(identity: Identity) -> OpenIdIdentity:
    return OpenIdIdentity(
        identity.issuer,
        identity.subject,
        identity.name,
        identity.shown_name,
        identity.granted.role,
        identity.granted.units,
    )
