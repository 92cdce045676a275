"""Signing in: name and password, then the second step's code, then a password of one's own.

What is wrong is never told apart: a name that nobody has, a wrong password and an account that is
switched off get one sentence after the same work (threats D2). What differs between them, the
entry of the record, is written once the answer is out.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.gate.http.own_origin import keep_to_own_pages
from dashboard.gate.http.stranger_messages import describe_to_stranger
from dashboard.gate.limits.password_queue import BusyError
from dashboard.gate.sessions.sessions import SecondStep, Session, Stage
from dashboard.gate.sign_in.form_checks import BUSY, STALE, draw_form, is_own_form, read_form
from dashboard.gate.state import MOST_FAILURES, GateState
from warehouse.access.accounts import Account, fold_name
from warehouse.accounts.one_time_codes import find_step
from warehouse.accounts.own_account import rehash_if_outdated, use_recovery_code
from warehouse.accounts.passwords import LONGEST, verify_password
from warehouse.faults import Fault

if TYPE_CHECKING:
    from dashboard.gate.openid.endpoints import OpenIdEndpoints

WRONG = "账号或密码不对。连续输错要等一会儿才能再试；忘了密码，请找管理员。"
WRONG_CODE = "验证码不对，或者已经用过。请输入手机上现在显示的 6 位数字。"
NO_PASSWORDS = "本单位用统一登录，不用这里的密码。"

FORBIDDEN, TOO_MANY, UNAVAILABLE = 403, 429, 503


class PasswordPages:
    """The pages of the sign-in, one method each."""

    def __init__(self, desk: GateState, door: OpenIdEndpoints | None) -> None:
        self._desk = desk
        self._door = door

    async def show_login(self, request: Request) -> Response:
        """Ask for name and password; whoever is signed in goes on."""
        session = self._desk.find_session(request)
        goal = request.query_params.get("next")
        if session is not None:
            return self._desk.go_on(session.stage, goal)
        return self._draw_login(request, goal=goal, has_left="left" in request.query_params)

    async def take_login(self, request: Request) -> Response:
        """Check name and password."""
        fields = await read_form(request)
        goal, name = fields.get("next"), fold_name(fields.get("name", ""))
        if not is_own_form(self._desk, request, fields):
            stale = self._draw_login(request, STALE, FORBIDDEN, goal=goal, name=name)
            return self._note_after(stale, request, name, "stale_form")
        if not self._takes_passwords:
            return self._draw_login(request, NO_PASSWORDS, FORBIDDEN, goal=goal, name=name)
        place = self._desk.name_place(request, name)
        wait = self._desk.throttle.begin(name, place)
        if wait:
            said = _format_wait(wait)
            slow = self._draw_login(request, said, TOO_MANY, goal=goal, name=name, wait=wait)
            return self._note_after(slow, request, name, "throttled")
        password = fields.get("password", "")[: LONGEST + 1]
        try:
            account = await self._desk.turns.run(lambda: self._check(name, password, place))
            if account is None:
                wrong = self._draw_login(request, WRONG, FORBIDDEN, goal=goal, name=name)
                return self._note_after(wrong, request, name)
            return await self._open(request, account, _first_stage(account), goal)
        except BusyError:
            return self._draw_login(request, BUSY, UNAVAILABLE, goal=goal, name=name)
        except Fault as fault:  # the record cannot be written: then nobody is let in
            said = describe_to_stranger(fault)
            return self._draw_login(request, said, UNAVAILABLE, goal=goal, name=name)

    async def show_code(self, request: Request) -> Response:
        """Ask for the authenticator's code."""
        if self._find(request, "code") is None:
            return self._begin_anew(request)
        return self._draw_code(request, request.query_params.get("next"))

    async def take_code(self, request: Request) -> Response:
        """Check the authenticator's code, or a recovery code in its place."""
        fields = await read_form(request)
        goal, session = fields.get("next"), self._find(request, "code")
        if session is None:
            return self._begin_anew(request)
        if not is_own_form(self._desk, request, fields):
            await self._desk.record_refusal(request, session.account, "stale_form")
            return self._draw_code(request, goal, STALE, FORBIDDEN)
        place = self._desk.name_place(request, session.account)
        wait = self._desk.throttle.begin(f"{session.account} code", place)
        if wait:
            await self._desk.record_refusal(request, session.account, "throttled")
            return self._draw_code(request, goal, _format_wait(wait), TOO_MANY, wait)
        code = fields.get("code", "").strip()[:32]
        try:
            account, shown = await to_thread.run_sync(
                lambda: self._check_code(request, session, code, place)
            )
            if account is None:
                return self._describe_wrong_code(request, session, goal)
            stage: Stage = "password" if account.must_change else "open"
            return await self._open(request, account, stage, goal, shown)
        except Fault as fault:
            return self._draw_code(request, goal, describe_to_stranger(fault), UNAVAILABLE)

    @property
    def _takes_passwords(self) -> bool:
        """The office may leave all sign-ins to its provider."""
        return self._door is None or self._door.allows_passwords

    @property
    def _has_administrator(self) -> bool:
        """Somebody can let others in, or comes in through the provider and then can."""
        door = self._door
        is_expected = door is not None and door.lets_in_administrators
        return is_expected or self._desk.standing.has_administrator

    def _note_after(
        self, response: Response, request: Request, name: str, reason: str = ""
    ) -> Response:
        """Return an answer after which a refusal is noted: noting takes longer for a known name."""
        response.background = BackgroundTask(self._desk.record_refusal, request, name, reason)
        return response

    def _check(self, name: str, password: str, place: str) -> Account | None:
        account = self._desk.standing.find_account(name)
        is_right = verify_password(password, account.password_hash if account else None)
        if account is None or not is_right or not account.is_enabled:
            return None
        self._desk.throttle.succeed(name, place)
        rehash_if_outdated(self._desk.store, account, password)
        return account

    def _check_code(
        self, request: Request, session: Session, code: str, place: str
    ) -> tuple[Account | None, SecondStep]:
        account = self._desk.standing.find_account(session.account)
        shown = self._find_factor(account, code) if account else "none"
        if account is None or shown == "none":
            self._desk.note_refusal(request, session.account, "code")
            return None, "none"
        self._desk.throttle.succeed(f"{account.name} code", place)
        return account, shown

    def _find_factor(self, account: Account, code: str) -> SecondStep:
        """Return what a code is, and use it up."""
        if account.totp_secret is None:
            return "none"
        step = find_step(account.totp_secret, code, time.time())
        if step is not None:
            return "code" if self._desk.used_codes.use(account.name, step) else "none"
        is_right = use_recovery_code(self._desk.store, account.name, code)
        return "recovery_code" if is_right else "none"

    def _describe_wrong_code(
        self, request: Request, session: Session, goal: str | None
    ) -> Response:
        session.failures += 1
        if session.failures < MOST_FAILURES:
            return self._draw_code(request, goal, WRONG_CODE, FORBIDDEN)
        self._desk.sessions.end(session)
        return self._draw_login(request, WRONG_CODE, FORBIDDEN, goal=goal)

    async def _open(
        self,
        request: Request,
        account: Account,
        stage: Stage,
        goal: str | None,
        shown: SecondStep = "none",
    ) -> Response:
        return await to_thread.run_sync(
            lambda: self._desk.open_session(
                request, account, stage=stage, next_path=goal, second_step=shown
            )
        )

    def _find(self, request: Request, stage: Stage) -> Session | None:
        session = self._desk.find_session(request)
        return session if session is not None and session.stage == stage else None

    def _begin_anew(self, request: Request) -> Response:
        return RedirectResponse(self._desk.link("/login", request.query_params.get("next")), 303)

    def _draw_login(
        self,
        request: Request,
        fault: str = "",
        status: int = 200,
        *,
        goal: str | None,
        name: str = "",
        wait: float = 0,
        has_left: bool = False,
    ) -> Response:
        return draw_form(
            self._desk, request, "login", status, _retry_after(wait),
            title="登录", fault=fault, goal=self._keep(goal), name=name, has_left=has_left,
            has_administrator=self._has_administrator,
            takes_passwords=self._takes_passwords, button=self._door.button if self._door else "",
        )  # fmt: skip

    def _draw_code(
        self,
        request: Request,
        goal: str | None,
        fault: str = "",
        status: int = 200,
        wait: float = 0,
    ) -> Response:
        return draw_form(
            self._desk, request, "code", status, _retry_after(wait),
            title="两步验证", fault=fault, goal=self._keep(goal),
        )  # fmt: skip

    def _keep(self, goal: str | None) -> str:
        return keep_to_own_pages(goal, self._desk.frontage.base_path)


def _first_stage(account: Account) -> Stage:
    if account.totp_secret is not None:
        return "code"
    return "password" if account.must_change else "open"


def _format_wait(seconds: float) -> str:
    whole = int(seconds) + 1
    said = f"{whole} 秒" if whole < 120 else f"{whole // 60} 分钟"
    return f"尝试次数太多，请过 {said}再试。"


def _retry_after(wait: float) -> dict[str, str]:
    return {"Retry-After": str(int(wait) + 1)} if wait else {}
