"""Is one set of runs slower than another? Rank statistics of interleaved runs, exact and without assumptions of shape.

Runs come in blocks, made one after another in an order drawn by lot, so that what drifts (the machine, its neighbours)
is alike for all of a block. Values are logarithms, shifts of them are ratios.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

_RESAMPLED = 1000


class Block(NamedTuple):
    """Values of the runs of A and of B that were made together."""

    a: Sequence[float]
    b: Sequence[float]


def p_value(blocks: Sequence[Block]) -> float:
    """Two-sided p of the rank sum of B, each value taken relative to its block's mean.

    Exact: under no difference any run of a block could as well have been called B (that is what the lot has made sure
    of), so the distribution of the sum is counted, block by block. A single block is the plain Mann–Whitney test.
    """
    from scipy.stats import mannwhitneyu, rankdata  # type: ignore[import-untyped]  # it ships no types

    # Imported here: it takes a second, and a run that is not compared can do without.
    if len(blocks) == 1:
        return float(mannwhitneyu(blocks[0].a, blocks[0].b, alternative="two-sided").pvalue)
    aligned = [np.array([*block.a, *block.b]) for block in blocks]
    ranks = rankdata(np.concatenate([np.round(values - values.mean(), 12) for values in aligned]))
    doubled = np.rint(2 * ranks).astype(int)  # ranks of ties are halves
    sums, observed, place = np.ones(1), 0, 0
    for block, values in zip(blocks, aligned, strict=True):
        own = doubled[place : place + len(values)]
        place += len(values)
        observed += int(own[len(block.a) :].sum())
        sums = _with_one_more(sums, [sum(chosen) for chosen in combinations(own.tolist(), len(block.b))])
    return min(1.0, 2 * float(min(sums[: observed + 1].sum(), sums[observed:].sum())))


def _with_one_more(sums: Values, alternatives: Sequence[int]) -> Values:
    """The distribution after a block that adds one of these, all equally likely."""
    longer = np.zeros(len(sums) + max(alternatives))
    for added in alternatives:
        longer[added : added + len(sums)] += sums / len(alternatives)
    return longer


def shift(blocks: Sequence[Block]) -> float:
    """By how much B is above A (Hodges–Lehmann): a logarithm, so e to its power is the ratio."""
    if len(blocks) == 1:
        return float(np.median(np.subtract.outer(np.array(blocks[0].b), np.array(blocks[0].a))))
    return float(_pseudo_median(_differences(blocks)[None, :])[0])


def interval(blocks: Sequence[Block], seed: int = 1) -> tuple[float, float]:
    """95 % interval of the shift: bootstrap, whole blocks drawn; of a single block its runs."""
    chance = np.random.default_rng(seed)
    if len(blocks) == 1:
        a, b = (np.array(side)[chance.integers(0, len(side), (_RESAMPLED, len(side)))] for side in blocks[0])
        shifts = np.median((b[:, :, None] - a[:, None, :]).reshape(_RESAMPLED, -1), axis=1)
    else:
        differences = _differences(blocks)
        shifts = _pseudo_median(differences[chance.integers(0, len(differences), (_RESAMPLED, len(differences)))])
    low, high = np.percentile(shifts, [2.5, 97.5])
    return float(low), float(high)


def _differences(blocks: Sequence[Block]) -> Values:
    return np.array([np.mean(block.b) - np.mean(block.a) for block in blocks])


def _pseudo_median(rows: Values) -> Values:
    """Of each row, the median of the means of all its pairs."""
    first, second = np.triu_indices(rows.shape[1])
    return np.asarray(np.median((rows[:, first] + rows[:, second]) / 2, axis=1))
