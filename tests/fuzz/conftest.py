"""How long is fuzzed: each property comes twice, in a few examples for the gate and in thousands with `-m slow`."""

import os
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import HypothesisWarning

_BOTH = {
    "deadline": None,  # a machine that is shared: test_cost.py counts CPU seconds instead
    "suppress_health_check": list(HealthCheck),  # the same: they measure the time of the strategies
}
settings.register_profile("gate", max_examples=30, derandomize=True, database=None, **_BOTH)
settings.register_profile("long", max_examples=4_000, database=None, print_blob=True, **_BOTH)


@pytest.fixture(params=["gate", pytest.param("long", marks=[pytest.mark.slow, pytest.mark.timeout(3_600)])])
def fuzz(request):
    """Return a function that holds a property against values of strategies.

    weight: what an example costs, compared with a parse in this process; the dearer, the fewer there are.
    """
    profile = settings.get_profile(request.param)

    def run(holds, *strategies, weight=1):
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Generating overly large repr", HypothesisWarning)
            settings(profile, max_examples=max(2, profile.max_examples // weight))(given(*strategies)(holds))()

    return run


@pytest.fixture
def any_names(tmp_path):
    """Skip where file names have to be UTF-8, as on macOS."""
    try:
        os.mkdir(os.fsencode(tmp_path) + b"/\xff")
    except OSError:
        pytest.skip("This file system takes names of UTF-8 only.")
