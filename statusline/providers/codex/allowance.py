"""What OpenAI says besides windows: whether anybody may work on, the pool of credits, resets that are banked.

One shape for `wham/usage`, the app-server and session files of Codex CLI 0.171.0, keys in snake_case. `allowed` is the
word that Codex goes by: a limit may be reached and use still be allowed, on credits that were bought.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from statusline.frozen import dataclass
from statusline.limits.model import Amounts, Block
from statusline.providers.parsing.readings import UNREADABLE, Reading
from statusline.providers.parsing.values import amount, epoch, mapping, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from statusline.limits.model import Sample

POOL = "credits"
FULL = 100

_RATE_LIMIT, _SPENDING, _NOT_ALLOWED = "rate_limit_reached", "spend_control_reached", "not_allowed"
_RAISE, _ASK = "Raise it in the workspace's settings.", "Ask the workspace's owner to raise it."
_WORDS = {
    _RATE_LIMIT: ("The limit is reached.", ""),
    _SPENDING: ("The spending limit is reached.", _ASK),
    "workspace_owner_credits_depleted": ("The workspace is out of credits.", "Buy credits for the workspace."),
    "workspace_member_credits_depleted": ("The workspace is out of credits.", "Ask the workspace's owner for credits."),
    "workspace_owner_usage_limit_reached": ("The workspace's usage limit is reached.", _RAISE),
    "workspace_member_usage_limit_reached": ("Your usage limit in the workspace is reached.", _ASK),
}
_UNKNOWN = ("The server does not allow any use.", "Codex's `/status` may say why.")
_NAME = re.compile(r"[a-z][a-z_]{0,59}")
_OF_A_WORKSPACE = "workspace_"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The server's words on whether use is allowed, each as it was found; None where it says nothing.

    `on_credits`: there are credits with which Codex goes on where a limit is reached, unless that is not allowed.
    """

    allowed: object = None
    limit_reached: object = None
    reached_type: object = None
    spending_reached: object = None
    on_credits: bool = False

    @property
    def reason(self) -> str | None:
        """Return why nobody may work on, None where somebody may."""
        word = self._word
        if word in _WORDS and not (word == _RATE_LIMIT and self._goes_on):
            return word
        if self.spending_reached is True:
            return _SPENDING
        if self.allowed is True or not (self.allowed is False or self.limit_reached is True or word):
            return None
        if self._goes_on:
            return None
        return word or (_RATE_LIMIT if self.limit_reached is True else _NOT_ALLOWED)

    @property
    def _word(self) -> str | None:
        word = self.reached_type if isinstance(self.reached_type, str) else mapping(self.reached_type).get("type")
        return word if isinstance(word, str) and _NAME.fullmatch(word) else None

    @property
    def _goes_on(self) -> bool:
        return self.on_credits and self.allowed is not False


def on_credits(balance: Mapping[str, object] | None) -> bool:
    return any((balance or {}).get(key) is True for key in ("has_credits", "unlimited"))


def block(verdict: Verdict, samples: Iterable[Sample], source: str, as_of: int, banked: int | None) -> Block | None:
    """Return why nobody may work on, what helps, and when the full windows (samples) reset."""
    reason = verdict.reason
    if reason is None:
        return None
    until = _until(reason, samples)
    if reason == _NOT_ALLOWED and until is not None:  # the app-server does not say that a limit is reached
        reason = _RATE_LIMIT
    message, remedy = _WORDS.get(reason, _UNKNOWN)
    if reason == _RATE_LIMIT:
        remedy = _UNKNOWN[1] if until is None else "It goes on at the reset."
    if banked and not reason.startswith(_OF_A_WORKSPACE):
        remedy += " A banked reset helps at once." if banked == 1 else f" {banked} banked resets help at once."
    return Block(reason, message, remedy, source, as_of, until)


def pool(value: object, now: int, as_of: int) -> Reading | None:
    """Return the limit in credits of one member of a workspace as a window, None if there is none."""
    limit = mapping(value)
    if not limit:
        return None
    amounts = Amounts(amount(limit.get("used")), amount(limit.get("limit")))
    used = _used_percent(limit, amounts)
    return Reading(POOL, POOL, None, UNREADABLE if used is None else used, reset(limit, as_of, now), amounts)


def reset(window: dict[str, Any], as_of: int, now: int) -> int | None:
    """Return when a window resets: at a time, or seconds after as_of. The forms differ in the names of fields."""
    resets_at = epoch(window.get("reset_at", window.get("resets_at")), now)
    after = amount(window.get("reset_after_seconds", window.get("resets_in_seconds")))
    return epoch(as_of + after, now) if resets_at is None and after is not None else resets_at


def banked_resets(value: object) -> int | None:
    """Return how many resets may be taken before they are due, None where the server does not say."""
    count = number(mapping(value).get("available_count", mapping(value).get("availableCount")))
    return int(count) if count is not None and count >= 0 else None


def _used_percent(limit: dict[str, Any], amounts: Amounts) -> float | None:
    used, remaining = number(limit.get("used_percent")), number(limit.get("remaining_percent"))
    if used is not None:
        return used
    if remaining is not None:
        return FULL - remaining
    return FULL * amounts.used / amounts.limit if amounts.used is not None and amounts.limit else None


def _until(reason: str, samples: Iterable[Sample]) -> int | None:
    """Return the last reset of what is full, None where a reset does not help or is not known."""
    if reason.endswith("credits_depleted"):
        return None
    full = [sample for sample in samples if ":" not in sample.window and (sample.used_percentage or 0) >= FULL]
    resets = [sample.resets_at for sample in full if sample.resets_at is not None]
    return max(resets) if resets and len(resets) == len(full) else None
