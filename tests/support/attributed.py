"""A machine of a made-up life: its index, the official history, and who is signed in."""

from statusline.limits.model import Account, LoginState, Record, Sample, SignedIn
from statusline.state import files, record, samples
from statusline.state.environment import find_environment
from support import index_rows
from support.simulated_vendor import ACCOUNT, FIVE_HOURS, HOUR, simulate

BEGIN = 1_794_614_400  # Sat 2026-11-14 00:00 UTC
AGENT = "Explore"


def life(seed=3, **terms):
    """Return a made-up life of a fortnight."""
    return simulate(seed, BEGIN, **terms)


def now_of(made):
    """Return a moment within the last window, a minute after its last call."""
    return made.calls[-1].at + 60


def machine(folder, made):
    """Write the machine of a life below a folder; return its variables."""
    names = {"STATUSLINE_STATE_DIR": "state", "STATUSLINE_CACHE_DIR": "cache", "STATUSLINE_CONFIG": "config.toml"}
    variables = {"HOME": "/home/you", "TZ": "UTC", **{name: f"{folder}/{part}" for name, part in names.items()}}
    write(variables, made)
    return variables


def write(environ, made, window="five_hour", local=None, known_from=0):
    """Write what the machine knows of it into the folders of environ.

    local: tells of a call of this user whether its log is on this machine. known_from: what is unread before.
    """
    environment = find_environment(environ)
    with index_rows.writing(environment.state) as index:
        index.read_from("/home/you/.claude/projects", "claude", known_from)
        for number, call in enumerate(filter(local, made.local)):
            names = {"project": call.project, "session": call.session, "model": call.model}
            agent = AGENT if number % 4 == 0 else None
            index.add(call.at, call.counts, provider="claude", account=ACCOUNT, agent=agent, **names)
    with samples.opened(environment.state) as history:
        history.backfill(made.points)
    last = made.points[-1]
    seen = Sample(window, "5h", last.used, last.resets_at, last.as_of, last.source, FIVE_HOURS)
    account = Account(ACCOUNT, "claude", samples=(seen,))
    logins = {environment.key: LoginState(environment.login, {"claude": SignedIn(ACCOUNT, BEGIN - HOUR)})}
    files.write_atomic(environment.record, record.dump(Record({ACCOUNT: account}, logins)))
    return environment
