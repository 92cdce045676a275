"""The shipped nginx configuration, run by a real nginx with other ports and certificate."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.needs import require
from tests.repository import ROOT
from tests.serving import find_ports

SHIPPED = ROOT / "deploy" / "nginx.conf"
START_SECONDS = 10.0
MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/kaohe.conf;
}}
"""


@contextmanager
def proxying(address: str, folder: Path) -> Iterator[str]:
    """Run nginx in front of an address, and lend its own; skip where nginx is not installed."""
    program = require("nginx", "openssl")
    folder.mkdir()
    plain, secure = find_ports(2)
    write_certificate(folder)
    (folder / "kaohe.conf").write_text(adapt(address, folder, plain, secure), "utf-8")
    user = "user root;" if hasattr(os, "getuid") and os.getuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(folder=folder, user=user), "utf-8")
    process = subprocess.Popen([program, "-e", f"{folder}/error.log", "-c", str(main)])
    try:
        wait_for(secure, process)
        yield f"https://127.0.0.1:{secure}"
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def adapt(address: str, folder: Path, plain: int, secure: int) -> str:
    """Return the shipped configuration with this machine's ports and files; no more is changed."""
    text = SHIPPED.read_text("utf-8")
    changes = (
        (r"listen 80;", f"listen 127.0.0.1:{plain};"),
        (r"listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;"),
        (r"server_name kaohe\.example\.gov\.cn;", "server_name 127.0.0.1;"),
        (r"/etc/nginx/", f"{folder}/"),
        (r"/var/log/nginx/", f"{folder}/"),
        (r"http://127\.0\.0\.1:8501", address),
    )
    for found, put in changes:
        text, count = re.subn(found, put, text)
        assert count, found
    return text


def write_certificate(folder: Path) -> None:
    """Make a certificate that nobody trusts."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
         "-subj", "/CN=127.0.0.1", "-keyout", folder / "kaohe.key", "-out", folder / "kaohe.crt"],
        check=True,
        capture_output=True,
    )  # fmt: skip


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until somebody listens."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, "nginx has ended: its configuration is wrong"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("nginx does not listen")
