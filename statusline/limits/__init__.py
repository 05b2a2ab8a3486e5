"""The domain, without the world: windows, samples, which of them to believe, pace, guard."""
