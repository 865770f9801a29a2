"""Telephone numbers: read as people write them, kept as E.164, shown with spaces (memo 3.3 and 5.6).

Which Belarusian numbers exist is libphonenumber's knowledge, not ours.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from portal.domain.refusals import refuse

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

BELARUS = 375
_SHORTEST = 4  # digits; what has no more is a short or an emergency number
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


def parse(text: str, field: str = "number", *, abroad: bool = False) -> str:
    """A number that may be called, as E.164 («+375259990002»), from 375…, +375…, 80…, with spaces, dashes, brackets.

    `abroad`: the account may call other countries too. Premium-rate, short, emergency and satellite numbers are never
    called: they are what toll fraud lives on.
    Raises Refused at `field`: `number_required`, `number_characters`, `number_length`, `number_short`,
    `number_premium`, `number_satellite`, `number_abroad`, `number_invalid` (memo 5.6).
    """
    return _parsed(text.strip(), field, abroad)


@lru_cache(20_000)
def _parsed(text: str, field: str, abroad: bool) -> str:
    import phonenumbers  # 60 ms of metadata, wanted by the first number only

    if not text:
        raise refuse("number_required", field)
    if not _WRITTEN.fullmatch(text):
        raise refuse("number_characters", field)
    digits = re.sub(r"\D", "", text)
    if digits.startswith("375") and not text.startswith("+"):
        text = "+" + digits
    if len(digits) <= _SHORTEST:
        raise refuse("number_short", field)
    try:
        number = phonenumbers.parse(text, "BY")
    except phonenumbers.NumberParseException as error:
        raise refuse("number_length", field) from error
    if code := _barred(number, abroad):
        raise refuse(code, field)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


_SATELLITE = frozenset({870, 881, 882, 883})  # Inmarsat, global mobile satellite, international networks (ITU-T E.164)
_INTERNATIONAL_PREMIUM = 979


def _barred(number: PhoneNumber, abroad: bool) -> str:
    """Why a number is not called, by its class of destination; empty for one that may be."""
    import phonenumbers

    kinds = phonenumbers.PhoneNumberType
    kind = phonenumbers.number_type(number)
    if number.country_code in _SATELLITE:
        return "number_satellite"
    if number.country_code == _INTERNATIONAL_PREMIUM or kind == kinds.PREMIUM_RATE:
        return "number_premium"
    if number.country_code != BELARUS and not abroad:
        return "number_abroad"
    if kind == kinds.UNKNOWN:
        home = number.country_code == BELARUS
        right = len(str(number.national_number)) == 9 if home else phonenumbers.is_possible_number(number)
        return "number_invalid" if right else "number_length"
    callable_ = (kinds.MOBILE, kinds.FIXED_LINE, kinds.FIXED_LINE_OR_MOBILE, kinds.VOIP)
    return "" if kind in callable_ else "number_invalid"


@lru_cache(20_000)
def shown(number: str) -> str:
    """A number as people read it: «+375 25 999-00-02»; what is no number is shown as it stands."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, "BY")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
