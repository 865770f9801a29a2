"""All known defects: those that scenarios must notice, in the order of the memo, and those that load runs must."""

from __future__ import annotations

from tests.defects import advanced, beyond, control, created, looking_back, opening, planning, under_load
from tests.defects.defect import Defect

CATALOGUE: tuple[Defect, ...] = (
    *opening.DEFECTS,
    *planning.DEFECTS,
    *advanced.DEFECTS,
    *created.DEFECTS,
    *control.DEFECTS,
    *looking_back.DEFECTS,
    *beyond.DEFECTS,
)
ALL = (*CATALOGUE, *under_load.DEFECTS)
