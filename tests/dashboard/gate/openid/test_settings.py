"""openid.toml is read as written, or refused with the names of file and key."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dashboard.gate.openid.settings import FILE_NAME, OpenIdSettings, read_settings
from dashboard.gate.openid.setup import check_units
from warehouse.faults import WrongCall
from warehouse.home.opening import open_store

SOUND = """
issuer = "https://login.example.gov.cn"
client_id = "kaohe"
client_secret_file = "openid-secret"
redirect_uri = "https://kaohe.example.gov.cn/oidc/callback"

[[grant]]
value = "kaohe-leader"
role = "leader"

[[grant]]
claim = "department"
value = "财政局"
role = "unit"
scheme = "jiangxian-2021"
unit = "县财政局"
"""


def write(home: Path, text: str = SOUND, *, mode: int = 0o600) -> Path:
    """Write the file and its secret into a home."""
    for name, content in ((FILE_NAME, text), ("openid-secret", "s3cret\n")):
        (home / name).write_text(content, "utf-8")
        (home / name).chmod(mode)
    return home


def test_without_the_file_there_is_no_way_in_through_a_provider(tmp_path: Path) -> None:
    assert read_settings(tmp_path) is None


def test_the_file_is_taken_as_written_and_its_secret_from_beside_it(tmp_path: Path) -> None:
    settings = read_settings(write(tmp_path))
    assert settings is not None
    assert settings.client_secret == "s3cret"
    assert settings.grant[1].units == (("jiangxian-2021", "县财政局"),)
    assert "s3cret" not in repr(settings)


def change(old: str, new: str) -> str:
    """Return the valid file with one line changed."""
    assert old in SOUND
    return SOUND.replace(old, new)


ISSUER = 'issuer = "https://login.example.gov.cn"'
SECRET = 'client_secret_file = "openid-secret"'
CASES = [
    ("no TOML", "issuer = ", "TOML"),
    ("no issuer", change(ISSUER, ""), "issuer"),
    ("an issuer in the open", change("https://login", "http://login"), "issuer"),
    ("an issuer that is no address", change("https://login.example.gov.cn", "login"), "issuer"),
    ("a query in the issuer", change("login.example.gov.cn", "login.example.gov.cn?x=1"), "issuer"),
    ("an unknown key", f"isuer = 1\n{SOUND}", "isuer"),
    ("no secret", change(SECRET, ""), "client_secret"),
    ("two secrets", change(SECRET, f'{SECRET}\nclient_secret = "x"'), "client_secret"),
    ("a secret that is not there", change("openid-secret", "nowhere"), "client_secret_file"),
    ("another way back", change("/oidc/callback", "/elsewhere"), "redirect_uri"),
    ("a way back in the open", change("https://kaohe", "http://kaohe"), "redirect_uri"),
    ("a second step by no name", f"second_step = ['']\n{SOUND}", "second_step"),
    ("no openid among the scopes", f'scopes = ["profile"]\n{SOUND}', "scopes"),
    ("a certificate that is not there", f'ca_file = "ca.pem"\n{SOUND}', "ca_file"),
    ("a switch that is none", f'local_sign_in = "maybe"\n{SOUND}', "local_sign_in"),
    ("an unknown role", change('role = "leader"', 'role = "boss"'), "grant.1.role"),
    ("the host's role", change('role = "leader"', 'role = "host"'), "grant.1.role"),
    ("a unit's role without a unit", change('unit = "县财政局"', ""), "grant.2"),
    ("a unit for another role", change('role = "unit"', 'role = "staff"'), "grant.2"),
    ("nobody let in", SOUND.partition("[[grant]]")[0], "grant"),
]


@pytest.mark.parametrize(("text", "key"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(WrongCall) as caught:
        read_settings(write(tmp_path, text))
    said = str(caught.value)
    assert str(tmp_path / FILE_NAME) in said
    assert key in said.removeprefix(str(tmp_path / FILE_NAME))


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights elsewhere")
@pytest.mark.parametrize(
    "text", [SOUND, change(SECRET, 'client_secret = "s3cret"')], ids=["beside the file", "in it"]
)
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(WrongCall, match="chmod 600"):
        read_settings(write(tmp_path, text, mode=0o640))


def test_plain_http_is_for_this_machine_only(tmp_path: Path) -> None:
    local = change("https://login.example.gov.cn", "http://localhost:4455")
    settings = read_settings(write(tmp_path, local))
    assert settings is not None
    assert settings.issuer == "http://localhost:4455"


def test_a_unit_that_no_roster_has_stops_the_start(fresh_home: Path) -> None:
    settings = read_settings(write(fresh_home, change('unit = "县财政局"', 'unit = "财政"')))
    assert isinstance(settings, OpenIdSettings)
    store = open_store(fresh_home)
    with pytest.raises(WrongCall, match=r"grant.*财政"):
        check_units(store, settings)
    store.close()
