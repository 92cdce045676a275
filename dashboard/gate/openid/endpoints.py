"""The provider's way into the gate: three addresses, and the way out again."""

from __future__ import annotations

import logging
import secrets
import time
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.gate.http.own_origin import keep_to_own_pages
from dashboard.gate.http.page_templates import draw_page
from dashboard.gate.http.stranger_messages import describe_to_stranger
from dashboard.gate.openid.code_flow import CodeFlow, Identity
from dashboard.gate.openid.refusal_reasons import SignInRefused
from dashboard.gate.openid.sealed_state import LIFE_SECONDS
from dashboard.gate.openid.settings import CALLBACK_PATH
from dashboard.gate.openid.tokens import Claims
from dashboard.gate.sessions.cookies import name_cookie
from dashboard.gate.sessions.sessions import Session
from dashboard.gate.state import GateState
from warehouse.access.accounts import find_subject
from warehouse.accounts.openid_accounts import Vouched, renew_account
from warehouse.faults import Fault

START_PATH = "/oidc/start"
LOGOUT_PATH = "/oidc/logout"
"""Where the provider itself tells that somebody has signed out there; register it as
`backchannel_logout_uri`."""

OWN_DOING = frozenset({"same-origin", "none"})
"""Sec-Fetch-Site where our own button, or the address bar, has led. A provider that asks nothing
would else sign people in at any other site's wish."""

REFUSED_STATUS, UNAVAILABLE_STATUS = 403, 503
LARGEST_LOGOUT = 16 * 1024
LOG_SECONDS = 10.0

_log = logging.getLogger("kaohe.openid")


