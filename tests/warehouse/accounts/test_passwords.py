"""Passwords: which are accepted, and how they are stored."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path

import pytest
from argon2 import PasswordHasher, extract_parameters

from tests.access import PASSWORD, make_account
from warehouse.access.accounts import read_account
from warehouse.accounts import passwords
from warehouse.accounts.own_account import change_password, rehash_if_outdated
from warehouse.accounts.password_policy import BREACHED_NAME, is_breached
from warehouse.accounts.password_strength import count_hard_characters
from warehouse.accounts.passwords import (
    OWN_CHARACTERS,
    SHORTEST,
    check_password,
    generate_password,
    hash_password,
    is_outdated,
    verify_password,
)
from warehouse.faults import Refused
from warehouse.store import Store

TAKEN = [
    "correct horse battery staple",
    "窗前明月光疑是地上霜举头",
    "        six-of-us",
    "839201746582",
    "🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧",
    "x7" * 3 + "Kq" * 3 + "!Zp&",
    "the quick brown fox jumps over " * 4,
]
REFUSED = [
    "short",
    "elevenchars",
    "password1234",
    "Password123456!",
    "qwertyuiop123",
    "1234567890123",
    "aaaaaaaaaaaaaaaa",
    "abababababab",
    "KaoHe2021Admin",
    "woaini1314520",
    "zhao.tietu zhao.tietu",
    "x" * 129,
    # long enough passwords of zxcvbn's list of common ones, and similar ones
    "qazwsxedcrfv",
    "123qweasdzxc",
    "zaq12wsxcde3",
    "qweasdzxc123",
    "1qaz2wsx3edc4rfv",
    "1q2w3e4r5t6y7u",
    "!QAZ@WSX#EDC",
    "justinbieber",
    "relationship",
    "P@$$w0rd2026!",
    "Professional1",
    # names, dates and the names of offices
    "wangwei19850101",
    "1985年1月1日生日快乐",
    "13912345678abc",
    "caiwuju2026!!",
    "yingshang2026!",
    "营商环境优化考核看板系统",
    "交通运输局2026!",
]
UNITS = ["交通运输局", "城关镇"]


def generate_guesses() -> Iterator[str]:
    """Yield what guessing programs try: words, names and keys followed by years and symbols."""
    starts = ["sunshine", "christopher", "liverpool", "woaini", "zhangwei", "qwerty", "asdfgh",
              "caizhengju", "kaohe", "营商环境", "administrator", "1qaz2wsx", "superman",
              "iloveyou",
              "manchester", "liming", "watermelon", "butterfly", "城关镇", "football"]  # fmt: skip
    for start in starts:
        for year in range(1960, 2027, 3):
            for mark in ("", "!", "123", "@", "!!"):
                yield f"{start}{year}{mark}"
                yield f"{start.capitalize()}@{year}{mark}"


@pytest.mark.parametrize("password", TAKEN)
def test_any_characters_make_a_password_if_they_are_ones_own(password: str) -> None:
    check_password(password, "zhao.tietu")


@pytest.mark.parametrize("password", REFUSED)
def test_what_guessers_try_first_is_refused(password: str) -> None:
    with pytest.raises(Refused):
        check_password(password, "zhao.tietu", UNITS)


def test_thousands_of_words_with_a_year_behind_them_are_refused() -> None:
    guesses = {one for one in generate_guesses() if len(one) >= SHORTEST}
    assert len(guesses) >= 3000
    assert not [one for one in guesses if count_hard_characters(one, UNITS) >= OWN_CHARACTERS]


@pytest.mark.parametrize("end", ["\n", "\r\n", ":3\n"])
def test_a_password_on_the_home_s_list_of_leaked_ones_is_found(tmp_path: Path, end: str) -> None:
    leaked = [f"leaked {number}" for number in range(50)]
    lines = sorted(sha1(one.encode()).hexdigest().upper() + end for one in leaked)
    path = tmp_path / BREACHED_NAME
    assert not is_breached(leaked[0], path)
    path.write_bytes("".join(lines).encode())
    assert all(is_breached(one, path) for one in leaked)
    assert not any(is_breached(f"not {one}", path) for one in leaked)
    path.write_bytes(b"")
    assert not is_breached(leaked[0], path)


def test_a_password_is_kept_as_argon2id_at_no_less_than_owasp_asks() -> None:
    found = extract_parameters(hash_password(PASSWORD))
    assert (found.type.name, found.version) == ("ID", 19)
    assert found.memory_cost >= 46 * 1024 and found.time_cost >= 1
    assert found.salt_len >= 16


def test_a_password_is_judged_exactly_as_it_was_typed() -> None:
    kept = hash_password("Blue kettle ａ")
    assert verify_password("Blue kettle ａ", kept)
    assert not verify_password("blue kettle ａ", kept)
    assert not verify_password("Blue kettle a", kept)


def test_a_name_that_nobody_has_takes_as_long_as_a_wrong_password() -> None:
    kept = hash_password(PASSWORD)
    verify_password("first", None)  # makes the dummy

    def measure(hashed: str | None) -> float:
        times = []
        for _ in range(5):
            began = time.process_time()
            assert not verify_password("wrong", hashed)
            times.append(time.process_time() - began)
        return sorted(times)[2]

    known, unknown = measure(kept), measure(None)
    assert 0.5 < unknown / known < 2


def test_no_more_than_two_hashes_are_computed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()

    class Slow:
        def hash(self, password: str) -> str:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.02)
            with lock:
                running -= 1
            return password

    monkeypatch.setattr(passwords, "HASHER", Slow())
    threads = [threading.Thread(target=hash_password, args=("x",)) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert most == passwords.AT_ONCE == 2


def test_initial_passwords_are_taken_and_differ() -> None:
    made = {generate_password() for _ in range(200)}
    assert len(made) == 200
    for one in made:
        check_password(one, "zhao")


def test_a_hash_of_weaker_parameters_is_made_anew_at_the_next_sign_in(
    at_host: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with monkeypatch.context() as patch:
        patch.setattr(passwords, "HASHER", weak)
        make_account(at_host, "bob", "staff")
    with at_host.reader() as cursor:
        before = read_account(cursor, "bob")
    assert before.password_hash and is_outdated(before.password_hash)
    rehash_if_outdated(at_host, before, PASSWORD)
    with at_host.reader() as cursor:
        after = read_account(cursor, "bob")
    assert after.password_hash and not is_outdated(after.password_hash)
    assert verify_password(PASSWORD, after.password_hash)
    assert after.epoch == before.epoch


@pytest.mark.usefixtures("cheap_hashes")
def test_changing_a_password_takes_the_present_one_and_ends_the_sessions(at_host: Store) -> None:
    own = make_account(at_host, "bob", "staff")
    with at_host.reader() as cursor:
        before = read_account(cursor, "bob")
    with pytest.raises(Refused, match="当前密码不对"):
        change_password(own, "not my password", "seven green umbrellas")
    with pytest.raises(Refused, match="一样"):
        change_password(own, PASSWORD, PASSWORD)
    with pytest.raises(Refused, match="太容易"):
        change_password(own, PASSWORD, "县财政局县财政局县财政局ab")
    leaked = "nine purple lanterns"
    digest = sha1(leaked.encode()).hexdigest()
    (at_host.home / BREACHED_NAME).write_text(f"{digest}\n")
    with pytest.raises(Refused, match="泄露"):
        change_password(own, PASSWORD, leaked)
    change_password(own, PASSWORD, "seven green umbrellas")
    with at_host.reader() as cursor:
        after = read_account(cursor, "bob")
    assert after.epoch > before.epoch
    assert verify_password("seven green umbrellas", after.password_hash)
    assert not verify_password(PASSWORD, after.password_hash)
