"""The table of sources: name -> module. A new source is its file, its test, its fixtures and one line here."""

SOURCES = {
    "claude_statusline": "statusline.sources.claude_statusline",
    "claude_oauth": "statusline.sources.claude_oauth",
    "codex_oauth": "statusline.sources.codex_oauth",
}
