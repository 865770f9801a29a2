"""Https: the portal's own certificate and the two profiles, looked at with Python's `ssl` (memo 1.2)."""

from __future__ import annotations

import ssl
import warnings
from pathlib import Path

import httpx
import pytest

from portal import tls
from portal.settings import Settings
from tests import serving

VERSIONS = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}


def settings(folder: Path, **wanted: str) -> Settings:
    return Settings.model_validate({"database": str(folder / "portal.sqlite3"), "tls": "self-signed", **wanted})


def client(version: str, trusted: Path) -> ssl.SSLContext:
    """A visitor that speaks one version only and checks the certificate."""
    context = ssl.create_default_context(cafile=trusted)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the old versions, which are what is tested
        context.minimum_version = context.maximum_version = VERSIONS[version]
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    return context


def shake_hands(server: ssl.SSLContext, visitor: ssl.SSLContext, name: str) -> str | None:
    """The version that both agree on, without a network. Raises SSLError when they do not."""
    to_server, to_visitor = ssl.MemoryBIO(), ssl.MemoryBIO()
    inside = server.wrap_bio(to_server, to_visitor, server_side=True)
    outside = visitor.wrap_bio(to_visitor, to_server, server_hostname=name)
    waiting = [outside, inside]
    while waiting:
        for side in list(waiting):
            try:
                side.do_handshake()
                waiting.remove(side)
            except ssl.SSLWantReadError:
                continue
    return outside.version()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One certificate for all: making one takes a while."""
    made = tmp_path_factory.mktemp("tls")
    tls.context(settings(made))
    return made


@pytest.fixture
def certificate(folder: Path) -> Path:
    return folder / "portal.sqlite3.cert.pem"


@pytest.mark.parametrize(
    ("profile", "version", "agreed"),
    [
        ("modern", "1.3", "TLSv1.3"),
        ("modern", "1.2", "TLSv1.2"),
        ("modern", "1.1", None),
        ("modern", "1.0", None),
        ("legacy", "1.3", None),
        ("legacy", "1.2", None),
        ("legacy", "1.1", "TLSv1.1"),
        ("legacy", "1.0", "TLSv1"),
    ],
)
def test_a_profile_speaks_its_versions_and_no_other(
    folder: Path, certificate: Path, profile: str, version: str, agreed: str | None
) -> None:
    server = tls.context(settings(folder, tls_profile=profile))
    if agreed is None:
        with pytest.raises(ssl.SSLError):
            shake_hands(server, client(version, certificate), "localhost")
    else:
        assert shake_hands(server, client(version, certificate), "localhost") == agreed


@pytest.mark.parametrize(
    ("name", "good"), [("localhost", True), ("127.0.0.1", True), ("::1", True), ("evil.example", False)]
)
def test_the_certificate_is_for_this_machine(folder: Path, certificate: Path, name: str, good: bool) -> None:
    server = tls.context(settings(folder))
    if good:
        assert shake_hands(server, client("1.3", certificate), name)
    else:
        with pytest.raises(ssl.SSLCertVerificationError):
            shake_hands(server, client("1.3", certificate), name)


def test_the_certificate_is_kept_and_its_key_is_secret(folder: Path, certificate: Path) -> None:
    """Made once; for another host made anew; nobody else may read the key."""
    before = certificate.read_bytes()
    tls.context(settings(folder))
    assert certificate.read_bytes() == before
    assert (folder / "portal.sqlite3.key.pem").stat().st_mode & 0o777 == 0o600
    tls.context(settings(folder, host="portal.test"))
    assert certificate.read_bytes() != before


def test_a_certificate_of_ones_own(folder: Path, certificate: Path) -> None:
    key = folder / "portal.sqlite3.key.pem"
    server = tls.context(settings(folder, tls=f"{certificate},{key}"))
    assert shake_hands(server, client("1.3", certificate), "localhost") == "TLSv1.3"
    with pytest.raises(tls.CertificateUnusable, match="give --tls two PEM files that belong together"):
        tls.context(settings(folder, tls=f"{key},{certificate}"))


@pytest.mark.parametrize(
    ("profile", "version"), [("modern", "1.3"), pytest.param("legacy", "1.0", marks=pytest.mark.nightly)]
)
def test_the_portal_is_served_over_https(folder: Path, certificate: Path, profile: str, version: str) -> None:
    """A real process: https in the ready line, the page comes, and its cookie is bound to https."""
    with serving.served(folder, "--tls", "self-signed", "--tls-profile", profile) as process:
        assert process.url.startswith("https://")
        page = httpx.get(process.url, verify=client(version, certificate), trust_env=False)
    assert page.status_code == 200
    assert page.headers["set-cookie"].startswith("__Host-session=")
    assert "secure" in page.headers["set-cookie"].lower()
