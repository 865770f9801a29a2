"""Templates: the settings of a conference kept for the next of its kind (memo 7.2, 7.3, 11.1, 11.2)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from portal.domain.plan import Invitee, Plan
from portal.domain.refusals import refuse
from portal.domain.texts import one_line
from portal.languages import gettext as _
from portal.languages import speaking
from portal.services import NotFound
from portal.services.accounts import Account
from portal.store.database import Work
from portal.store.prepared import Prepared
from portal.store.schema import templates

NAME_LENGTH = 96
MOST = 200  # of an account: the planning page offers them all


@dataclass(frozen=True, slots=True)
class Template:
    """A named plan without start; exactly one of an account's templates is its default."""

    id: int
    name: str
    default: bool
    plan: Plan


_OF_ACCOUNT = select(templates).where(templates.c.account == bindparam("of"))
_ALL = Prepared(_OF_ACCOUNT.order_by(templates.c.is_default.desc(), templates.c.name))
_ONE = Prepared(_OF_ACCOUNT.where(templates.c.id == bindparam("id")))
_DEFAULT = Prepared(_OF_ACCOUNT.where(templates.c.is_default))


def all_(work: Work, account: Account) -> list[Template]:
    """The account's templates, the default first, then by name."""
    return [_template(row) for row in _ALL.all(work.db, of=account.id)]


def get(work: Work, account: Account, template_id: int) -> Template:
    found = _ONE.first(work.db, of=account.id, id=template_id)
    if found is None:
        raise NotFound
    return _template(found)


def default(work: Work, account: Account) -> Template:
    """The default template, which fills the planning page (memo 11.2)."""
    return _template(_DEFAULT.first(work.db, of=account.id))


def create(work: Work, account: Account, name: str, plan: Plan) -> int:
    """Keeps `plan` as a template: everything but start and passwords (memo 7.2)."""
    name = _checked(work, account, name)
    if len(all_(work, account)) >= MOST:
        raise refuse("templates_full", "template_name", limit=MOST)
    values = {"account": account.id, "name": name, "is_default": False, "plan": _kept(plan)}
    return work.insert(templates, values)


def change(work: Work, account: Account, template_id: int, name: str, plan: Plan) -> None:
    """Renames and edits a template; the default one too."""
    get(work, account, template_id)
    name = _checked(work, account, name, besides=template_id)
    values = {"name": name, "plan": _kept(plan)}
    work.db.execute(update(templates).where(templates.c.id == template_id).values(values))


def delete_(work: Work, account: Account, template_id: int) -> None:
    """Deletes a template; refused `template_default_kept` for the default one."""
    if get(work, account, template_id).default:
        raise refuse("template_default_kept")
    work.db.execute(delete(templates).where(templates.c.id == template_id))


def make_default(work: Work, account: Account, template_id: int) -> None:
    """Makes another template the default; there is always exactly one."""
    get(work, account, template_id)
    chosen = templates.c.id == template_id
    work.db.execute(update(templates).where(templates.c.account == account.id).values(is_default=chosen))


def make_sure_of_default(work: Work, account: Account) -> None:
    """From the first log-in on an account has a default template, named in its language."""
    if _DEFAULT.first(work.db, of=account.id) is None:
        with speaking(account.language):
            first = create(work, account, _("Шаблон по умолчанию"), Plan())
        make_default(work, account, first)


def _checked(work: Work, account: Account, name: str, *, besides: int = 0) -> str:
    name = one_line(name)
    if not name:
        raise refuse("template_name_required", "template_name")
    if len(name) > NAME_LENGTH:
        raise refuse("template_name_long", "template_name", limit=NAME_LENGTH)
    where = (templates.c.account == account.id, templates.c.name == name, templates.c.id != besides)
    if work.db.execute(select(templates.c.id).where(*where)).scalar():
        raise refuse("template_name_taken", "template_name")
    return name


def _kept(plan: Plan) -> dict[str, Any]:
    return asdict(replace(plan, starts_at=None))


def _template(row: Any) -> Template:
    return Template(row.id, row.name, row.is_default, _plan(row.plan))


def _plan(kept: dict[str, Any]) -> Plan:
    return Plan(**kept | {"invitees": tuple(Invitee(**row) for row in kept["invitees"])})
