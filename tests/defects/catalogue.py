"""All known defects, in the order of the memo."""

from __future__ import annotations

from tests.defects import advanced, beyond, control, created, looking_back, opening, planning
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
