"""The table of sources: name -> module. A new source is its file, its test, its fixtures and one line here."""

SOURCES = {
    "claude_statusline": "statusline.sources.claude_statusline",
    "claude_state_file": "statusline.sources.claude_state_file",
    "claude_client": "statusline.sources.claude_client",
    "claude_oauth": "statusline.sources.claude_oauth",
    "claude_web": "statusline.sources.claude_web",
    "claude_transcripts": "statusline.sources.claude_transcripts",
    "codex_rollouts": "statusline.sources.codex_rollouts",
    "codex_client": "statusline.sources.codex_client",
    "codex_oauth": "statusline.sources.codex_oauth",
}
