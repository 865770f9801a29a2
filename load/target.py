"""The portal that is to be loaded: our own, started for the run, or one that runs already; and who may load it."""

from __future__ import annotations

import ipaddress
import json
import os
import socket
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from fixtures.backstage import Backstage, BackstageError
from fixtures.process import PortalDown, PortalProcess
from load.assignment import Foreign
from load.plan import Plan
from load.world import Account, seed

STARTED = "a reference portal of its own"
"""What a record calls a portal that its run has started."""


class Unusable(Exception):
    """Why a run cannot begin, in a sentence that says what to do."""


@dataclass(slots=True)
class Target:
    """`backstage`: address and token of its test controls, or two empty texts. `process`: if this run started it.

    `pid`: of its process, if it is on this machine and known. `given`: its accounts, as far as they are known.
    `foreign`: what it suffers, if it is not ours.
    """

    url: str
    backstage: tuple[str, str] = ("", "")
    process: PortalProcess | None = None
    pid: int | None = None
    version: str = ""
    given: list[Account] = field(default_factory=list)
    foreign: Foreign | None = None

    @property
    def name(self) -> str:
        """What a record calls it: ports that are free by chance tell nobody anything."""
        return self.url if self.process is None else STARTED

    @property
    def own(self) -> bool:
        """It has test controls: nobody can be reached through it."""
        return bool(self.backstage[0])

    def accounts(self, count: int) -> list[Account]:
        """So many accounts that nobody else uses; those that are missing are issued by backstage. Raises Unusable."""
        missing = count - len(self.given)
        if missing > 0 and not self.own:
            raise Unusable(
                f"this profile needs {count} accounts of {self.url}, {len(self.given)} are given: "
                "name more of them (--accounts FILE), or lower needs.accounts and the rate in the profile."
            )
        if missing > 0:
            controls = Backstage(*self.backstage)
            try:
                self.given += seed(controls, missing)
            except BackstageError as error:
                raise Unusable(f"the accounts cannot be issued: {error}") from error
            finally:
                controls.close()
        return self.given[:count]

    def hand_on(self, file: Path) -> Path:
        """Writes its accounts to a file for its owner's eyes only, as `--accounts` reads it."""
        entries = (
            f"[[account]]\nlogin = {_quoted(one.login)}\npassword = {_quoted(one.password)}\n" for one in self.given
        )
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as written:
            written.writelines(entries)
        return file


def _quoted(text: str) -> str:
    """As TOML, which knows no surrogates, as JSON would write what lies beyond the first plane, and no bare DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def start_own(folder: Path, plan: Plan, *command: str) -> Target:
    """A reference portal with all that the profile needs, its files in `folder`. Raises Unusable.

    `command`: what Python is told, for another build than ours.
    """
    needs = plan.needs
    options = {
        "--max-legs": needs.legs,
        "--max-conferences": needs.conferences_of_an_account,
        "--max-calls": needs.calls_a_minute,
        "--trusted-proxies": "127.0.0.1",
    }
    folder.mkdir(parents=True, exist_ok=True)
    told = [str(part) for option in options.items() for part in option]
    process = PortalProcess(folder, *told, command=command) if command else PortalProcess(folder, *told)
    try:
        process.start()
    except PortalDown as error:
        raise Unusable(f"the reference portal does not come up: {error}") from error
    return Target(process.url, (process.backstage_url, process.token), process, process.pid, process.version)


def may_load(url: str, *, allowed: bool) -> None:
    """Raises Unusable unless the address is of this machine, or somebody says that he may load it."""
    host = urlsplit(url).hostname
    if not host or urlsplit(url).scheme not in ("http", "https"):
        raise Unusable(f"{url} is no address: write it as https://name or http://name:port.")
    if not (allowed or _loopback(host)):
        raise Unusable(
            f"{url} is not this machine, and load may stop others from working: ask its owner, "
            "then say --i-may-load-this-host."
        )


def _loopback(host: str) -> bool:
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError as error:
        raise Unusable(f"the name {host} is not known here ({error.strerror or error}).") from error
    return all(ipaddress.ip_address(str(address).split("%")[0]).is_loopback for address in found)
