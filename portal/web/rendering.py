"""Templates: where they are, what they may use, and the address of the static files they name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from portal import languages, notices
from portal.domain import numbers
from portal.web import wording
from portal.web.forms import Filled

HERE = Path(__file__).parent
STATIC = HERE / "static"
_SENTENCE = re.compile(r"""\{\{ _\((["'])([^"'\\]*)\1\) \}\}""")


@cache
def static_path() -> str:
    """`/static/VERSION`: the version is drawn from the files themselves, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for file in sorted(STATIC.iterdir()):
        digest.update(file.name.encode() + file.read_bytes())
    return f"/static/{digest.hexdigest()[:12]}"


class _Spoken(FileSystemLoader):
    """Templates in the language in force: their sentences are looked up when a template is read, not at every page."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, file, unchanged = super().get_source(environment, template)
        return _SENTENCE.sub(lambda found: _said(found[2]), source), file, unchanged


def _said(message: str, **filled: object) -> Markup:
    """A sentence of a page, in which `%` begins what is filled in; what is filled in is escaped."""
    return Markup(languages.gettext(message)) % filled


@cache
def _environment(language: str) -> Environment:
    """The templates in `language`, which is in force."""
    environment = Environment(
        loader=_Spoken(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # put there by the extension
        languages.gettext, languages.ngettext, newstyle=True
    )
    environment.globals.update(static=static_path(), wording=wording, _=_said, gettext=_said, untouched=_untouched)
    environment.filters.update(
        number=numbers.shown,
        moment=wording.moment,
        span=notices.span,
        standing=wording.standing,
        state=wording.state,
        lasted=wording.lasted,
        joined=wording.joined,
        warning=wording.warning,
    )
    return environment


def _untouched(template: str, asking: str) -> Markup:
    """A part of a page with a form in which nothing stands: the same for everybody who speaks a language."""
    return _kept_untouched(languages.spoken(), template, asking)


@cache
def _kept_untouched(language: str, template: str, asking: str) -> Markup:
    return Markup(_environment(language).get_template(template).render(form=Filled(), asking=asking))


def text(template: str, data: Mapping[str, Any]) -> str:
    """`template` filled with `data`, in the language in force."""
    return _environment(languages.spoken()).get_template(template).render(data)


def render(template: str, data: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """A page. It is never kept by caches or by the back button: what it shows belongs to a session."""
    return HTMLResponse(text(template, data), status, {"Cache-Control": "no-store"})
