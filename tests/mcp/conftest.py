import pytest

from support import attributed


@pytest.fixture(scope="session")
def lived(tmp_path_factory):
    """Return the variables of a machine that knows a fortnight of calls and limits, and the time after it."""
    made = attributed.life()
    return attributed.machine(tmp_path_factory.mktemp("lived"), made), attributed.now_of(made)
