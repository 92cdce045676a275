"""The files in `deploy/` agree with the program and grant no right that it does not need."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml  # type: ignore[import-untyped]

from dashboard.command_line.options.parser import build_parser
from dashboard.gate.openid.settings import CALLBACK_PATH, OpenIdSettings
from dashboard.runtime.base_path import set_base_path
from dashboard.runtime.limits import UPLOAD_MEGABYTES
from dashboard.server.trusted_proxies import check_proxies
from tests.needs import leave_out, needs
from tests.repository import ROOT

DEPLOY = ROOT / "deploy"
EXPOSURE = re.compile(r"Overall exposure level for \S+: ([\d.]+)")
MOST_EXPOSED = 2.0
"""systemd's own measure: 10 is an ordinary service, below 2 is called OK and better."""


def read_unit() -> dict[str, list[str]]:
    """Return the settings of the service; a key may occur more than once."""
    settings: dict[str, list[str]] = {}
    for line in (DEPLOY / "kaohe.service").read_text("utf-8").splitlines():
        key, mark, value = line.partition("=")
        if mark and not line.startswith("#"):
            settings.setdefault(key, []).append(value)
    return settings


def test_the_service_is_started_with_options_that_exist() -> None:
    (command,) = read_unit()["ExecStart"]
    program, *argv = shlex.split(command)
    arguments = build_parser().parse_args(argv)
    assert Path(program).parts[-2:] == ("bin", "kaohe")
    assert check_proxies(arguments.trusted_proxy) == "127.0.0.1"
    assert set_base_path(arguments.base_path) == "/kaohe"
    set_base_path("")
    assert arguments.host == "127.0.0.1"


def test_the_service_writes_only_where_its_home_is() -> None:
    unit = read_unit()
    assert f"KAOHE_HOME=/var/lib/{unit['StateDirectory'][0]}" in unit["Environment"][0]
    assert unit["ProtectSystem"] == ["strict"]
    assert unit["StateDirectoryMode"] == ["0700"]
    assert "ReadWritePaths" not in unit


@needs("systemd-analyze")
def test_systemd_knows_the_service_and_calls_it_closed() -> None:
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", DEPLOY / "kaohe.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    found = EXPOSURE.search(said.stdout)
    if found is None:
        leave_out("a systemd that looks at files")
    assert float(found[1]) <= MOST_EXPOSED
    assert "Unknown" not in said.stderr


def test_nginx_takes_what_the_product_takes_and_leaves_the_path_alone() -> None:
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", text)
    assert int(megabytes) > UPLOAD_MEGABYTES
    assert re.findall(r"proxy_pass (\S+);", text) == ["http://127.0.0.1:8501"]
    # Added to, it would keep what a visitor says of itself.
    assert "$proxy_add_x_forwarded_for" not in text


def test_the_guide_s_provider_file_is_taken_and_fits_the_path_of_the_service() -> None:
    guide = (DEPLOY / "openid.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", guide, re.S)
    (command,) = read_unit()["ExecStart"]
    base = build_parser().parse_args(shlex.split(command)[1:]).base_path
    # What stands there as a remark is a setting all the same.
    for text in (example, re.sub(r"^# (?=\w+ = )", "", example, flags=re.M)):
        settings = OpenIdSettings.model_validate(tomllib.loads(text))
        assert urlsplit(settings.redirect_uri).path == f"{base}{CALLBACK_PATH}"
        assert f"`https://看板地址{base}{CALLBACK_PATH}`" in guide


def read_dockerfile() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile, with continued lines joined."""
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    whole = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.M))
    pairs = (line.split(maxsplit=1) for line in whole.splitlines() if line.strip())
    return [(word, rest) for word, rest in pairs]


def test_the_image_runs_as_nobody_special_and_starts_what_exists() -> None:
    instructions = read_dockerfile()
    last = dict(instructions)
    assert last["USER"] == "10001:10001"
    entry, command = json.loads(last["ENTRYPOINT"]), json.loads(last["CMD"])
    assert entry == ["kaohe"]
    assert build_parser().parse_args(command).log_to == "stderr"
    health = json.loads(last["HEALTHCHECK"].partition("CMD ")[2])
    assert build_parser().parse_args(health[1:]).command == "health"
    assert not [rest for word, rest in instructions if word == "ADD" or "latest" in rest]


def test_the_image_is_made_of_the_offline_package_alone() -> None:
    copied = [rest.split() for word, rest in read_dockerfile() if word == "COPY"]
    assert copied == [
        ["dist/wheelhouse", "/wheelhouse"],
        ["--from=installed", "/opt/kaohe", "/opt/kaohe"],
    ]
    assert (DEPLOY / "Dockerfile.dockerignore").read_text().split() == ["*", "!dist/wheelhouse"]


def test_containers_cannot_write_or_rise_and_only_nginx_is_reached() -> None:
    services = read_compose()["services"]
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in services["app"]
    assert services["nginx"]["depends_on"]["app"]["condition"] == "service_healthy"
    # The text that is replaced in nginx's configuration must occur there.
    assert "127.0.0.1:8501" in (DEPLOY / "nginx.conf").read_text("utf-8")
    command = services["nginx"]["command"][2]
    assert "sed 's/127.0.0.1:8501/app:8501/' /shipped/nginx.conf" in command


def test_the_proxy_that_is_trusted_is_the_network_of_the_containers() -> None:
    compose = read_compose()
    (place,) = compose["networks"]["inside"]["ipam"]["config"]
    assert compose["services"]["app"]["environment"]["KAOHE_TRUSTED_PROXY"] == place["subnet"]
    assert check_proxies(place["subnet"]) == place["subnet"]


def read_compose() -> dict[str, Any]:
    compose: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return compose
