"""Ways to a portal that a profile's `transport` leads along, as real servers on this machine's loopback address.

An authority of one's own, a front that ends TLS before a portal and may ask for a client certificate or for a name and
password (HTTP Basic), and a proxy that asks for an account.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NAME = "portal.test"
"""A name that only a mapping or a proxy knows (RFC 6761)."""
HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}


class Authority:
    """A certificate authority: `file` has its certificate, `issue` makes what it vouches for."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._subject = _name(f"authority {folder.name}")
        made = _certificate(self._subject, self._subject, self._key)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(made.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM))

    def issue(self, name: str, *, client: bool = False, passphrase: str = "") -> Path:
        """A certificate for a server of that name, or for a visitor; its key stands in the same file."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.1"))]
        usage = ExtendedKeyUsageOID.CLIENT_AUTH if client else ExtendedKeyUsageOID.SERVER_AUTH
        made = (
            _certificate(_name(name), self._subject, key)
            .add_extension(x509.SubjectAlternativeName([*names]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        closed: KeySerializationEncryption = NoEncryption()
        if passphrase:
            closed = BestAvailableEncryption(passphrase.encode())
        file = self._folder / f"{name}.pem"
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, closed)
        file.write_bytes(secret + made.public_bytes(Encoding.PEM))
        return file


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A visitor who goes away, or is turned away in the handshake, is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass

    def _turn_away(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()


class _Front(_Handler):
    """Hands each request on to the portal behind, and its answer back as it comes."""

    behind: str
    account: str = ""
    heard: list[str]

    def do_GET(self) -> None:
        self.heard.append(self.headers.get("Authorization", ""))
        if self.account and self.headers.get("Authorization") != _basic(self.account):
            self._turn_away(401, WWW_Authenticate='Basic realm="bench"')
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        with contextlib.closing(self._line()) as line:
            line.request(self.command, self.path, body or None, headers)
            with line.getresponse() as answer:
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in HOP_BY_HOP | {"server", "date"}:
                        self.send_header(name, value)
                self.send_header("Connection", "close")
                self.end_headers()
                while piece := answer.read1(65536):
                    self.wfile.write(piece)

    do_POST = do_GET

    def _line(self) -> http.client.HTTPConnection:
        place = urlsplit(self.behind)
        assert place.hostname
        if place.scheme == "http":
            return http.client.HTTPConnection(place.hostname, place.port, timeout=30)
        overlooking = ssl._create_unverified_context()  # the portal's own certificate, on this machine
        return http.client.HTTPSConnection(place.hostname, place.port, timeout=30, context=overlooking)


class _Proxy(_Handler):
    """Knows where `NAME` is; lets nobody through but with the account."""

    account: str
    passed: list[str]

    def do_CONNECT(self) -> None:
        host, _, port = self.path.rpartition(":")
        if not self._may(host):
            return
        with socket.create_connection(("127.0.0.1" if host == NAME else host, int(port)), 30) as there:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_pour, args=(there, self.connection), daemon=True)
            back.start()
            _pour(self.connection, there)
            back.join()
        self.close_connection = True

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if not self._may(parts.hostname or ""):
            return
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", parts.port, timeout=30)) as line:
            line.request("GET", parts.path, headers={"Host": parts.netloc})
            answer = line.getresponse()
            body = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _may(self, host: str) -> bool:
        if self.account and self.headers.get("Proxy-Authorization") != _basic(self.account):
            self._turn_away(407, Proxy_Authenticate='Basic realm="proxy"')
            return False
        if host not in (NAME, "127.0.0.1"):
            self._turn_away(502)
            return False
        self.passed.append(host)
        return True


def _basic(account: str) -> str:
    return f"Basic {base64.b64encode(account.encode()).decode()}"


def _pour(source: socket.socket, goal: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            goal.sendall(piece)
    with contextlib.suppress(OSError):
        goal.shutdown(socket.SHUT_WR)


@contextmanager
def _serving(handler: type[_Handler], context: ssl.SSLContext | None = None) -> Iterator[int]:
    """The port; handshakes happen in the visitor's own thread."""
    server = _Server(("127.0.0.1", 0), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def front(
    behind: str,
    pem: Path | None = None,
    *,
    visitors: Authority | None = None,
    account: str = "",
    newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    heard: list[str] | None = None,
) -> Iterator[int]:
    """Its port. With `pem` it speaks TLS, with `visitors` only to those that this authority vouches for.

    `account`: «user:password» that HTTP Basic asks for; `heard` gets the Authorization of every request.
    """
    context = None
    if pem:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.maximum_version = newest
        context.load_cert_chain(pem)
        if visitors:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(visitors.file)
    told = {"behind": behind, "account": account, "heard": [] if heard is None else heard}
    with _serving(type("Front", (_Front,), told), context) as port:
        yield port


@contextmanager
def proxy(account: str = "") -> Iterator[tuple[str, list[str]]]:
    """Its address, and the names it has let visitors through to. `account`: «user:password»."""
    passed: list[str] = []
    with _serving(type("Proxy", (_Proxy,), {"account": account, "passed": passed})) as port:
        yield f"http://127.0.0.1:{port}", passed
