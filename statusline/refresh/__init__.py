"""One refresh: local sources, network sources, apply, publish."""
