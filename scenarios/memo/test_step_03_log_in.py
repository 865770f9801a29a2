"""Memo step 3: telephone account, password, the code from the picture, «Войти»."""

from __future__ import annotations

import pytest

from fixtures.accounts import IssueAccount
from fixtures.actors import Actor, NewActor
from fixtures.captcha import Captcha
from fixtures.clock import Clock
from pages.labels import ACCOUNT, CODE, PASSWORD
from pages.login import LoginPage
from pages.steps import Secret
from scenarios.tables import row

FORM = "Введите номер в формате 375XXXXXXXXX, без «+»"
WRONG = "Неверная учетная запись или пароль"
WRONG_PASSWORD = Secret("совсем не тот")


def fill_in(chair: Actor, login: LoginPage, *, account: str = "", password: Secret | None = None) -> None:
    """Everything that step 3 asks for, right unless told otherwise."""
    login.enter_account(account or chair.account.login)
    login.enter_password(password or chair.account.password)
    login.enter_code(chair.captcha.answer_for(chair.page))


def with_another_last_digit(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def without_the_last_digit(code: str) -> str:
    return code[:-1]


@pytest.mark.memo("3.1")
@pytest.mark.memo("3.2")
@pytest.mark.memo("3.3")
def test_account_password_and_code_log_in(chair: Actor) -> None:
    """3.1, 3.2, 3.3: 375 and nine digits without «+», the password, the code from a real picture; «Войти» lets in."""
    login = chair.open_portal()
    login.expect_code_picture()
    assert len(chair.account.login) == 12 and chair.account.login.startswith("375")
    fill_in(chair, login)
    login.sign_in().expect_signed_in_as(chair.account.name)


@pytest.mark.memo("3.1")
def test_nothing_of_the_three_may_be_missing(chair: Actor) -> None:
    """3.1: each of account, password and code is asked for."""
    login = chair.open_portal()
    login.try_to_sign_in()
    login.expect_refused(ACCOUNT, "Введите телефонную учетную запись")
    login.expect_refused(PASSWORD, "Введите пароль")
    login.expect_refused(CODE, "Введите код с картинки")


@pytest.mark.memo("3.1")
def test_a_wrong_code_does_not_let_in(chair: Actor) -> None:
    """3.1: the picture is judged, to its last digit."""
    login = chair.open_portal()
    for wrong in (with_another_last_digit, without_the_last_digit):
        with row(wrong.__name__):
            fill_in(chair, login)
            login.enter_code(Secret(wrong(chair.captcha.answer_for(chair.page).reveal())))
            login.try_to_sign_in()
            login.expect_refused(CODE, "Неверный код проверки")
            login.expect_start_page()


@pytest.mark.memo("3.1", ours=True)
def test_a_code_serves_once_and_for_two_minutes(chair: Actor, clock: Clock, captcha: Captcha) -> None:
    """3.1: used with a wrong password it is used up; after 120 seconds it has expired; another can be had."""
    login = chair.open_portal()
    first = captcha.challenge(chair.page)
    fill_in(chair, login, password=WRONG_PASSWORD)
    login.try_to_sign_in()
    assert captcha.challenge(chair.page) != first, "the same picture is shown again"
    fill_in(chair, login)
    clock.advance(seconds=120)
    login.try_to_sign_in()
    login.expect_refused(CODE, "Срок действия кода проверки истек")
    login.refresh_picture()
    login.expect_code_picture()
    fill_in(chair, login)
    clock.advance(seconds=119)
    login.sign_in().expect_signed_in_as(chair.account.name)


@pytest.mark.memo("3.1", ours=True)
def test_a_refreshed_picture_is_another_and_the_account_stays(chair: Actor, captcha: Captcha) -> None:
    """3.1: «Обновить картинку» draws anew and keeps the number."""
    login = chair.open_portal()
    login.enter_account(chair.account.login)
    first = captcha.challenge(chair.page)
    login.refresh_picture()
    login.expect_code_picture()
    login.expect_kept_account(chair.account.login)
    assert captcha.challenge(chair.page) != first, "the same picture is shown again"


@pytest.mark.memo("3.2")
@pytest.mark.memo("3.2", ours=True)
def test_a_wrong_password_does_not_let_in(chair: Actor) -> None:
    """3.2: «Войти» with a wrong password is refused; the number need not be typed again, password and code must."""
    login = chair.open_portal()
    fill_in(chair, login, password=WRONG_PASSWORD)
    login.try_to_sign_in()
    login.expect_message(WRONG)
    login.expect_start_page()
    login.expect_kept_account(chair.account.login)
    login.expect_secrets_emptied()


@pytest.mark.memo("3.2", ours=True)
@pytest.mark.parametrize("known", [True, False], ids=["known account", "unknown account"])
def test_five_failures_lock_known_and_unknown_accounts_alike(chair: Actor, clock: Clock, known: bool) -> None:
    """3.2: the same words for both; the right password does not help until the time is over."""
    account = chair.account.login if known else "375259989999"
    chair.fail_to_sign_in(3, account=account)
    login = chair.open_portal()
    fill_in(chair, login, account=account, password=WRONG_PASSWORD)
    login.try_to_sign_in()
    login.expect_message(WRONG)
    for password in (WRONG_PASSWORD, chair.account.password):
        fill_in(chair, login, account=account, password=password)
        login.try_to_sign_in()
        login.expect_message("Слишком много неудачных попыток. Повторите через 15 минут")
    clock.advance(minutes=14)
    login.refresh_picture()
    fill_in(chair, login, account=account)
    login.try_to_sign_in()
    login.expect_message("Повторите через 1 минуту")
    clock.advance(minutes=1)
    login.refresh_picture()
    fill_in(chair, login, account=account)
    if known:
        login.sign_in().expect_signed_in_as(chair.account.name)
    else:
        login.try_to_sign_in()
        login.expect_message(WRONG)


@pytest.mark.memo("3.2", ours=True)
def test_wrong_codes_never_lock(chair: Actor) -> None:
    """3.2: the code is judged first, so six wrong codes with a wrong password are no failures of the password."""
    chair.fail_to_sign_in(5, code=Secret("0"))
    login = chair.open_portal()
    fill_in(chair, login, password=WRONG_PASSWORD)
    login.enter_code(Secret("0"))
    login.try_to_sign_in()
    login.expect_refused(CODE, "Неверный код проверки")
    fill_in(chair, login)
    login.sign_in().expect_signed_in_as(chair.account.name)


@pytest.mark.memo("3.2", ours=True)
def test_without_the_service_right_credentials_get_a_refusal_of_their_own(
    new_chair: NewActor, accounts: IssueAccount
) -> None:
    """3.2: and wrong ones do not learn of it."""
    stranger = new_chair(account=accounts(service=False))
    login = stranger.open_portal()
    fill_in(stranger, login, password=WRONG_PASSWORD)
    login.try_to_sign_in()
    login.expect_message(WRONG)
    fill_in(stranger, login)
    login.try_to_sign_in()
    login.expect_message("Услуга «Аудиоконференция» не подключена")


@pytest.mark.memo("3.3")
def test_an_account_of_another_form_is_refused_with_the_form(chair: Actor) -> None:
    """3.3: with «+», though all else is right, short, long, with a letter: each is told the form that is wanted."""
    login = chair.open_portal()
    right = chair.account.login
    fill_in(chair, login)
    for typed in (f"+{right}", right[:-1], f"{right}0", f"{right[:-1]}о"):
        login.enter_account(typed)
        login.try_to_sign_in()
        login.expect_refused(ACCOUNT, FORM)
        login.expect_kept_account(typed)
        login.expect_start_page()
