"""The switch at the foot of every page: another language, kept in a cookie, and in the account if there is one."""

from __future__ import annotations

import re
from secrets import compare_digest

from starlette.exceptions import HTTPException
from starlette.routing import Route

from portal.languages import LANGUAGES
from portal.services import accounts
from portal.web.session import Answer, Exchange, Go, Visit, endpoint

# Browsers read two slashes, or a backslash for one of them, as the beginning of another site's name.
_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


async def _switch(exchange: Exchange) -> Answer:
    """Twice is as good as once, so the form needs no key of its own."""

    def choose(visit: Visit) -> Answer:
        language = visit.form.get("language")
        ours = compare_digest(visit.form.get("csrf").encode(), visit.visitor.csrf.encode())
        if not ours or language not in LANGUAGES:
            raise HTTPException(422)
        if visit.visitor.account:
            accounts.speak(visit.work, visit.visitor.account, language)
        back = visit.form.get("back")
        return Go(back if _PATH.fullmatch(back) else "/", language=language)

    return await exchange.run(choose)


routes = [Route("/language", endpoint(_switch), methods=["POST"])]
