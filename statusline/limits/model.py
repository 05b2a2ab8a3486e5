"""The nouns of the domain: sample, usage, login, problem, account, record."""

from __future__ import annotations

from dataclasses import field

from statusline.frozen import dataclass

NOBODY = ""

FIVE_HOURS = 18_000
SEVEN_DAYS = 604_800

# Sources in which sessions speak, each for whoever it was begun by.
SPOKEN = ("claude_statusline", "codex_statusline")  # what sessions give to their status lines
OF_SESSIONS = (*SPOKEN, "codex_rollouts")

OFFICIAL = "official"
ESTIMATE = "estimate"


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a limit in money or credits is made of, in units of `currency` (its ISO code; None: credits)."""

    used: float | None = None
    limit: float | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """What fits into the rest of a window: from `low` to `high` dollars at list prices, or credits (`unit`)."""

    unit: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Block:
    """The vendor lets nobody work on with this account, whatever its windows say. Times are epoch seconds.

    `reason` is a word for programs, `message` and `remedy` are for people. `until` None: waiting alone may not help.
    """

    reason: str
    message: str
    remedy: str
    source: str
    as_of: int
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One source's observation of one window.

    `window` is unique within an account (`five_hour`, `seven_day`, `seven_day:fable`, `five_hour:codex_bengalfox`).
    `used_percentage` is 0-100 (None: the source named the window without a number), `resets_at` and `as_of` are
    epoch seconds (`resets_at` None: not started), `length_seconds` None: unknown. `since` is for an estimate that
    carries an official value on: when that value was observed. `amounts` is for a limit in money or credits.
    """

    window: str
    label: str
    used_percentage: float | None
    resets_at: int | None
    as_of: int
    source: str
    length_seconds: int | None = None
    confidence: str = OFFICIAL
    since: int | None = None
    amounts: Amounts | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What one source reported at once.

    `complete`: a window that it does not name does not exist (an API answer); otherwise there is no news of it.
    `whole_limits`: that holds for the windows of each limit that it names at all, as of then, and of no other.
    `credits` and `extra_usage` are the JSON objects of the `statusline/1` schema, None if the source has none.
    `unlimited`: the vendor says in so many words that there is no limit; no window alone never means that.
    `banked_resets`: resets that may be taken before they are due. `names_plan`: the plan is the server's own word.
    """

    samples: tuple[Sample, ...]
    plan: str | None = None
    credits: dict[str, object] | None = None
    extra_usage: dict[str, object] | None = None
    complete: bool = False
    whole_limits: bool = False
    unlimited: bool = False
    block: Block | None = None
    banked_resets: int | None = None
    names_plan: bool = False


@dataclass(frozen=True, slots=True)
class Credential:
    """A vendor's access token. There is no field for a refresh token, by design.

    `expires_at` epoch seconds; `account_id` is what Codex sends as chatgpt-account-id; `stamp` changes when the
    stored credential does and cannot be turned back into it.
    """

    token: str = field(repr=False)
    expires_at: int | None
    stamp: str
    account_id: str | None = None
    scopes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Login:
    """The account that is signed in to one provider.

    `account` is the cache key (`claude:<16 hex>`), never an e-mail; `where` names the file or store for people.
    `user` and `organization` are Claude's uuids, by which another source can tell that it means the same account.
    """

    provider: str
    account: str
    where: str
    credential: Credential | None = None
    plan: str | None = None
    label: str | None = None
    organization: str | None = None
    user: str | None = None
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """The last failure of an account's sources. `retry_at` epoch seconds or None."""

    code: str
    status: str
    message: str
    remedy: str
    source: str
    retry_at: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One account: the latest samples of every source, and its last problem, if any.

    `unlimited_at` is when a server last answered that there is no limit, `unnamed_at` when its whole answer named none
    that is understood (epoch seconds); both None if it named some. `plan_named`: the plan is the server's word, and a
    sign-in, which keeps the plan of its day, does not change it. `requests` counts those to each network source.
    `clock_off` is by how many hours the clock was behind at the last answer (below 0: ahead).
    """

    account: str
    provider: str
    label: str | None = None
    plan: str | None = None
    samples: tuple[Sample, ...] = ()
    credits: dict[str, object] | None = None
    extra_usage: dict[str, object] | None = None
    problem: Problem | None = None
    next_refresh_at: int | None = None
    unlimited_at: int | None = None
    unnamed_at: int | None = None
    block: Block | None = None
    banked_resets: int | None = None
    plan_named: bool | None = None
    requests: dict[str, int] | None = None
    clock_off: int | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The account of a provider in a login folder (NOBODY after a sign-out), and since when (epoch seconds).

    `problem` says why it is nobody, where that is known: an API key has no limits.
    """

    account: str
    since: int
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class LoginState:
    """One login environment: what paths.login returns, and the account per provider."""

    values: tuple[str, ...]
    signed_in: dict[str, SignedIn]


@dataclass(frozen=True, slots=True)
class Record:
    """The content of usage.json: accounts by key, logins by their folder's key."""

    accounts: dict[str, Account] = field(default_factory=dict)
    logins: dict[str, LoginState] = field(default_factory=dict)
