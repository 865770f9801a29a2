"""Telephone numbers: read as people write them, kept as E.164, shown with spaces (memo 3.3 and 5.6).

Which Belarusian numbers exist is libphonenumber's knowledge, not ours.
"""

from __future__ import annotations

import re

from portal.domain.refusals import refuse

_WRITTEN = re.compile(r"\+?[\d\s()\u00a0\u2010-\u2015-]+")
_LOGIN = re.compile(r"375\d{9}", re.ASCII)


def login(text: str) -> str:
    """A telephone account as issued with the service: 375 and nine digits, without «+» (memo 3.3).

    Raises Refused `account_required` or `account_format` at field `account`.
    """
    text = text.strip()
    if not text:
        raise refuse("account_required", "account")
    if not _LOGIN.fullmatch(text):
        raise refuse("account_format", "account")
    return text


def parse(text: str, field: str = "number") -> str:
    """A number that may be called, as E.164 («+375259990002»), from 375…, +375…, 80…, with spaces, dashes, brackets.

    Raises Refused at `field`: `number_required`, `number_characters`, `number_length`, `number_abroad`,
    `number_invalid` (memo 5.6; premium, short and unassigned numbers are invalid here).
    """
    import phonenumbers  # 60 ms of metadata, wanted by the first number only

    text = text.strip()
    if not text:
        raise refuse("number_required", field)
    if not _WRITTEN.fullmatch(text):
        raise refuse("number_characters", field)
    digits = re.sub(r"\D", "", text)
    if digits.startswith("375") and not text.startswith("+"):
        text = "+" + digits
    try:
        number = phonenumbers.parse(text, "BY")
    except phonenumbers.NumberParseException as error:
        raise refuse("number_length", field) from error
    if number.country_code != 375:
        raise refuse("number_abroad", field)
    kinds = phonenumbers.PhoneNumberType
    kind = phonenumbers.number_type(number)
    if kind == kinds.UNKNOWN and len(str(number.national_number)) != 9:
        raise refuse("number_length", field)
    if kind not in (kinds.MOBILE, kinds.FIXED_LINE, kinds.FIXED_LINE_OR_MOBILE, kinds.VOIP):
        raise refuse("number_invalid", field)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """A number as people read it: «+375 25 999-00-02»; what is no number is shown as it stands."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, "BY")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
