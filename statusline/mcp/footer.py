"""The line in Codex's footer: which resource it is, and what each ask for it gets."""

import time

from statusline.hot import codex_line, show
from statusline.hot.codex_state import FOOTER, IN_REQUEST
from statusline.mcp.protocol import NO_RESOURCE, Refused, part

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os

    from statusline.hot.prompt_file import Prompt

RESOURCE = {"uri": FOOTER, "name": "footer", "title": "The line in Codex's footer", "mimeType": "application/json"}
TOOL: "dict[str, object]" = {
    "name": "statusline",
    "title": "statusline: limits of every login",
    "description": "Draws the line in Codex's footer. There is nothing to call.",
    "inputSchema": {"type": "object", "properties": {}},
    "annotations": {"readOnlyHint": True, "openWorldHint": False},
    "_meta": {"openai/ui": {"entrypoints": [{"type": "statusline", "resourceUri": FOOTER}]}},
}
CALLED = "The line is in Codex's footer; choose it there with /statusline."


class Footer:
    """What a session of Codex is shown. An error keeps the last text, since Codex asks no more after a refusal."""

    def __init__(self, environ: "os._Environ[str]") -> None:
        self.environ = environ
        self.last: object = None
        self.due: tuple[Prompt | None, str, bool, int] | None = None

    def read(self, parameters: "dict[str, object]") -> "dict[str, object]":
        """Return the result of resources/read. Raises Refused for another resource."""
        if parameters.get("uri") != FOOTER:
            raise Refused(NO_RESOURCE, f"The only resource is {FOOTER}.")
        state = part(parameters, "_meta").get(IN_REQUEST)
        try:
            self.last = self._tree(state if isinstance(state, dict) else {})
        except Exception:  # noqa: BLE001 - a prompt never shows a traceback; `statusline doctor` finds the reason
            self.due = None
        text = codex_line.written(self.last)
        return {"contents": [{"uri": FOOTER, "mimeType": RESOURCE["mimeType"], "text": text}]}

    def _tree(self, state: "dict[str, object]") -> object:
        now = int(time.time())
        line, prompt, folder, spooled = codex_line.render(state, self.environ, now)
        self.due = prompt, folder, spooled, now
        return codex_line.tree(line)

    def follow_up(self) -> None:
        """Start what the last ask found due, behind its answer."""
        if self.due and not self.environ.get("STATUSLINE_NO_REFRESH"):
            prompt, folder, spooled, now = self.due
            show.follow_up(prompt, folder, spooled, self.environ, now)
        self.due = None
