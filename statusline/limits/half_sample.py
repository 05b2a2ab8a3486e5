"""The half-sample mode of ratios: where they lie closest, by the weight behind them. Pure.

For ratios of an official number to what is known of its causes: an unknown cause only adds to a ratio, which pulls up
a mean or a median, but not the place where most of them lie.
"""

from __future__ import annotations

import math

FEW = 4  # ratios of which the weighted mean is taken

Ratios = list[tuple[float, float]]  # (ratio above 0, weight), in rising order


def mode(ratios: Ratios) -> float:
    """Return the mode of ratios. They are not empty."""
    while len(ratios) > FEW and len(half := closest_half(ratios)) < len(ratios):
        ratios = half
    return sum(ratio * weight for ratio, weight in ratios) / sum(weight for _, weight in ratios)


def closest_half(ratios: Ratios) -> Ratios:
    """Return the neighbours that have half of all weight and the smallest quotient of the last and the first ratio."""
    half, closest, best = sum(weight for _, weight in ratios) / 2, ratios, math.inf
    end, held = 0, 0.0
    for start, (ratio, weight) in enumerate(ratios):
        while end < len(ratios) and held < half:
            held += ratios[end][1]
            end += 1
        if held >= half and ratios[end - 1][0] / ratio < best:
            closest, best = ratios[start:end], ratios[end - 1][0] / ratio
        held -= weight
    return closest
