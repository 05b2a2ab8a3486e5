"""List prices of models, and what calls cost at them: dollars of the vendors' APIs, and Codex credits."""
