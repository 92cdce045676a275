"""The reverse proxies whose word about a client's address and scheme is believed."""

from __future__ import annotations

import ipaddress
from typing import Any

from warehouse.faults import WrongCall


def check_proxies(text: str) -> str:
    """Return the text unchanged if it lists IP addresses or networks; WrongCall otherwise."""
    for network in filter(None, (part.strip() for part in text.split(","))):
        try:
            ipaddress.ip_network(network)
        except ValueError:
            raise WrongCall(
                "--trusted-proxy 应是反向代理的 IP 地址或网段，多个用逗号分开；"
                f"收到的是“{network}”。"
            ) from None
    return text


def proxy_settings(trusted: str) -> dict[str, Any]:
    """Return uvicorn's settings that believe forwarded addresses and schemes of these proxies only.

    Uvicorn's own default believes every client on this machine.
    """
    return {"proxy_headers": bool(trusted), "forwarded_allow_ips": trusted}
