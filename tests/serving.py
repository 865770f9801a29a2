"""Real portal processes for the tests of the portal itself: served, refused, prepared beforehand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from fixtures.process import PortalProcess
from portal.services import sessions
from tests.core import Core

ROOT = Path(__file__).parents[1]


@contextmanager
def served(folder: Path, *options: str) -> Iterator[PortalProcess]:
    """A portal that keeps everything in `folder`, until the end of the block."""
    process = PortalProcess(folder, *options)
    process.start()
    try:
        yield process
    finally:
        process.stop()


def refused(*options: str, **environment: str) -> tuple[int, str]:
    """Exit code and message of a portal that cannot be served; what it says on standard output is nothing."""
    command = [sys.executable, "-m", "portal", "serve", "--port", "0", *options]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    done = subprocess.run(command, cwd=ROOT, env=plain | environment, capture_output=True, text=True, timeout=30)
    assert done.stdout == ""
    return done.returncode, done.stderr


def backstage(process: PortalProcess) -> httpx.Client:
    """Backstage of the portal, with its token."""
    return httpx.Client(
        base_url=f"{process.backstage_url}/backstage/v1",
        headers={"Authorization": f"Bearer {process.token}"},
        trust_env=False,
        timeout=60,
    )


def cookie(core: Core) -> dict[str, str]:
    """What a browser that has logged in sends."""
    return {"session": core.do(lambda work: sessions.open_(work, core.account)).cookie}


def log(process: PortalProcess) -> list[dict[str, Any]]:
    """What the portal has logged, line by line; every line is JSON. A line ends with LF: paths may hold U+0085."""
    return [json.loads(line) for line in process.log_since(0).split("\n") if line]


def form_of(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms: its keys."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def log_in(visitor: httpx.Client, backstage: httpx.Client, login: str, password: str, **headers: str) -> httpx.Response:
    """The start page, filled and sent as a browser does."""
    page = visitor.get("/").text
    fields = form_of(page)
    answer = backstage.get(f"/captcha/{fields['challenge']}").json()["answer"]
    fields |= {"account_type": "phone", "account": login, "password": password, "code": answer}
    return visitor.post("/login", data=fields, headers=headers)
