"""Https: the portal's own certificate, and which versions of TLS it speaks (memo 1.2)."""

from __future__ import annotations

import os
import ssl
import warnings
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from portal.settings import Settings

DAYS = 397  # what browsers still accept of a server certificate


class CertificateUnusable(Exception):
    """The certificate or its key cannot be read or made. The message is a sentence for people."""


def context(settings: Settings) -> ssl.SSLContext:
    """The server side of TLS as `settings` ask for. Raises CertificateUnusable.

    `modern` speaks 1.2 and 1.3. `legacy` speaks 1.0 and 1.1 only, which OpenSSL 3 allows at security level 0 alone.
    """
    if settings.tls == "self-signed":
        certificate, key = _own(settings.database_file, settings.host)
    else:
        certificate, key = (Path(part.strip()) for part in settings.tls.split(","))
    answer = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if settings.tls_profile == "legacy":
        answer.set_ciphers("DEFAULT@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # that they are old is the point
            answer.minimum_version = ssl.TLSVersion.TLSv1
            answer.maximum_version = ssl.TLSVersion.TLSv1_1
    else:
        answer.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        answer.load_cert_chain(certificate, key)
    except OSError as error:  # SSLError is one
        raise CertificateUnusable(
            f"The certificate {certificate} with the key {key} cannot be used ({error.strerror or error}): "
            "give --tls two PEM files that belong together, or self-signed."
        ) from error
    return answer


def _own(database: Path, host: str) -> tuple[Path, Path]:
    """The files of the self-signed certificate beside the database, made when absent, old or for another host."""
    certificate = database.with_name(database.name + ".cert.pem")
    key = database.with_name(database.name + ".key.pem")
    if not _still_good(certificate, key, host):
        _make(certificate, key, host)
    return certificate, key


def _names(host: str) -> list[str]:
    return list(dict.fromkeys(["localhost", "127.0.0.1", "::1", *([] if host in ("", "0.0.0.0", "::") else [host])]))


def _still_good(certificate: Path, key: Path, host: str) -> bool:
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    good_until = found.not_valid_after_utc - timedelta(days=1)
    return key.exists() and datetime.now(UTC) < good_until and {str(name.value) for name in names} >= set(_names(host))


def _make(certificate: Path, key: Path, host: str) -> None:
    """RSA, because old clients know nothing else."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import ExtendedKeyUsageOID

    names: list[x509.GeneralName] = []
    for name in _names(host):
        try:
            names.append(x509.IPAddress(ip_address(name)))
        except ValueError:
            names.append(x509.DNSName(name))
    secret = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(secret, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = secret.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    try:
        _write(key, private)
        _write(certificate, signed.public_bytes(pem))
    except OSError as error:
        raise CertificateUnusable(
            f"No certificate can be written to {certificate.parent} ({error.strerror}): "
            "make the folder writable, or give --tls CERT,KEY."
        ) from error


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    new = file.with_name(file.name + ".new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
    new.replace(file)
