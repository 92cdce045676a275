"""The office's provider settings: `openid.toml` in the data folder, read and checked."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from dashboard.gate.http.own_origin import is_loopback
from warehouse.access.people import UnitKey
from warehouse.faults import WrongCall

FILE_NAME = "openid.toml"
START_PATH, CALLBACK_PATH = "/oidc/start", "/oidc/callback"
LOGOUT_PATH = "/oidc/logout"
"""Where the provider reports that a user has signed out there; it is registered as
`backchannel_logout_uri`."""

GivenRole = Literal["leader", "staff", "admin", "auditor", "unit"]
"""Roles that a provider may give; `host` is reserved for users of the machine itself."""

OTHERS_MAY_READ = 0o077


def _check_web_address(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("要写完整的网址，例如 https://login.example.gov.cn")
    if parts.query or parts.fragment or parts.username is not None:
        raise ValueError("网址里不能带 ?、# 或用户名")
    return address


def _check_secure(address: str) -> str:
    """Accept plain http on this machine only: on a network it lets anybody sign in as anybody."""
    parts = urlsplit(_check_web_address(address))
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise ValueError("要用 https")
    return address


def _check_callback(address: str) -> str:
    if not urlsplit(_check_secure(address)).path.endswith(CALLBACK_PATH):
        raise ValueError(f"要以 {CALLBACK_PATH} 结尾，并与平台上登记的一字不差")
    return address


class RoleGrant(BaseModel):
    """One line of the mapping: users with this value of a claim get this role."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: str = Field(min_length=1)
    claim: str | None = None
    """The claim to compare; None: the one named by `role_claim`."""
    role: GivenRole
    scheme: str | None = None
    unit: str | None = None

    @model_validator(mode="after")
    def _check_unit(self) -> RoleGrant:
        has_unit = self.scheme is not None and self.unit is not None
        if (self.role == "unit") != has_unit or (self.scheme is None) != (self.unit is None):
            raise ValueError('role = "unit" 时要同时写 scheme 和 unit，其他角色都不写')
        return self

    @property
    def units(self) -> tuple[UnitKey, ...]:
        """The unit of the line; empty for roles that see every unit."""
        return ((self.scheme, self.unit),) if self.scheme and self.unit else ()


class OpenIdSettings(BaseModel):
    """Everything that the gate knows about the provider; no request adds to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: Annotated[str, AfterValidator(_check_secure)]
    client_id: str = Field(min_length=1)
    client_secret: str | None = Field(default=None, min_length=1, repr=False)
    client_secret_file: str | None = None
    redirect_uri: Annotated[str, AfterValidator(_check_callback)]
    """Exactly as registered with the provider; never built from a Host header."""
    other_origins: tuple[Annotated[str, AfterValidator(_check_secure)], ...] = ()
    """Origins, beside the issuer's, at which the provider's endpoints may be."""
    scopes: tuple[str, ...] = ("openid", "profile")
    role_claim: str = "roles"
    name_claim: str = "preferred_username"
    shown_name_claim: str = "name"
    second_step: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Values of the ID token's `amr` or `acr` that each mean a second factor."""
    grant: tuple[RoleGrant, ...] = Field(min_length=1)
    ca_file: str | None = None
    local_sign_in: bool = True
    """Whether the form for local accounts stays on the sign-in page."""
    button: str = Field(default="用统一身份认证登录", min_length=1, max_length=20)

    @model_validator(mode="after")
    def _check_whole(self) -> OpenIdSettings:
        if (self.client_secret is None) == (self.client_secret_file is None):
            raise ValueError("client_secret 和 client_secret_file 要写一个，只写一个")
        if "openid" not in self.scopes:
            raise ValueError('scopes 里要有 "openid"')
        return self


def read_settings(home: Path) -> OpenIdSettings | None:
    """Return the settings; None if there is no file; WrongCall names the file and the key."""
    path = home / FILE_NAME
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WrongCall(f"{path}：无法读取（{error.strerror}）。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WrongCall(f"{path}：不是正确的 TOML 文件（{error}）。") from None
    try:
        settings = OpenIdSettings.model_validate(document)
    except ValidationError as error:
        raise WrongCall(
            "\n".join(_describe_error(path, detail) for detail in error.errors())
        ) from None
    return _complete(home, path, settings)


def _complete(home: Path, path: Path, settings: OpenIdSettings) -> OpenIdSettings:
    """Return the settings with the secret read and the path of the certificate file completed."""
    if settings.ca_file is not None and not (home / settings.ca_file).is_file():
        raise WrongCall(f"{path}，ca_file：没有这个文件 {home / settings.ca_file}。")
    ca_file = str(home / settings.ca_file) if settings.ca_file is not None else None
    if settings.client_secret_file is None:
        _check_private(path, "client_secret")
        return settings.model_copy(update={"ca_file": ca_file})
    secret_path = home / settings.client_secret_file
    try:
        secret = secret_path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise WrongCall(f"{path}，client_secret_file：无法读取 {secret_path}。") from None
    if not secret:
        raise WrongCall(f"{path}，client_secret_file：{secret_path} 是空的。")
    _check_private(secret_path, "client_secret_file")
    return settings.model_copy(update={"client_secret": secret, "ca_file": ca_file})


def _check_private(path: Path, key: str) -> None:
    """Refuse a secret that other users can read; on Windows the mode does not tell."""
    if os.name == "posix" and path.stat().st_mode & OTHERS_MAY_READ:
        raise WrongCall(f"{path}，{key}：其他用户也能读取该文件。请运行 chmod 600 {path}。")


def _describe_error(path: Path, error: Any) -> str:
    """Return a pydantic error as a sentence with file, key and what is wrong."""
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in error["loc"])
    known = "、".join(OpenIdSettings.model_fields)
    problem = {
        "missing": "没有写，必须写。",
        "extra_forbidden": f"没有这个设置（可以写：{known}）。",
        "literal_error": f"只能是 {'、'.join(get_args(GivenRole))} 之一。",
        "value_error": f"{error.get('ctx', {}).get('error', '')}。",
        "too_short": "至少要写一段，否则无人能登录。",
    }.get(error["type"], "写法不对（类型或长度）。")
    return f"{path}，{key}：{problem}" if key else f"{path}：{problem}"
