"""The backstage application under /backstage/v1, described by its own OpenAPI document."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

import portal
from portal.backstage import accounts, audit, clock, faults, phones, traces
from portal.backstage.guard import Guard, refused
from portal.domain.refusals import Refused
from portal.methods import allowed
from portal.runtime import Runtime
from portal.services import NotFound
from portal.store.database import DatabaseBusy

PREFIX = "/backstage/v1"

_SENTENCES = {
    "account_format": "Write a log-in as 375 and nine digits, without +.",
    "account_taken": "An account with this log-in exists already.",
    "number_characters": "A telephone number has digits, spaces, dashes, brackets and one + only.",
    "number_length": "A telephone number has nine digits after 375.",
    "number_short": "Short and emergency numbers are never called.",
    "number_premium": "Premium-rate numbers are never called.",
    "number_satellite": "Satellite numbers are never called.",
    "number_invalid": "This number is not assigned to anybody's telephone.",
}


class Error(BaseModel):
    """What every refusal looks like: one sentence."""

    error: str


def create(runtime: Runtime, token: str) -> FastAPI:
    """Backstage of `runtime`, for the holder of `token`."""
    app = FastAPI(
        title="Backstage of the audio-conference portal",
        description="Test controls: accounts, clock, picture codes, telephones, mailbox, events. Loopback only.",
        version=portal.__version__,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.runtime = runtime
    bearer = HTTPBearer(auto_error=False, description="The backstage_token of the portal's ready line.")
    told: dict[int | str, dict[str, Any]] = {status: {"model": Error} for status in (400, 401, 403, 404, 405, 415, 422)}
    everything = APIRouter(prefix=PREFIX, dependencies=[Depends(bearer)], responses=told)
    for part in (clock, accounts, phones, traces, audit, faults):
        everything.include_router(part.routes)
    app.include_router(everything)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(DatabaseBusy, _busy)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(Guard, token=token)
    return app


async def _http_error(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 500)
    sentence = {
        404: f"There is nothing at {request.url.path}: see {PREFIX}/openapi.json.",
        405: f"{request.method} is not possible at {request.url.path}: see {PREFIX}/openapi.json.",
    }.get(status, f"{getattr(error, 'detail', error)}.")
    return refused(status, sentence, allowed(request) if status == 405 else None)


async def _not_understood(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    return refused(422, f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}.")


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    problem = error.problems[0]
    told = _SENTENCES.get(problem.code, f"The portal refuses this with {problem.code}.")
    return refused(422, f"{problem.field}: {told}" if problem.field else told)


async def _not_found(request: Request, error: Exception) -> Response:
    return refused(404, f"{request.url.path} is not there: used, expired, or never made.")


async def _busy(_: Request, error: Exception) -> Response:
    return refused(503, "Another program holds the database: end that one and try again.")


async def _broken(_: Request, error: Exception) -> Response:
    return refused(500, "Something broke in the portal: its log on standard error says what.")
