"""Text and documents from views: layout, Claude Code's line, JSON, Prometheus, waybar."""
