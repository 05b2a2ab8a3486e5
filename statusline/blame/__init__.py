"""Who used a limit: the official percentage split over the calls of this machine, and what still fits into the rest."""
