"""A format, node by node: what a node says is evaluated once for each state of what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.format.evaluate import evaluate, names
from statusline.format.grammar import Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from statusline.format.evaluate import Located, Paint, Scope
    from statusline.format.grammar import Format

    State = tuple[object, ...]
    Written = dict[State, list[Located]]
    OfAccounts = Callable[[int, str, Written], list[list[Located]]]


class ByNode:
    """The nodes of a format, and the fragments of each by its state. of_accounts: the variables that show accounts.

    It holds on to the format, whose id nobody else has as long as this lives.
    """

    def __init__(self, nodes: Format, of_accounts: Collection[str]) -> None:
        self._format = nodes
        self._nodes = [((node,), bool(names((node,)).intersection(of_accounts))) for node in nodes]
        self._written: dict[State, list[Located]] = {}

    def text(
        self, general: int, accounts: State, scope: Scope, paint: Paint, of_accounts: OfAccounts
    ) -> list[list[Located]]:
        """Return the fragments of each node, the same list for the same state.

        general: the number of the state of what is no account's; accounts: those of the accounts, which most nodes do
        not show. of_accounts: writes a node that is nothing but accounts, as one node for each.
        """
        text = []
        for index, (node, shows_accounts) in enumerate(self._nodes):
            if shows_accounts and isinstance(node[0], Variable):
                text += of_accounts(index, node[0].name, self._written)
                continue
            state = (index, general, accounts if shows_accounts else None)
            fragments = self._written.get(state)
            if fragments is None:
                fragments = self._written[state] = evaluate(node, scope, paint, first=index)[0]
            text.append(fragments)
        return text
