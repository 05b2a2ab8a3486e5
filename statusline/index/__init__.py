"""The token index: reads the logs of both vendors into rows of `state/token_index`, and asks them."""
