"""A week or a month on one page: limits, who used them, what it would cost, and how good the forecasts were."""
