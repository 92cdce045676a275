"""Pages for users who have signed in: change the password, set up the second step, sign out."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import NamedTuple

from anyio import to_thread
from starlette.responses import RedirectResponse, Response

from dashboard.gate.http.own_origin import keep_to_own_pages
from dashboard.gate.limits.password_queue import BusyError
from dashboard.gate.sessions.sessions import Session
from dashboard.gate.sessions.visit import Visit
from dashboard.gate.sign_in.form_checks import BUSY, MAX_CODE, STALE, Form, draw_form, is_own_form
from dashboard.gate.state import MAX_FAILURES, GateState
from warehouse.accounts.one_time_codes import draw_qr_code, new_secret
from warehouse.accounts.own_account import (
    NotConfirmed,
    change_password,
    turn_off_second_step,
    turn_on_second_step,
)
from warehouse.accounts.passwords import SHORTEST
from warehouse.faults import Fault
from warehouse.store import Store

FORBIDDEN, UNAVAILABLE = 403, 503
UNSEEN = "请先用身份验证器扫描下面的二维码，再输入手机上显示的验证码。"


class _Refusal(NamedTuple):
    """Why a form was not accepted: the sentence on its page, and the HTTP status."""

    sentence: str
    status: int


_NO_REFUSAL = _Refusal("", 200)


class AccountPages:
    """The pages on which users manage their own account, one method each."""

    def __init__(self, state: GateState) -> None:
        self._state = state

    async def show_password(self, visit: Visit) -> Response:
        """Ask for a new password."""
        session = visit.session_at("password", "open")
        if session is None:
            return self._state.redirect_to_login(visit)
        return self._draw_password(visit, session, visit.query.get("next"))

    async def take_password(self, visit: Visit, form: Form) -> Response:
        """Change the password; all sessions of the account end, and this browser gets a new one."""
        session, goal = visit.session_at("password", "open"), form.get("next")
        if session is None:
            return self._state.redirect_to_login(visit)
        if not is_own_form(self._state, visit, form):
            await self._state.record_refusal(visit, session.account, "stale_form")
            return self._draw_password(visit, session, goal, _Refusal(STALE, FORBIDDEN))
        new = form.get("new", "")
        if new != form.get("again", ""):
            differs = _Refusal("两次输入的新密码不一样。", FORBIDDEN)
            return self._draw_password(visit, session, goal, differs)
        present, code = form.get("present", ""), form.get("code", "")[:MAX_CODE]

        def change(store: Store) -> None:
            change_password(store, present, new, code=code, used=self._state.used_codes)

        refusal = await self._try(visit, session, change)
        if refusal is not None:
            return self._draw_password(visit, session, goal, refusal)
        return await self._renew_session(visit, session, goal)

    async def show_second_step(self, visit: Visit) -> Response:
        """Show the authenticator's secret, or offer to turn the second step off."""
        session = visit.session_at("open")
        if session is None:
            return self._state.redirect_to_login(visit)
        return self._draw_second_step(visit, session)

    async def take_second_step(self, visit: Visit, form: Form) -> Response:
        """Turn the second step on or off."""
        session = visit.session_at("open")
        if session is None:
            return self._state.redirect_to_login(visit)
        if not is_own_form(self._state, visit, form):
            await self._state.record_refusal(visit, session.account, "stale_form")
            return self._draw_second_step(visit, session, _Refusal(STALE, FORBIDDEN))
        if "off" not in form and session.offered_secret is None:
            # The form was sent without its page, which offers the secret that the code is made of.
            return self._draw_second_step(visit, session, _Refusal(UNSEEN, FORBIDDEN))
        recovery_codes = list[str]()

        def turn(store: Store) -> None:
            recovery_codes.extend(self._turn_second_step(store, session, form))

        refusal = await self._try(visit, session, turn)
        if refusal is not None:
            return self._draw_second_step(visit, session, refusal)
        response = await self._renew_session(visit, session, None)
        if not recovery_codes:
            return response
        return self._show_recovery_codes(visit, response, recovery_codes)

    async def show_logout(self, visit: Visit) -> Response:
        """Ask whether to sign out here or everywhere: a mere link must not sign anybody out."""
        session = visit.session
        if session is None:
            return RedirectResponse(self._state.link("/login"), 303)
        return draw_form(
            self._state, visit, "logout", title="退出登录", account=session.account,
            others=len(self._state.sessions.list_of(session.account)) - 1,
        )  # fmt: skip

    async def take_logout(self, visit: Visit, form: Form) -> Response:
        """Sign out of the dashboard, even if the record cannot be written."""
        if not is_own_form(self._state, visit, form):
            return await self.show_logout(visit)
        response = RedirectResponse(f"{self._state.link('/login')}?left=1", 303)
        session = visit.session
        if session is not None:
            if "everywhere" in form:
                self._state.sessions.end_all(session.account)
            await to_thread.run_sync(lambda: self._record_sign_out(visit, session))
        self._state.end_session(visit, response)
        return response

    def _turn_second_step(self, store: Store, session: Session, form: Form) -> list[str]:
        """Turn the second step off or on; return the recovery codes of a new one."""
        present, code = form.get("present", ""), form.get("code", "")[:MAX_CODE]
        used = self._state.used_codes
        if "off" in form:
            turn_off_second_step(store, present, code, used=used)
            return []
        return turn_on_second_step(store, present, session.offered_secret or "", code, used=used)

    def _record_sign_out(self, visit: Visit, session: Session) -> None:
        account = self._state.accounts.find_account(session.account)
        if account is None or session.stage != "open":
            return
        try:
            store = self._state.store.bind_to(account.person)
            store.record("sign_out", {"address": visit.address})
        except Fault:
            return  # a full disk must keep nobody signed in

    async def _try(
        self, visit: Visit, session: Session, act: Callable[[Store], None]
    ) -> _Refusal | None:
        """Run an action as the session's user; return why it was refused, or None."""
        try:
            await self._state.password_queue.run(lambda: act(self._state.open_store_for(session)))
        except BusyError:
            return _Refusal(BUSY, UNAVAILABLE)
        except NotConfirmed as fault:
            await self._state.record_refusal(visit, session.account, fault.what)
            session.failures += 1
            if session.failures >= MAX_FAILURES:
                self._state.sessions.end(session)
            return _Refusal(str(fault), FORBIDDEN)
        except Fault as fault:
            return _Refusal(str(fault), FORBIDDEN)
        return None

    async def _renew_session(self, visit: Visit, session: Session, goal: str | None) -> Response:
        """Open a new session for this browser after an action that ended all of the account's."""
        account = self._state.find_account(session)
        return await to_thread.run_sync(
            lambda: self._state.open_session(visit, account, next_path=goal)
        )

    def _draw_password(
        self,
        visit: Visit,
        session: Session,
        goal: str | None,
        refusal: _Refusal = _NO_REFUSAL,
    ) -> Response:
        is_first = session.stage == "password"
        has_second_step = self._state.find_account(session).totp_secret is not None
        return draw_form(
            self._state, visit, "password", refusal.status,
            title="修改初始密码" if is_first else "修改密码",
            fault=refusal.sentence, account=session.account, is_first=is_first,
            asks_code=not is_first and has_second_step,
            goal=keep_to_own_pages(goal, self._state.own_origin.base_path), shortest=SHORTEST,
        )  # fmt: skip

    def _draw_second_step(
        self, visit: Visit, session: Session, refusal: _Refusal = _NO_REFUSAL
    ) -> Response:
        account = self._state.find_account(session)
        is_on = account.totp_secret is not None
        if not is_on and session.offered_secret is None:
            session.offered_secret = new_secret()
        secret = session.offered_secret or ""
        picture = "" if is_on else base64.b64encode(draw_qr_code(secret, account.name)).decode()
        groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
        return draw_form(
            self._state, visit, "second_step", refusal.status, title="两步验证",
            fault=refusal.sentence, is_on=is_on, picture=picture, secret=groups,
            account=account.name, has_password=account.password_hash is not None,
        )  # fmt: skip

    def _show_recovery_codes(self, visit: Visit, renewed: Response, codes: list[str]) -> Response:
        """Show the recovery codes, once, and set the cookies of the renewed session."""
        response = draw_form(
            self._state, visit, "recovery_codes", title="请保存恢复码", codes=codes
        )
        response.raw_headers += [one for one in renewed.raw_headers if one[0] == b"set-cookie"]
        return response
