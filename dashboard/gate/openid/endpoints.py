"""The provider's way into the gate: two addresses."""

from __future__ import annotations

import logging
import time

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard.gate.http.own_origin import keep_to_own_pages
from dashboard.gate.http.page_templates import draw_page
from dashboard.gate.http.stranger_messages import describe_to_stranger
from dashboard.gate.openid.code_flow import CodeFlow, Identity
from dashboard.gate.openid.refusal_reasons import SignInRefused
from dashboard.gate.openid.sealed_state import LIFE_SECONDS
from dashboard.gate.openid.settings import CALLBACK_PATH
from dashboard.gate.sessions.cookies import name_cookie
from dashboard.gate.state import GateState
from warehouse.accounts.openid_accounts import Vouched, renew_account
from warehouse.faults import Fault

START_PATH = "/oidc/start"

OWN_DOING = frozenset({"same-origin", "none"})
"""Sec-Fetch-Site where our own button, or the address bar, has led. A provider that asks nothing
would else sign people in at any other site's wish."""

REFUSED_STATUS, UNAVAILABLE_STATUS = 403, 503
LOG_SECONDS = 10.0

_log = logging.getLogger("kaohe.openid")


class OpenIdEndpoints:
    """Lets in whom the provider vouches for, by a session of this gate like any other."""

    def __init__(self, desk: GateState, sign_in: CodeFlow) -> None:
        self._desk = desk
        self._sign_in = sign_in
        self._logged_at = -LOG_SECONDS
        self.button = sign_in.settings.button
        self.allows_passwords = sign_in.settings.local_sign_in
        self.lets_in_administrators = any(one.role == "admin" for one in sign_in.settings.grant)

    def list_routes(self) -> list[Route]:
        """Return the addresses that answer without a session."""
        return [
            Route(START_PATH, self.start, methods=["GET"]),
            Route(CALLBACK_PATH, self.come_back, methods=["GET"]),
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
            response = self._draw_refusal(describe_to_stranger(fault), UNAVAILABLE_STATUS)
        self._keep_attempt(request, response, "")
        return response

    async def _admit(self, request: Request, identity: Identity, goal: str) -> Response:
        """Open a session for whom the provider vouches, unless the account is switched off."""
        account = await run_in_threadpool(renew_account, self._desk.store, _vouch(identity))
        if not account.is_enabled:
            return await self._refuse(request, SignInRefused("disabled"), account.name)
        opened = await run_in_threadpool(
            self._desk.open_session,
            request,
            account,
            next_path=goal,
            has_second_step=identity.has_second_step,
        )
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
            return self._draw_refusal(describe_to_stranger(fault), UNAVAILABLE_STATUS)
        return self._draw_refusal(str(refusal), REFUSED_STATUS)

    def _log_detail(self, refusal: SignInRefused) -> None:
        """Tell the log what was wrong; not of everyone, since anybody may be refused."""
        now = time.monotonic()
        if refusal.detail and now - self._logged_at >= LOG_SECONDS:
            self._logged_at = now
            _log.warning("refused: %s (%s)", refusal.reason, refusal.detail)

    def _draw_refusal(self, said: str, status: int) -> Response:
        return draw_page(
            "not_signed_in",
            self._desk.frontage,
            status,
            title="没有登录",
            said=said,
            again=self._desk.link("/login"),
        )

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


def _vouch(identity: Identity) -> Vouched:
    return Vouched(
        identity.issuer,
        identity.subject,
        identity.name,
        identity.shown_name,
        identity.granted.role,
        identity.granted.units,
    )
