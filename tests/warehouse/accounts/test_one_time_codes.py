"""An authenticator's code works for 90 seconds and once; a recovery code works once."""

from __future__ import annotations

import math
import time

import pyotp
import pytest

from tests.access import PASSWORD, make_account
from warehouse.access.accounts import Account, read_account
from warehouse.accounts.one_time_codes import (
    UsedCodes,
    draw_qr_code,
    find_step,
    new_recovery_codes,
    new_secret,
)
from warehouse.accounts.own_account import (
    change_password,
    turn_off_second_step,
    turn_on_second_step,
    use_recovery_code,
)
from warehouse.accounts.passwords import INITIAL_LETTERS
from warehouse.faults import Refused
from warehouse.store import Store

NOW = 1_800_000_000


@pytest.mark.parametrize(
    ("seconds", "is_taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_code_is_good_for_its_step_and_one_beside_it(seconds: int, is_taken: bool) -> None:
    secret = new_secret()
    code = pyotp.TOTP(secret).at(NOW + seconds)
    assert (find_step(secret, code, NOW) is not None) == is_taken


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 456"])
def test_what_is_no_code_is_wrong(code: str) -> None:
    assert find_step(new_secret(), code, NOW) is None


def test_a_code_counts_once_and_none_before_it() -> None:
    used = UsedCodes()
    assert used.use("bob", 100)
    assert not used.use("bob", 100)
    assert not used.use("bob", 99)
    assert used.use("amy", 100)
    assert used.use("bob", 101)


def test_the_picture_is_drawn_here() -> None:
    assert draw_qr_code(new_secret(), "bob").startswith(b"<?xml")


def test_a_recovery_code_is_too_long_to_be_guessed_from_its_digest() -> None:
    codes = new_recovery_codes()
    assert len({*codes}) == 8
    for one in codes:
        letters = one.replace("-", "")
        assert len(letters) * math.log2(len(INITIAL_LETTERS)) >= 112
        assert set(letters) <= set(INITIAL_LETTERS) and len(one) <= 32


@pytest.mark.usefixtures("cheap_hashes")
class TestSecondStep:
    secret: str

    def turn_on(self, own: Store) -> list[str]:
        self.secret = new_secret()
        return turn_on_second_step(own, PASSWORD, self.secret, self.now())

    def now(self) -> str:
        return pyotp.TOTP(self.secret).at(int(time.time()))

    def read(self, store: Store) -> Account:
        with store.reader() as cursor:
            return read_account(cursor, "bob")

    def test_it_is_on_once_a_code_proves_that_the_secret_was_taken(self, at_host: Store) -> None:
        own = make_account(at_host, "bob", "staff")
        with pytest.raises(Refused, match="验证码不对"):
            turn_on_second_step(own, PASSWORD, new_secret(), "000000")
        assert self.read(at_host).totp_secret is None
        self.turn_on(own)
        assert self.read(at_host).totp_secret is not None

    def test_it_takes_the_password_to_turn_it_on_or_off(self, at_host: Store) -> None:
        own = make_account(at_host, "bob", "staff")
        with pytest.raises(Refused, match="密码不对"):
            turn_on_second_step(own, "not my password", new_secret(), "000000")
        self.turn_on(own)
        with pytest.raises(Refused, match="密码不对"):
            turn_off_second_step(own, "not my password", self.now())
        turn_off_second_step(own, PASSWORD, self.now())
        assert self.read(at_host).totp_secret is None

    def test_where_it_is_on_the_password_alone_changes_nothing(self, at_host: Store) -> None:
        own = make_account(at_host, "bob", "staff")
        codes = self.turn_on(own)
        before = self.read(at_host)
        for code in ("", "000000", codes[0][:-1] + "0"):
            with pytest.raises(Refused, match="验证码不对"):
                turn_off_second_step(own, PASSWORD, code)
            with pytest.raises(Refused, match="验证码不对"):
                change_password(own, PASSWORD, "seven green umbrellas", code=code)
        assert self.read(at_host) == before
        change_password(own, PASSWORD, "seven green umbrellas", code=self.now())
        turn_off_second_step(own, "seven green umbrellas", codes[1])
        assert self.read(at_host).totp_secret is None

    def test_a_code_that_turned_it_on_does_not_turn_it_off(self, at_host: Store) -> None:
        own, used = make_account(at_host, "bob", "staff"), UsedCodes()
        secret = new_secret()
        code = pyotp.TOTP(secret).at(int(time.time()))
        turn_on_second_step(own, PASSWORD, secret, code, used=used)
        with pytest.raises(Refused, match="已经用过"):
            turn_off_second_step(own, PASSWORD, code, used=used)

    def test_a_recovery_code_counts_once_however_it_is_written(self, at_host: Store) -> None:
        first, second, *_ = self.turn_on(make_account(at_host, "bob", "staff"))
        assert use_recovery_code(at_host, "bob", f" {first.upper()} ")
        assert not use_recovery_code(at_host, "bob", first)
        assert not use_recovery_code(at_host, "bob", "aaaaa-bbbbb")
        assert use_recovery_code(at_host, "bob", second.replace("-", ""))
        assert len(self.read(at_host).recovery_hashes) == 6

    def test_recovery_codes_are_not_kept_in_the_clear(self, at_host: Store) -> None:
        codes = self.turn_on(make_account(at_host, "bob", "staff"))
        stored = repr(self.read(at_host))
        assert not any(code in stored or code.replace("-", "") in stored for code in codes)
