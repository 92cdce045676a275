"""What a proxy before the product may say of those who ask."""

from __future__ import annotations

import ipaddress
from typing import Any

from warehouse.faults import WrongCall


def check_proxies(text: str) -> str:
    """Return the trusted proxies' addresses as they were given; WrongCall for what is none."""
    for one in filter(None, (part.strip() for part in text.split(","))):
        try:
            ipaddress.ip_network(one)
        except ValueError:
            raise WrongCall(
                f"--trusted-proxy 应是反向代理的 IP 地址或网段，多个用逗号分开；收到的是“{one}”。"
            ) from None
    return text


def proxy_settings(trusted: str) -> dict[str, Any]:
    """Return uvicorn's settings: only a proxy that is named may say who asks, and by http or https.

    Uvicorn's own default believes whatever comes from this machine.
    """
    return {"proxy_headers": bool(trusted), "forwarded_allow_ips": trusted}
