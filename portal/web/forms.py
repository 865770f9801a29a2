"""Forms: what came in a request body, and what stands in the fields of a page."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from portal.domain.refusals import Problem
from portal.web.messages import sentence

LARGEST_BODY = 256 * 1024
_MOST_FIELDS = 1000


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a POST, in order, as typed; the first of several with one name counts, `all` gives every one.

    `files` are what was chosen in fields for files: a file's name and what it holds.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)

    def get(self, name: str, otherwise: str = "") -> str:
        return next((value for key, value in self.pairs if key == name), otherwise)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]

    def fields(self) -> dict[str, str]:
        return dict(reversed(self.pairs))


NO_FORM = Form()


async def read_form(request: Request) -> Form:
    """The form of a POST.

    Raises HTTPException: 403 from another site, 413 over 256 kB, 415 for no form, 400 for too many fields or no text.
    """
    if not _from_here(request):
        raise HTTPException(403)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise HTTPException(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise HTTPException(413)
    try:
        if kind == "multipart/form-data":
            return await _with_files(request, bytes(body))
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS)
    except (ValueError, MultiPartException) as error:
        raise HTTPException(400) from error
    return Form(tuple((key, _typed(value)) for key, value in pairs))


def _from_here(request: Request) -> bool:
    """Whether one of our own pages has sent this. Browsers say where a POST comes from: over https (and on this
    machine) by Sec-Fetch-Site, all of them by Origin, of which the name is compared, as a proxy may speak for us in
    https. What says neither is no browser, and nobody can lure it into sending anything."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def _with_files(request: Request, body: bytes) -> Form:
    async def whole() -> AsyncGenerator[bytes, None]:
        yield body

    parsed = await MultiPartParser(request.headers, whole(), max_files=1, max_fields=_MOST_FIELDS).parse()
    pairs = tuple((key, _typed(value)) for key, value in parsed.multi_items() if isinstance(value, str))
    for pair in pairs:
        "".join(pair).encode()  # the sender names the charset: some make halves of characters, which nobody can keep
    files = {key: await value.read() for key, value in parsed.multi_items() if isinstance(value, UploadFile)}
    return Form(pairs, files)


def _typed(value: str) -> str:
    return value.replace("\r\n", "\n")


class Filled:
    """The fields of a page as they stand: their values, and what was refused at which of them.

    A problem whose field the page does not have is told above the form instead.
    """

    def __init__(
        self, values: Mapping[str, str] | None = None, problems: Iterable[Problem] = (), *, also: Iterable[str] = ()
    ) -> None:
        self.values = dict(values or {})
        known = {*self.values, *also}
        self.at_fields: dict[str, str] = {}
        self.general: list[str] = []
        for problem in problems:
            if problem.field in known:
                self.at_fields.setdefault(problem.field, sentence(problem))
            elif sentence(problem) not in self.general:
                self.general.append(sentence(problem))

    @property
    def untouched(self) -> bool:
        """Nothing stands in it, and nothing was refused."""
        return not (self.values or self.at_fields or self.general)

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def on(self, name: str) -> bool:
        return name in self.values

    def problem(self, name: str) -> str:
        return self.at_fields.get(name, "")

    def first(self, name: str) -> bool:
        """Whether `name` is the first refused field: the one to begin at."""
        return next(iter(self.at_fields), None) == name
