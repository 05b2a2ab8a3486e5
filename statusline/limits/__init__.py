"""The domain, without files or network: windows, samples, which of them to believe, pace, guard."""
