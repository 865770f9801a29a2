"""Defects of memo steps 7 and 8: the conference is made, its template kept, its card shown."""

from __future__ import annotations

from tests.defects.defect import Defect

DEFECTS = (
    Defect(
        "double-click-calls-twice",
        "7.1",
        "portal.web.session",
        "        once.remember(visit.work, visit.visitor, key, result)\n",
        "        pass\n",
        says="In our old browser a double click makes two conferences, and everybody is called twice.",
    ),
    Defect(
        "other-tab-not-kept",
        "7.1",
        "portal.domain.planning",
        'auto_invite="auto_invite" in fields,',
        'auto_invite="auto_invite" in fields and fields.get("panel") != "main",',
        says="Automatic invitation works only if I leave its tab open when I press «Запланировать».",
    ),
    Defect(
        "template-forgets-the-extension",
        "7.2",
        "portal.services.templates",
        "return asdict(replace(plan, starts_at=None))",
        "return asdict(replace(plan, starts_at=None, extend_by=0))",
        says="My template keeps everything but the automatic extension.",
    ),
    Defect(
        "form-emptied-by-the-template",
        "7.2",
        "portal.web.planning",
        'fields = {field: value for field, value in fields.items() if field != "template_name"}',
        'fields = {field: value for field, value in fields.items() if field not in ("template_name", "date", "time")}',
        says="After «Создать шаблон» the date is gone, and I have to enter it again.",
    ),
    Defect(
        "template-does-not-set-the-length",
        "7.3",
        "portal.web.planning",
        'for name in (*_START, "panel", "template_name")',
        'for name in (*_START, "minutes", "panel", "template_name")',
        says="The template is for 90 minutes; applied, it leaves 60.",
    ),
    Defect(
        "join-calls-the-chair",
        "8.1",
        "portal.web.control",
        "    query = visit.request.query_params\n",
        "    found = booking.card(visit.work, visit.account, visit.id)\n"
        '    own = [p.id for p in found.rows if p.chair and found.status(p.id) == "listed"]\n'
        '    if own and found.state == "active":\n'
        "        control.invite(visit.work, visit.account, visit.id, own)\n"
        "    query = visit.request.query_params\n",
        says="I only looked into the control, and my telephone rang.",
    ),
    Defect(
        "end-shown-in-utc",
        "8.2",
        "portal.notices.notice",
        "conference.starts_at.astimezone(MINSK), conference.ends_at.astimezone(MINSK)",
        "conference.starts_at.astimezone(MINSK), conference.ends_at",
        says="The card says «15:30–14:00».",
    ),
    Defect(
        "card-open-to-everybody",
        "8.3",
        "portal.services.booking",
        "    if found is None or found.owner != account.id:\n",
        "    if found is None:\n",
        says="I changed a digit in the address and read another firm's passwords.",
    ),
    Defect(
        "chair-only-from-a-listed-telephone",
        "8.3",
        "portal.domain.door",
        "    if password == conference.chair_password:\n",
        "    if password == conference.chair_password and listed:\n",
        says="From a hotel telephone my own chair's password is «wrong».",
    ),
    Defect(
        "guest-password-off-the-card",
        "8.3",
        "portal/web/templates/parameters.html",
        "    {% if conference.guest_password %}\n",
        '    {% if conference.guest_password and conference.state != "scheduled" %}\n',
        says="I ordered a guest password; the card does not show it until the conference runs.",
    ),
    Defect(
        "running-not-listed",
        "8.4",
        "portal.services.booking",
        "    return store.whole(work, _COMING.all(work.db, owner=account.id))\n",
        "    found = store.whole(work, _COMING.all(work.db, owner=account.id))\n"
        "    return [one for one in found if one.starts_at >= work.now]\n",
        says="I closed the control of the running conference and cannot find it in the list any more.",
    ),
    Defect(
        "control-opens-a-minute-late",
        "8.4",
        "portal.domain.life",
        "OPENS_BEFORE = timedelta(minutes=10)",
        "OPENS_BEFORE = timedelta(minutes=9)",
        says="Ten minutes before the start the list cannot be changed yet.",
    ),
)
