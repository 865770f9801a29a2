"""Letters about a conference: invitation, change, cancellation, reminder, each with its calendar entry (memo 6.5, 6.7).

A letter names nobody else's address, and of the passwords only the guest's. It has the same Message-ID however often it
is written, and refers to the recipient's invitation, so that mail programs show all of a conference together.
"""

from __future__ import annotations

from email import policy
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr, parseaddr

from portal.languages import speaking, spoken
from portal.notices import words
from portal.notices.notice import Notice, span

__all__ = ["Notice", "span", "write"]

_CRLF = policy.compat32.clone(linesep="\r\n")


def write(notice: Notice) -> bytes:
    """The letter: text, calendar entry as an alternative of it (RFC 6047), and the same entry as a file.

    Pure: the same notice gives the same bytes, all of them ASCII, because not every mail server on the way takes more.
    """
    with speaking(notice.language):
        return _write(notice)


def _write(notice: Notice) -> bytes:
    """With the parts of `email.mime`: EmailMessage loses blanks of a folded subject, and takes longer."""
    from portal.notices import entry  # 0.2 s, wanted by the first letter only

    calendar = entry.write(notice)
    mark = notice.message_id.partition(".")[2].partition("@")[0]
    message = MIMEMultipart("mixed", f"part-0-{mark}")
    message["From"] = formataddr(parseaddr(notice.sender))
    message["To"] = notice.recipient
    message["Subject"] = Header(words.subject(notice), "utf-8", header_name="Subject").encode()
    message["Date"] = format_datetime(notice.now)
    message["Message-ID"] = notice.message_id
    if notice.invitation and notice.invitation != notice.message_id:
        message["References"] = notice.invitation
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = spoken()
    readable = MIMEMultipart("alternative", f"part-1-{mark}")
    readable.attach(MIMEText(words.text(notice).replace("\n", "\r\n"), "plain", "utf-8"))
    scheduling = MIMEText(calendar.decode(), "calendar", "utf-8")
    scheduling.set_param("method", entry.method(notice))
    readable.attach(scheduling)
    file = MIMEApplication(calendar, "ics")
    file.add_header("Content-Disposition", "attachment", filename="conference.ics")
    message.attach(readable)
    message.attach(file)
    return message.as_bytes(policy=_CRLF)
