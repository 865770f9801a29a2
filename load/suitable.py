"""Whether a portal that is not ours suffers what a profile's people do, asked before anything is sent."""

from __future__ import annotations

from load import objectives
from load.journeys import CALLS, CREATE, MISTYPE
from load.plan import Plan
from load.target import Target, Unusable


def check(plan: Plan, target: Target) -> None:
    """Raises Unusable for journeys that the guard would stop on their way: they would fail, and not by the portal."""
    if target.foreign is None:
        return
    journeys = dict.fromkeys([*plan.mix, *(["conference"] if plan.arrivals.rendezvous else [])])
    mistype = [one for one in journeys if one in MISTYPE]
    create = [one for one in journeys if one in CREATE and not target.foreign.may_create]
    if mistype:
        raise Unusable(
            f"{', '.join(mistype)} types a wrong password, and at a portal that is not ours that might lock an "
            "account: leave it out of the profile's mix."
        )
    calls = [text for text in plan.objectives if objectives.read(text).what in CALLS]
    if calls:
        raise Unusable(
            f"“{calls[0]}”: nobody who is called at a portal that is not ours answers as we tell him, so this would be "
            "missed for want of samples: leave it out of the profile's objectives."
        )
    if create:
        raise Unusable(
            f"{', '.join(create)}: creates something, and {target.name} is only read: leave it out of the profile's "
            "mix, or say may_create = true in the profile of the target."
        )
