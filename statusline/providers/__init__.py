"""The table of sources: name -> module. A new source is its file, its test, its fixtures and one line here."""

SOURCES = {
    "claude_statusline": "statusline.providers.claude.statusline",
    "claude_state_file": "statusline.providers.claude.state_file",
    "claude_client": "statusline.providers.claude.client",
    "claude_oauth": "statusline.providers.claude.oauth",
    "claude_web": "statusline.providers.claude.web",
    "claude_transcripts": "statusline.providers.claude.transcripts",
    "codex_rollouts": "statusline.providers.codex.rollouts",
    "codex_client": "statusline.providers.codex.client",
    "codex_oauth": "statusline.providers.codex.oauth",
}
