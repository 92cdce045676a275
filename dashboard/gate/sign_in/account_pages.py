"""Pages for whoever has signed in: one's own password, the second step, and signing out."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import NamedTuple

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.gate.http.own_origin import keep_to_own_pages
from dashboard.gate.limits.password_queue import BusyError
from dashboard.gate.sessions.sessions import Session
from dashboard.gate.sign_in.form_checks import BUSY, STALE, draw_form, is_own_form, read_form
from dashboard.gate.state import MOST_FAILURES, GateState, name_address
from warehouse.access.accounts import Account
from warehouse.accounts.one_time_codes import draw_secret, new_secret
from warehouse.accounts.own_account import (
    NotProven,
    change_password,
    turn_off_second_step,
    turn_on_second_step,
)
from warehouse.accounts.passwords import SHORTEST
from warehouse.faults import Fault
from warehouse.store import Store

FORBIDDEN, UNAVAILABLE = 403, 503
UNSEEN = "请先用身份验证器扫描下面的二维码，再输入手机上显示的验证码。"
LONGEST_CODE = 32
"""A recovery code has 29 characters with its hyphens."""


class _Hindrance(NamedTuple):
    """What stands in the way, and the status that it is answered with."""

    said: str
    status: int


class AccountPages:
    """The pages on which people look after their own account, one method each."""

    def __init__(self, desk: GateState) -> None:
        self._desk = desk

    async def show_password(self, request: Request) -> Response:
        """Ask for a password of one's own."""
        session = self._find(request, "password", "open")
        if session is None:
            return self._send_to_login(request)
        return self._draw_password(request, session, request.query_params.get("next"))

    async def take_password(self, request: Request) -> Response:
        """Change the password; all sessions end, and this browser gets a new one."""
        fields = await read_form(request)
        session, goal = self._find(request, "password", "open"), fields.get("next")
        if session is None:
            return self._send_to_login(request)
        if not is_own_form(self._desk, request, fields):
            await self._desk.record_refusal(request, session.account, "stale_form")
            return self._draw_password(request, session, goal, _Hindrance(STALE, FORBIDDEN))
        new = fields.get("new", "")
        if new != fields.get("again", ""):
            differs = _Hindrance("两次输入的新密码不一样。", FORBIDDEN)
            return self._draw_password(request, session, goal, differs)
        present, code = fields.get("present", ""), fields.get("code", "")[:LONGEST_CODE]

        def act(store: Store) -> None:
            change_password(store, present, new, code=code, used=self._desk.used_codes)

        hindrance = await self._try(request, session, act)
        if hindrance is not None:
            return self._draw_password(request, session, goal, hindrance)
        return await self._renew(request, session, goal)

    async def show_second_step(self, request: Request) -> Response:
        """Show the secret for the authenticator, or offer to do without from now on."""
        session = self._find(request, "open")
        if session is None:
            return self._send_to_login(request)
        return self._draw_second_step(request, session)

    async def take_second_step(self, request: Request) -> Response:
        """Turn the second step on or off."""
        fields = await read_form(request)
        session = self._find(request, "open")
        if session is None:
            return self._send_to_login(request)
        if not is_own_form(self._desk, request, fields):
            await self._desk.record_refusal(request, session.account, "stale_form")
            return self._draw_second_step(request, session, _Hindrance(STALE, FORBIDDEN))
        if "off" not in fields and session.offered_secret is None:
            # Sent without its page, which offers the secret that the code is made from.
            return self._draw_second_step(request, session, _Hindrance(UNSEEN, FORBIDDEN))
        present, code = fields.get("present", ""), fields.get("code", "")[:LONGEST_CODE]
        used, codes = self._desk.used_codes, list[str]()

        def act(store: Store) -> None:
            if "off" in fields:
                turn_off_second_step(store, present, code, used=used)
            else:
                secret = session.offered_secret or ""
                codes.extend(turn_on_second_step(store, present, secret, code, used=used))

        hindrance = await self._try(request, session, act)
        if hindrance is not None:
            return self._draw_second_step(request, session, hindrance)
        response = await self._renew(request, session, None)
        return self._show_codes(request, response, codes) if codes else response

    async def show_logout(self, request: Request) -> Response:
        """Ask whether to sign out here or everywhere: a link alone must not sign anybody out."""
        session = self._desk.find_session(request)
        if session is None:
            return RedirectResponse(self._desk.link("/login"), 303)
        return draw_form(
            self._desk, request, "logout", title="退出登录", account=session.account,
            others=len(self._desk.sessions.list_of(session.account)) - 1,
        )  # fmt: skip

    async def take_logout(self, request: Request) -> Response:
        """Sign out, also where the record cannot be written."""
        fields = await read_form(request)
        if not is_own_form(self._desk, request, fields):
            return await self.show_logout(request)
        session = self._desk.find_session(request)
        response = RedirectResponse(f"{self._desk.link('/login')}?left=1", 303)
        if session is not None:
            if "everywhere" in fields:
                self._desk.sessions.end_all(session.account)
            await to_thread.run_sync(lambda: self._record_sign_out(request, session))
        self._desk.end_session(request, response)
        return response

    def _record_sign_out(self, request: Request, session: Session) -> None:
        account = self._desk.standing.find_account(session.account)
        if account is None or session.stage != "open":
            return
        try:
            store = self._desk.store.bind_to(account.person)
            store.record("sign_out", {"address": name_address(request)})
        except Fault:
            return  # whoever wants out gets out

    async def _try(
        self, request: Request, session: Session, act: Callable[[Store], None]
    ) -> _Hindrance | None:
        """Do it in the hands of whom the session belongs to; return what stands in its way."""
        try:
            await self._desk.turns.run(lambda: act(self._desk.open_store_for(session)))
        except BusyError:
            return _Hindrance(BUSY, UNAVAILABLE)
        except NotProven as fault:
            await self._desk.record_refusal(request, session.account, fault.what)
            session.failures += 1
            if session.failures >= MOST_FAILURES:
                self._desk.sessions.end(session)
            return _Hindrance(str(fault), FORBIDDEN)
        except Fault as fault:
            return _Hindrance(str(fault), FORBIDDEN)
        return None

    async def _renew(self, request: Request, session: Session, goal: str | None) -> Response:
        """Begin this browser's session anew after what has ended all of the account's."""
        account = self._account(session)
        return await to_thread.run_sync(
            lambda: self._desk.open_session(request, account, next_path=goal)
        )

    def _account(self, session: Session) -> Account:
        account = self._desk.standing.find_account(session.account)
        if account is None:
            raise LookupError(f"session {session.number} outlived its account")
        return account

    def _find(self, request: Request, *stages: str) -> Session | None:
        session = self._desk.find_session(request)
        return session if session is not None and session.stage in stages else None

    def _send_to_login(self, request: Request) -> Response:
        return RedirectResponse(self._desk.link("/login", request.query_params.get("next")), 303)

    def _draw_password(
        self,
        request: Request,
        session: Session,
        goal: str | None,
        hindrance: _Hindrance | None = None,
    ) -> Response:
        said, status = hindrance or _Hindrance("", 200)
        is_first = session.stage == "password"
        return draw_form(
            self._desk, request, "password", status,
            title="换成自己的密码" if is_first else "修改密码",
            fault=said, account=session.account, is_first=is_first,
            asks_code=not is_first and self._account(session).totp_secret is not None,
            goal=keep_to_own_pages(goal, self._desk.frontage.base_path), shortest=SHORTEST,
        )  # fmt: skip

    def _draw_second_step(
        self, request: Request, session: Session, hindrance: _Hindrance | None = None
    ) -> Response:
        said, status = hindrance or _Hindrance("", 200)
        account = self._account(session)
        is_on = account.totp_secret is not None
        if not is_on and session.offered_secret is None:
            session.offered_secret = new_secret()
        secret = session.offered_secret or ""
        picture = "" if is_on else base64.b64encode(draw_secret(secret, account.name)).decode()
        groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
        return draw_form(
            self._desk, request, "second_step", status, title="两步验证",
            fault=said, is_on=is_on, picture=picture, secret=groups, account=account.name,
            has_password=account.password_hash is not None,
        )  # fmt: skip

    def _show_codes(self, request: Request, renewed: Response, codes: list[str]) -> Response:
        """Show the recovery codes once, with the new session's cookie."""
        response = draw_form(
            self._desk, request, "recovery_codes", title="请保存恢复码", codes=codes
        )
        for name, value in renewed.raw_headers:
            if name == b"set-cookie":
                response.raw_headers.append((name, value))
        return response
