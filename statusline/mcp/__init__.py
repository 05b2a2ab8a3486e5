"""`statusline mcp`: tools for agents, and the line in Codex's footer, over the Model Context Protocol on stdio."""
