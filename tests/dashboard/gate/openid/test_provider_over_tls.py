"""Over the network: which certificates are trusted, and that nothing leads to another host."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dashboard.gate.openid.provider import Provider
from dashboard.gate.openid.refusal_reasons import SignInRefused
from tests.dashboard.gate.openid.fake_issuer import SETTINGS


class Description(BaseHTTPRequestHandler):
    """Answers every request with a description, or with a redirect elsewhere."""

    leads_to = ""
    asked: ClassVar[list[int]] = []
    """The ports that received a request."""

    def do_GET(self) -> None:
        port = int(self.connection.getsockname()[1])
        self.asked.append(port)
        content = json.dumps({"issuer": f"https://localhost:{port}", "token_endpoint": "x"})
        self.send_response(302 if self.leads_to else 200)
        if self.leads_to:
            self.send_header("Location", self.leads_to)
        self.end_headers()
        self.wfile.write(content.encode())

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate for localhost that no authority has signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "own.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def answering(certificate: Path | None) -> Iterator[int]:
    """Answer on a port of this machine, over TLS with a certificate."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Description)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def describe(port: int, ca_file: Path | None = None, **changed: str) -> dict[str, object]:
    """Return the description of a provider on this port."""
    own = {"issuer": f"https://localhost:{port}", "ca_file": str(ca_file) if ca_file else None}
    return asyncio.run(Provider(SETTINGS.model_copy(update={**own, **changed})).describe())


def test_a_certificate_of_the_office_s_own_authority_is_believed(certificate: Path) -> None:
    with answering(certificate) as port:
        assert describe(port, certificate)["issuer"] == f"https://localhost:{port}"


def test_a_certificate_that_no_known_authority_signed_is_not(certificate: Path) -> None:
    with answering(certificate) as port, pytest.raises(SignInRefused) as caught:
        describe(port)
    assert (caught.value.reason, "CERTIFICATE" in caught.value.detail) == ("provider_down", True)


def test_a_certificate_for_another_name_is_not(certificate: Path) -> None:
    with answering(certificate) as port, pytest.raises(SignInRefused) as caught:
        describe(port, certificate, issuer=f"https://127.0.0.1:{port}")
    assert (caught.value.reason, "CERTIFICATE" in caught.value.detail) == ("provider_down", True)


def test_neither_a_redirect_nor_a_proxy_leads_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(None) as elsewhere, answering(None) as port:
        for name in ("HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{elsewhere}")
        monkeypatch.setattr(Description, "leads_to", f"http://localhost:{elsewhere}/")
        monkeypatch.setattr(Description, "asked", [])
        with pytest.raises(SignInRefused) as caught:
            describe(port, issuer=f"http://localhost:{port}")
        assert (caught.value.reason, Description.asked) == ("provider_wrong", [port])
