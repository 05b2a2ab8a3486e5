import pytest

from support import attributed


@pytest.fixture(scope="session")
def lived(tmp_path_factory):
    """Return the variables of a machine that knows a fortnight of calls and limits, and the time after it."""
    folder = tmp_path_factory.mktemp("lived")
    names = {"STATUSLINE_STATE_DIR": "state", "STATUSLINE_CACHE_DIR": "cache", "STATUSLINE_CONFIG": "config.toml"}
    variables = {"HOME": "/home/you", "TZ": "UTC", **{name: f"{folder}/{part}" for name, part in names.items()}}
    made = attributed.life()
    attributed.write(variables, made)
    return variables, attributed.now_of(made)
