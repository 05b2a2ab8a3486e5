"""`--format prometheus`: the text exposition format (version 0.0.4) for a textfile collector, with the clock left open.

One family after the other, a line per account and window; what is not known has no line. Times are epoch seconds,
ratios 0-1 (more where a vendor lets use pass the limit).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from statusline.hot.prompt_file import MARK
from statusline.hot.text import printable
from statusline.limits import amounts
from statusline.limits.model import Amounts
from statusline.render.costs import NO_COSTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import Config
    from statusline.limits.model import Sample
    from statusline.limits.view import AccountView
    from statusline.render.costs import Costs, ModelUse

    Labels = dict[str, str]

FAMILIES = {
    "statusline_used_ratio": ("gauge", "Share of the limit that is used; none once the window is past its reset."),
    "statusline_reset_timestamp_seconds": ("gauge", "When the window resets."),
    "statusline_sample_timestamp_seconds": ("gauge", "When the share was observed."),
    "statusline_stale": ("gauge", "1 if that is longer ago than stale_after, else 0."),
    "statusline_used_amount": ("gauge", "What is used of a limit in money or credits; none past its reset."),
    "statusline_limit_amount": ("gauge", "The limit in money or credits."),
    "statusline_blocked": ("gauge", "1 if the vendor lets nobody work on with the account, else 0."),
    "statusline_tokens_total": ("counter", "Tokens of the calls since midnight that the logs of this machine show."),
    "statusline_list_dollars_total": ("counter", "What these would cost at list prices; none without a price."),
    "statusline_requests_total": ("counter", "How often a source was asked over the network."),
}
SHORT_KEY = 8
SPAN_END = MARK + "w"


def fragments(views: tuple[AccountView, ...], config: Config, costs: Costs = NO_COSTS) -> list[str]:
    """Return the fragments of the prompt file; the first is text, so it is one variant and may have line feeds."""
    metrics: list[str] = []
    for name, (kind, help_) in FAMILIES.items():
        metrics += ["\n" if metrics else "", f"# HELP {name} {help_}\n# TYPE {name} {kind}"]
        metrics += [
            fragment for labels, view in _named(views, config) for fragment in _lines(name, labels, view, config)
        ]
        metrics += [line for use in costs.models for line in _of_model(name, use)]
    return [fragment for fragment in metrics if fragment]


def _named(views: tuple[AccountView, ...], config: Config) -> Iterator[tuple[Labels, AccountView]]:
    """Yield each known account and its labels: called by the label the config gives it, or else by its short key."""
    signed_in = [view for view in views if view.account.account]
    names = [(view.account.provider, _label(view, config)) for view in signed_in]
    taken = Counter(names)
    for (provider, label), view in zip(names, signed_in, strict=True):
        short = view.account.account.partition(":")[2][:SHORT_KEY]
        yield {"provider": provider, "account": label if label and taken[provider, label] == 1 else short}, view


def _label(view: AccountView, config: Config) -> str:
    label: str = config.of(view.account.provider).label
    return view.account.label or label


def _lines(name: str, labels: Labels, view: AccountView, config: Config) -> Iterator[str]:
    if name == "statusline_requests_total":
        for source, requests in sorted((view.account.requests or {}).items()):
            yield _line(name, {**labels, "source": source}, requests)
        return
    if name == "statusline_blocked":
        yield _line(name, labels, int(view.account.block is not None))
        return
    for sample in view.windows:
        of_window = {**labels, "window": sample.window}
        yield from _of_window(name, of_window, sample, config)


def _of_window(name: str, labels: Labels, sample: Sample, config: Config) -> Iterator[str]:
    used, reset, stale_at = sample.used_percentage, sample.resets_at, sample.as_of + config.stale_after
    if name == "statusline_used_ratio" and used is not None:
        line = _line(name, labels, round(used / 100, 4))
        yield from [line] if reset is None else [f"{MARK}w,{reset}", line, SPAN_END]
    elif name.endswith("_amount"):
        yield from _amount(name, labels, sample)
    elif name == "statusline_reset_timestamp_seconds" and reset is not None:
        yield _line(name, labels, reset)
    elif name == "statusline_sample_timestamp_seconds":
        yield _line(name, labels, sample.as_of)
    elif name == "statusline_stale":
        yield from [_line(name, labels, ""), f"{MARK}w,{stale_at}", "0", f"{MARK}w{stale_at},", "1", SPAN_END]


def _of_model(name: str, use: ModelUse) -> Iterator[str]:
    labels = {"provider": use.provider, "model": use.model}
    if name == "statusline_tokens_total":
        yield from (_line(name, {**labels, "class": kind}, count) for kind, count in use.tokens.items())
    elif name == "statusline_list_dollars_total" and use.dollars is not None:
        yield _line(name, labels, f"{use.dollars:.6f}")


def _amount(name: str, labels: Labels, sample: Sample) -> Iterator[str]:
    money = sample.amounts or Amounts()
    value = money.used if name == "statusline_used_amount" else money.limit
    if value is None:
        return
    unit = money.currency or "credits"
    line, reset = _line(name, {**labels, "unit": unit}, amounts.plain(value, money.currency)), sample.resets_at
    yield from [line] if reset is None or name == "statusline_limit_amount" else [f"{MARK}w,{reset}", line, SPAN_END]


def _line(name: str, labels: Labels, value: float | str) -> str:
    written = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"\n{name}{{{written}}} {value}"


def _escaped(text: str) -> str:
    return printable(text).replace("\\", "\\\\").replace('"', '\\"')