class OpenIdEndpoints:
    """Lets in whom the provider vouches for, by a session of this gate like any other."""

    def __init__(self, desk: GateState, sign_in: CodeFlow) -> None:
        self._desk = desk
        self._sign_in = sign_in
        self._id_tokens: dict[str, str] = {}
        self._logged_at = -LOG_SECONDS
        self.button = sign_in.settings.button
        self.allows_passwords = sign_in.settings.local_sign_in
        self.lets_in_administrators = any(one.role == "admin" for one in sign_in.settings.grant)

    def list_routes(self) -> list[Route]:
        """Return the addresses that answer without a session."""
        return [
            Route(START_PATH, self.start, methods=["GET"]),
            Route(CALLBACK_PATH, self.come_back, methods=["GET"]),
            Route(LOGOUT_PATH, self.end_from_afar, methods=["POST"]),
        ]

    async def start(self, request: Request) -> Response:
        """Send the browser to the provider, where a person asked for it here."""
        base_path = self._desk.frontage.base_path
        goal = keep_to_own_pages(request.query_params.get("next"), base_path)
        if request.headers.get("sec-fetch-site", "none") not in OWN_DOING:
            return RedirectResponse(self._desk.link("/login", goal), 303)
        try:
            address, sealed = await self._sign_in.start(goal)
        except SignInRefused as refusal:
            return await self._refuse(request, refusal)
        response = RedirectResponse(address, 303)
        self._keep_attempt(request, response, sealed)
        return response

    async def come_back(self, request: Request) -> Response:
        """Let in whom the provider sends back, or say calmly why not."""
        sealed = request.cookies.get(self._name_attempt(request))
        try:
            identity, goal = await self._sign_in.finish(request.query_params, sealed)
            response = await self._admit(request, identity, goal)
        except SignInRefused as refusal:
            response = await self._refuse(request, refusal)
        except Fault as fault:  # the store cannot be written: then nobody is let in
            response = self._draw_fault(fault, UNAVAILABLE_STATUS)
        self._keep_attempt(request, response, "")
        return response

    async def end_from_afar(self, request: Request) -> Response:
        """End the sessions of whom the provider has signed out (Back-Channel Logout 1.0)."""
        try:
            claims = await self._sign_in.check_logout(await _read_logout_token(request))
        except SignInRefused as refusal:
            self._log_detail(refusal)
            return JSONResponse({"error": "invalid_request"}, 400)
        await run_in_threadpool(self._end_sessions, claims)
        return Response()

    async def find_way_out(self, session: Session) -> str | None:
        """Return where a person signs out of the provider too; None where there is no need.

        To be asked before the session is ended. A provider that cannot be reached keeps nobody
        from signing out here.
        """
        id_token = self._id_tokens.get(session.provider_session or "")
        if id_token is None:
            return None
        try:
            return await self._sign_in.provider.write_end_session(id_token)
        except SignInRefused:
            return None

    async def _admit(self, request: Request, identity: Identity, goal: str) -> Response:
        """Open a session for whom the provider vouches, unless the account is switched off."""
        account = await run_in_threadpool(renew_account, self._desk.store, _vouch(identity))
        if not account.is_enabled:
            return await self._refuse(request, SignInRefused("disabled"), account.name)
        handle = identity.provider_session or secrets.token_urlsafe(16)
        opened = await run_in_threadpool(
            self._desk.open_session,
            request,
            account,
            next_path=goal,
            provider_session=handle,
            has_second_step=identity.has_second_step,
        )
        held = {one.provider_session for one in self._desk.sessions.list_of()}
        kept = {one: token for one, token in self._id_tokens.items() if one in held}
        self._id_tokens = {**kept, handle: identity.id_token}
        return self._lead_on(opened)

    def _lead_on(self, opened: Response) -> Response:
        """Return the way on as a page that goes on by itself.

        The browser counts a redirect as the provider's doing and would withhold the session's
        SameSite=Strict cookie; where our own page leads, it sends it along.
        """
        response = draw_page(
            "way_on",
            self._desk.frontage,
            title="正在打开看板",
            goal=opened.headers["location"],
        )
        response.raw_headers += [one for one in opened.raw_headers if one[0] == b"set-cookie"]
        return response

    async def _refuse(
        self, request: Request, refusal: SignInRefused, account: str | None = None
    ) -> Response:
        """Tell the record, and the person; details go to the log only."""
        self._log_detail(refusal)
        try:
            reason = refusal.reason
            await run_in_threadpool(self._desk.note_refusal, request, account or "", reason)
        except Fault as fault:
            return self._draw_fault(fault, UNAVAILABLE_STATUS)
        return self._draw_fault(refusal, REFUSED_STATUS)

    def _log_detail(self, refusal: SignInRefused) -> None:
        """Tell the log what was wrong; not of everyone, since anybody may be refused."""
        now = time.monotonic()
        if refusal.detail and now - self._logged_at >= LOG_SECONDS:
            self._logged_at = now
            _log.warning("refused: %s (%s)", refusal.reason, refusal.detail)

    def _draw_fault(self, fault: Fault, status: int) -> Response:
        return draw_page(
            "not_signed_in",
            self._desk.frontage,
            status,
            title="没有登录",
            said=describe_to_stranger(fault),
            again=self._desk.link("/login"),
        )

    def _end_sessions(self, claims: Claims) -> None:
        """End the session that a logout token names, or all of the person it names."""
        sessions, store, named = self._desk.sessions, self._desk.store, claims.get("sid")
        if isinstance(named, str):
            ended = [one for one in sessions.list_of() if one.provider_session == named]
        else:
            with store.reader() as cursor:
                account = find_subject(cursor, self._sign_in.settings.issuer, claims["sub"])
            ended = sessions.list_of(account.name) if account else []
        for session in ended:
            sessions.end(session)
            store.record("sign_out", {"account": session.account, "by": "openid"})

    def _keep_attempt(self, request: Request, response: Response, sealed: str) -> None:
        """Give the browser its attempt, or take it back.

        Unlike the gate's other cookies it is Lax: it must come along when the provider sends the
        person back, and it opens nothing by itself.
        """
        response.set_cookie(
            self._name_attempt(request),
            sealed,
            max_age=LIFE_SECONDS if sealed else 0,
            path=self._desk.frontage.base_path or "/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )

    def _name_attempt(self, request: Request) -> str:
        return f"{name_cookie(request, self._desk.frontage)}-openid"


async def _read_logout_token(request: Request) -> str:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_LOGOUT:
            raise SignInRefused("token_incomplete", "logout request too large")
    found = parse_qs(body.decode("utf-8", "replace")).get("logout_token", [""])
    return found[0]


def _vouch(identity: Identity) -> Vouched:
    return Vouched(
        identity.issuer,
        identity.subject,
        identity.name,
        identity.shown_name,
        identity.granted.role,
        identity.granted.units,
    )
