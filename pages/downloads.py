"""What the browser saves as a file: taken when it is there in full, given up when it does not come to its end."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import greenlet
from playwright.sync_api import Download
from playwright.sync_api import Error as PlaywrightError


class NotWhole(AssertionError):
    """A file that has begun to come does not come to its end. The message says why."""


def content(download: Download, *, timeout: float) -> bytes:
    """What the file holds. Raises `NotWhole` after `timeout` milliseconds, or when it breaks off before.

    Playwright's own wait for the end of a download knows no limit, and a portal that repeats itself never ends one. Nor
    does giving it up end that wait in Firefox; so the wait itself is broken off.
    """
    name = download.suggested_filename
    late = NotWhole(f"the file {name} was not there in full within {timeout / 1000:g} s")
    limit = asyncio.get_running_loop().call_later(timeout / 1000, greenlet.getcurrent().throw, late)
    try:
        with tempfile.TemporaryDirectory(prefix="download-") as folder:
            path = Path(folder, "file")
            download.save_as(path)  # not `path()`, which a browser on another machine does not have
            return path.read_bytes()
    except NotWhole:
        download.cancel()
        raise
    except PlaywrightError as error:
        raise NotWhole(f"the file {name} broke off: {error.message}") from None
    finally:
        limit.cancel()
