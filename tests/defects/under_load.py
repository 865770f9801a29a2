"""Defects that a load run must find: what a single chair hardly meets. Scenarios are not asked to notice them."""

from __future__ import annotations

from tests.defects.defect import LOAD, Defect

DEFECTS = (
    Defect(
        "every-third-extension-lost",
        LOAD,
        "portal.services.control",
        "    changes.carry_out(work, conference, life.extend(conference, minutes, work.now))\n",
        "    events = life.extend(conference, minutes, work.now)\n"
        "    if conference_id % 3:\n"
        "        changes.carry_out(work, conference, events)\n",
        says="Now and then I extend, the portal says nothing against it, and the end stays where it was.",
    ),
    Defect(
        "called-twice-by-one-order",
        LOAD,
        "portal.domain.calls",
        '            events.append(Event("leg.calling", data))\n',
        '            events += [Event("leg.calling", data)] * 2\n',
        says="I am invited once, and the telephone rings again while I am talking already.",
    ),
    Defect(
        "logged-in-as-another",
        LOAD,
        "portal.services.sessions",
        "            account = accounts.get(work, row.account) if row.account else None\n",
        "            moment = row.seen_at.replace(microsecond=0)\n"
        "            known = row.account and visit.__dict__.setdefault(moment, row.account)\n"
        "            account = accounts.get(work, known) if known else None\n",
        says="In the rush at ten I logged in and saw the conferences of somebody else.",
    ),
    Defect(
        "few-passwords",
        LOAD,
        "portal.services.booking",
        '    return f"{secrets.randbelow(1_000_000):06d}"\n',
        '    return f"{secrets.randbelow(9) * 111_111:06d}"\n',
        says="Our conference and that of the neighbours have the same password.",
    ),
    Defect(
        "one-line-always-free",
        LOAD,
        "portal.services.capacity",
        "    return max(0, work.terms.legs - int(in_use))\n",
        "    return max(1, work.terms.legs - int(in_use))\n",
        says="In busy hours the exchange cuts calls off: the portal places more than we have lines for.",
    ),
    Defect(
        "planning-takes-a-second-more",
        LOAD,
        "portal.web.session",
        "            return await exchange.run(carry_out)\n",
        "            import asyncio\n\n"
        '            await asyncio.sleep(float(exchange._command == "POST /planning schedule"))\n'
        "            return await exchange.run(carry_out)\n",
        says="«Запланировать» takes for ever since the update.",
    ),
)
