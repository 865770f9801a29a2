"""What must not stand in a log: after a story over HTTP it is read from end to end (ASVS 16.2.5, 14.2)."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import select

from portal.store.schema import conferences
from tests import neighbours, serving
from tests.neighbours import PASSWORD, send, ways
from tests.serving import form_of


def test_a_log_tells_what_happened_and_nothing_secret(tmp_path: Path) -> None:
    """A wrong and a right log-in, every page, every form, a broken request, a query: no password, code, token, cookie,
    whole number or address stands in it, and yet every request does."""
    with neighbours.living(tmp_path) as house, serving.backstage(house.process) as backstage:
        secret = {PASSWORD, "wrong password", "Another-2026", house.process.token, "secret-in-a-query"}
        with house.browser(None) as browser:
            for password in ("wrong password", PASSWORD):
                page = form_of(browser.get("/?secret-in-a-query=anna@example.com").text)
                code = backstage.get(f"/captcha/{page['challenge']}").json()["answer"]
                secret |= {page["csrf"], page["form_key"], code, browser.cookies["session"]}
                browser.post("/login", data=page | {"account": "375259991000", "password": password, "code": code})
            assert browser.get("/planning?secret-in-a-query=+375259990002").status_code == 200
            secret.add(browser.cookies["session"])
        visitor = house.visit(house.anna)
        secret |= {visitor.cookie, visitor.csrf, visitor.session}
        with house.browser(visitor) as browser:
            for way in [*ways("GET"), *ways("POST")]:
                if way.path.endswith("/live") or way.path in ("/logout", "/login", "/captcha"):
                    continue
                key = house.make(way.path, house.anna) if way.path in neighbours.OWNED else 0
                form = house.form(way.path, key, visitor)
                if way.method == "GET":
                    browser.get(way.at(key))
                else:
                    send(browser, way.path, way.at(key), form)
            browser.post("/planning", content=b"\xff" * 99, headers={"Content-Type": "text/plain"})
        backstage.post("/clock/advance", json={"seconds": 90_000})
        drawn = select(conferences.c.chair_password, conferences.c.guest_password)
        secret |= {word for row in house.anna.do(lambda work: work.db.execute(drawn).all()) for word in row if word}
        log = house.process.log_since(0)
    lines = [json.loads(line) for line in log.splitlines()]
    assert sum(line["event"] == "request" for line in lines) > 40
    whole = {"375259991000", "25999100", "9990002", "anna@example.com", "ivan@example.com", "Иван"}
    made_up = ("at", "ms", "request_id", "message_id", "portal", "database")  # random digits might look like a code
    told = json.dumps([{name: value for name, value in line.items() if name not in made_up} for line in lines])
    assert [word for word in secret | whole if word in told] == []
