"""Signing in: name and password, then the second step's code, then a new password if required.

The answer never tells what is wrong: an unknown name, a wrong password and a disabled account get
the same sentence after the same work (threats D2). What differs between them, the audit entry, is
written after the response was sent.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.background import BackgroundTask
from starlette.responses import Response

from dashboard.gate.http.anonymous_messages import describe_to_anonymous
from dashboard.gate.http.own_origin import keep_to_own_pages
from dashboard.gate.limits.password_queue import BusyError
from dashboard.gate.sessions.sessions import SecondStep, Session, Stage
from dashboard.gate.sessions.visit import Visit
from dashboard.gate.sign_in.form_checks import BUSY, MAX_CODE, STALE, Form, draw_form, is_own_form
from dashboard.gate.state import MAX_FAILURES, GateState
from warehouse.access.accounts import Account, fold_name
from warehouse.accounts.one_time_codes import find_step
from warehouse.accounts.own_account import rehash_if_outdated, use_recovery_code
from warehouse.accounts.passwords import LONGEST, verify_password
from warehouse.faults import Fault

if TYPE_CHECKING:
    from dashboard.gate.openid.endpoints import OpenIdEndpoints

WRONG = "账号或密码不对。连续输错须稍后再试；忘记密码的，请联系管理员。"
WRONG_CODE = "验证码不对，或者已经用过。请输入手机上现在显示的6位数字。"
NO_PASSWORDS = "本单位使用统一登录，不使用此处的密码。"

FORBIDDEN, TOO_MANY, UNAVAILABLE = 403, 429, 503


class PasswordPages:
    """The pages of the password sign-in, one method each."""

    def __init__(self, state: GateState, openid: OpenIdEndpoints | None) -> None:
        self._state = state
        self._openid = openid

    async def show_login(self, visit: Visit) -> Response:
        """Ask for name and password; a browser with a session is redirected onward."""
        goal = visit.query.get("next")
        if visit.session is not None:
            return self._state.redirect_onward(visit.session.stage, goal)
        return self._draw_login(visit, goal=goal, has_left="left" in visit.query)

    async def take_login(self, visit: Visit, form: Form) -> Response:
        """Check name and password."""
        goal, name = form.get("next"), fold_name(form.get("name", ""))
        if not is_own_form(self._state, visit, form):
            stale = self._draw_login(visit, STALE, FORBIDDEN, goal=goal, name=name)
            return self._note_after(stale, visit, name, "stale_form")
        if not self._takes_passwords:
            return self._draw_login(visit, NO_PASSWORDS, FORBIDDEN, goal=goal, name=name)
        place = self._state.name_place(visit, name)
        wait = self._state.throttle.begin(name, place)
        if wait:
            sentence = _format_wait(wait)
            slow = self._draw_login(visit, sentence, TOO_MANY, goal=goal, name=name, wait=wait)
            return self._note_after(slow, visit, name, "throttled")
        password = form.get("password", "")[: LONGEST + 1]
        try:
            account = await self._state.password_queue.run(
                lambda: self._check_password(name, password, place)
            )
            if account is None:
                wrong = self._draw_login(visit, WRONG, FORBIDDEN, goal=goal, name=name)
                return self._note_after(wrong, visit, name)
            return await self._open(visit, account, _first_stage(account), goal)
        except BusyError:
            return self._draw_login(visit, BUSY, UNAVAILABLE, goal=goal, name=name)
        except Fault as fault:  # the record cannot be written: then nobody is let in
            sentence = describe_to_anonymous(fault)
            return self._draw_login(visit, sentence, UNAVAILABLE, goal=goal, name=name)

    async def show_code(self, visit: Visit) -> Response:
        """Ask for the authenticator's code."""
        if visit.session_at("code") is None:
            return self._state.redirect_to_login(visit)
        return self._draw_code(visit, visit.query.get("next"))

    async def take_code(self, visit: Visit, form: Form) -> Response:
        """Check the authenticator's code, or a recovery code in its place."""
        goal, session = form.get("next"), visit.session_at("code")
        if session is None:
            return self._state.redirect_to_login(visit)
        if not is_own_form(self._state, visit, form):
            await self._state.record_refusal(visit, session.account, "stale_form")
            return self._draw_code(visit, goal, STALE, FORBIDDEN)
        place = self._state.name_place(visit, session.account)
        wait = self._state.throttle.begin(f"{session.account} code", place)
        if wait:
            await self._state.record_refusal(visit, session.account, "throttled")
            return self._draw_code(visit, goal, _format_wait(wait), TOO_MANY, wait)
        code = form.get("code", "").strip()[:MAX_CODE]
        try:
            account, factor = await to_thread.run_sync(
                lambda: self._check_code(visit, session, code, place)
            )
            if account is None:
                return self._refuse_code(visit, session, goal)
            stage: Stage = "password" if account.must_change else "open"
            return await self._open(visit, account, stage, goal, factor)
        except Fault as fault:
            return self._draw_code(visit, goal, describe_to_anonymous(fault), UNAVAILABLE)

    @property
    def _takes_passwords(self) -> bool:
        """Whether local accounts sign in here; the office may leave sign-in to its provider."""
        return self._openid is None or self._openid.allows_passwords

    @property
    def _has_administrator(self) -> bool:
        """Whether an administrator exists or can come in through the provider."""
        openid = self._openid
        is_expected = openid is not None and openid.lets_in_administrators
        return is_expected or self._state.accounts.has_administrator

    def _note_after(
        self, response: Response, visit: Visit, name: str, reason: str = ""
    ) -> Response:
        """Return a response after which a refusal is noted: noting a known name takes longer."""
        response.background = BackgroundTask(self._state.record_refusal, visit, name, reason)
        return response

    def _check_password(self, name: str, password: str, place: str) -> Account | None:
        account = self._state.accounts.find_account(name)
        is_right = verify_password(password, account.password_hash if account else None)
        if account is None or not is_right or not account.is_enabled:
            return None
        self._state.throttle.succeed(name, place)
        rehash_if_outdated(self._state.store, account, password)
        return account

    def _check_code(
        self, visit: Visit, session: Session, code: str, place: str
    ) -> tuple[Account | None, SecondStep]:
        account = self._state.accounts.find_account(session.account)
        factor = self._use_factor(account, code) if account else "none"
        if account is None or factor == "none":
            self._state.note_refusal(visit, session.account, "code")
            return None, "none"
        self._state.throttle.succeed(f"{account.name} code", place)
        return account, factor

    def _use_factor(self, account: Account, code: str) -> SecondStep:
        """Return which factor a code is, and use it up."""
        if account.totp_secret is None:
            return "none"
        step = find_step(account.totp_secret, code, time.time())
        if step is not None:
            return "code" if self._state.used_codes.use(account.name, step) else "none"
        is_right = use_recovery_code(self._state.store, account.name, code)
        return "recovery_code" if is_right else "none"

    def _refuse_code(self, visit: Visit, session: Session, goal: str | None) -> Response:
        session.failures += 1
        if session.failures < MAX_FAILURES:
            return self._draw_code(visit, goal, WRONG_CODE, FORBIDDEN)
        self._state.sessions.end(session)
        return self._draw_login(visit, WRONG_CODE, FORBIDDEN, goal=goal)

    async def _open(
        self,
        visit: Visit,
        account: Account,
        stage: Stage,
        goal: str | None,
        factor: SecondStep = "none",
    ) -> Response:
        return await to_thread.run_sync(
            lambda: self._state.open_session(
                visit, account, stage=stage, next_path=goal, second_step=factor
            )
        )

    def _draw_login(
        self,
        visit: Visit,
        fault: str = "",
        status: int = 200,
        *,
        goal: str | None,
        name: str = "",
        wait: float = 0,
        has_left: bool = False,
    ) -> Response:
        return draw_form(
            self._state, visit, "login", status, _retry_after(wait),
            title="登录", fault=fault, goal=self._keep_goal(goal), name=name, has_left=has_left,
            has_administrator=self._has_administrator, takes_passwords=self._takes_passwords,
            button=self._openid.button if self._openid else "",
        )  # fmt: skip

    def _draw_code(
        self,
        visit: Visit,
        goal: str | None,
        fault: str = "",
        status: int = 200,
        wait: float = 0,
    ) -> Response:
        return draw_form(
            self._state, visit, "code", status, _retry_after(wait),
            title="两步验证", fault=fault, goal=self._keep_goal(goal),
        )  # fmt: skip

    def _keep_goal(self, goal: str | None) -> str:
        return keep_to_own_pages(goal, self._state.own_origin.base_path)


def _first_stage(account: Account) -> Stage:
    if account.totp_secret is not None:
        return "code"
    return "password" if account.must_change else "open"


def _format_wait(seconds: float) -> str:
    whole = int(seconds) + 1
    duration = f"{whole}秒" if whole < 120 else f"{whole // 60}分钟"
    return f"尝试次数太多，请过 {duration}再试。"


def _retry_after(wait: float) -> dict[str, str]:
    return {"Retry-After": str(int(wait) + 1)} if wait else {}
