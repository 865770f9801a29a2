"""Defects of memo step 6: the advanced settings."""

from __future__ import annotations

from tests.defects.defect import Defect

DEFECTS = (
    Defect(
        "typed-lost-at-the-tab",
        "6.1",
        "portal/web/static/portal.js",
        "    if (!tab) return;\n    event.preventDefault();\n",
        "    if (!tab) return;\n    event.preventDefault();\n    tab.form.reset();\n",
        says="I open «Настройки дополнительных параметров», and all that I have typed is gone.",
    ),
    Defect(
        "added-later-called-too",
        "6.2",
        "portal.domain.calls",
        "rows = [p for p in conference.rows if p.planned and not p.blocked",
        "rows = [p for p in conference.rows if not p.blocked",
        says="I only noted down a number before the start, and the portal called it.",
    ),
    Defect(
        "called-though-not-asked",
        "6.2",
        "portal.domain.calls",
        "    if not conference.auto_invite:\n",
        "    if not conference.auto_invite and not conference.immediate:\n",
        says="Automatic invitation is off, and an immediate conference calls everybody at once.",
    ),
    Defect(
        "extended-with-nobody-there",
        "6.3",
        "portal.domain.life",
        "return bool(possible and conference.anybody_connected)",
        "return bool(possible and conference.anybody_ever_connected)",
        says="We had all hung up, and the conference went on and on.",
    ),
    Defect(
        "extended-by-forty-five-not-on-offer",
        "6.3",
        "portal.web.wording",
        'ngettext("на %(n)d минуту", "на %(n)d минут", n) % {"n": n}) for n in EXTENSIONS]',
        'ngettext("на %(n)d минуту", "на %(n)d минут", n) % {"n": n}) for n in EXTENSIONS if 60 % n == 0]',
        says="The memo says 15/30/45/60 minutes; 45 is not in the list.",
    ),
    Defect(
        "guest-password-unasked",
        "6.4",
        "portal.domain.life",
        "asked = _asked(plan, chair, passwords[1] if plan.guest_password else None, now)",
        "asked = _asked(plan, chair, passwords[1], now)",
        says="I did not want a guest password, and there is one.",
    ),
    Defect(
        "let-in-without-the-guest-password",
        "6.4",
        "portal.domain.door",
        "        if password != conference.guest_password:\n",
        "        if password and password != conference.guest_password:\n",
        says="A guest pressed # instead of the password and was in.",
    ),
    Defect(
        "reminder-due-at-once-not-sent",
        "6.5",
        "portal.services.changes",
        "if conference.reminder and remind_at >= work.now:",
        "if conference.reminder and remind_at > work.now:",
        says="Planned at 10:00 for 10:15 with a reminder 15 minutes before: no letter came.",
    ),
    Defect(
        "reminder-a-minute-early",
        "6.5",
        "portal.services.changes",
        "remind_at = conference.starts_at - conference.reminder * _MINUTE\n",
        "remind_at = conference.starts_at - (conference.reminder + 1) * _MINUTE\n",
        says="The reminder «за 30 минут» comes 31 minutes before.",
    ),
    Defect(
        "calendar-entry-in-utc",
        "6.5",
        "portal.notices.entry",
        'event.add("dtstart", conference.starts_at.astimezone(MINSK))',
        'event.add("dtstart", conference.starts_at.astimezone(MINSK).replace(tzinfo=None))\n'
        '    event["dtstart"].dt = conference.starts_at.replace(tzinfo=None)',
        says="In my calendar the conference stands at 12:00 instead of 15:00.",
    ),
    Defect(
        "sms-can-be-ticked",
        "6.6",
        "portal/web/templates/advanced.html",
        '<input id="sms" type="checkbox" disabled aria-describedby="sms-hint">',
        '<input id="sms" type="checkbox" aria-describedby="sms-hint">',
        says="I ticked SMS, and nobody got one.",
    ),
    Defect(
        "chairs-password-mailed",
        "6.7",
        "portal.notices.words",
        'lines.append(_("Пароль гостя: %(password)s") % {"password": notice.conference.guest_password})',
        'lines.append(_("Пароль гостя: %(password)s") % {"password": notice.conference.guest_password})\n'
        '        lines.append(_("Пароль председателя") + ": " + notice.conference.chair_password)',
        says="The letter to our guests has my password in it, the chair's.",
    ),
    Defect(
        "shared-mailbox-in-capitals",
        "6.7",
        "portal.domain.mailing",
        "return {p.email.lower(): p.email for p in conference.rows if p.email}",
        "return {p.email: p.email for p in conference.rows if p.email}",
        says="Two of us share a mailbox; with one of the addresses in capitals, «Запланировать» answers with an error.",
    ),
    Defect(
        "nameless-get-no-letter",
        "6.7",
        "portal.domain.mailing",
        "for p in conference.rows if p.email}",
        "for p in conference.rows if p.email and p.name}",
        says="Whoever is listed without a name gets no letter.",
    ),
)
