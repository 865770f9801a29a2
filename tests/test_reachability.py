"""The look before any browser tells apart what can be wrong with an address, its certificate and its TLS."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fixtures.reachability import look
from tests.stand_in import stand_in

NOW = datetime.now(UTC)


def certificate(folder: Path, *, name: str = "127.0.0.1", until: datetime = NOW + timedelta(days=1)) -> Path:
    """A self-signed certificate and its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    known = x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(until - timedelta(days=2))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([known]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(pem))
    return file


@contextmanager
def serving(pem: Path, oldest: ssl.TLSVersion, newest: ssl.TLSVersion) -> Iterator[str]:
    """A server that shakes hands in these versions and answers every request with an empty page."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    with pytest.warns(DeprecationWarning) if oldest < ssl.TLSVersion.TLSv1_2 else _quiet():
        context.minimum_version, context.maximum_version = oldest, newest
    context.load_cert_chain(pem)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            try:
                with plain, context.wrap_socket(plain, server_side=True) as secure:
                    if secure.recv(4096):
                        secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            except OSError:
                continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@contextmanager
def _quiet() -> Iterator[None]:
    yield


V = ssl.TLSVersion


@pytest.mark.parametrize(
    ("oldest", "newest", "offered", "too_old"),
    [
        (V.TLSv1_2, V.TLSv1_3, ("TLS 1.2", "TLS 1.3"), False),
        (V.TLSv1, V.TLSv1_1, ("TLS 1.0", "TLS 1.1"), True),
        (V.TLSv1, V.TLSv1, ("TLS 1.0",), True),
        (V.TLSv1, V.TLSv1_2, ("TLS 1.0", "TLS 1.1", "TLS 1.2"), False),
    ],
)
def test_versions(
    tmp_path: Path, oldest: ssl.TLSVersion, newest: ssl.TLSVersion, offered: tuple[str, ...], too_old: bool
) -> None:
    with serving(certificate(tmp_path), oldest, newest) as url:
        found = look(url)
    assert (found.tls, found.too_old, found.certificate) == (offered, too_old, "self-signed")
    assert ("TLS too old" in found.obstacle(own=True)) is too_old
    assert "not an audio-conference portal" in found.obstacle(own=True, legacy_tls=True)


def test_a_certificate_that_has_expired_or_is_for_another_name_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expired, other = tmp_path / "expired", tmp_path / "other"
    expired.mkdir()
    other.mkdir()
    for pem, told in (
        (certificate(expired, until=NOW - timedelta(days=1)), "expired"),
        (certificate(other, name="portal.example"), "wrong name"),
    ):
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))  # its issuer is trusted: only the rest is wrong
        with serving(pem, V.TLSv1_2, V.TLSv1_3) as url:
            found = look(url)
        assert found.certificate == told
        assert "cannot be trusted" in found.obstacle(own=False)


def test_a_portal_is_known_by_its_words() -> None:
    with stand_in() as (url, _):
        assert look(f"{url}/portal").reachable
        stranger = look(f"{url}/page")
    assert not stranger.reachable
    assert "is not an audio-conference portal" in stranger.obstacle(own=False)
    assert "«Войти»" in stranger.obstacle(own=False)


def closed_port() -> str:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (lambda: "portal", "is not an address: write it as https://name"),
        (lambda: "https://no-such-host.invalid", "the name no-such-host.invalid is not known here"),
        (closed_port, "nobody answers at 127.0.0.1, port "),
    ],
)
def test_an_address_that_cannot_be_reached(address: Callable[[], str], told: str) -> None:
    found = look(address())
    assert told in found.trouble
    assert not found.reachable


def test_http_behind_an_https_address() -> None:
    with stand_in() as (url, _):
        assert "speaks no TLS" in look(url.replace("http:", "https:")).trouble


def test_the_command() -> None:
    with stand_in() as (url, _):
        command = [sys.executable, "-m", "fixtures.reachability"]
        good = subprocess.run([*command, f"{url}/portal"], capture_output=True, text=True)
        bad = subprocess.run([*command, f"{url}/page"], capture_output=True, text=True)
    assert (good.returncode, bad.returncode) == (0, 1)
    assert "portal       yes" in good.stdout
    assert "is not an audio-conference portal" in bad.stdout
    assert bad.stderr == ""
