"""What calls cost: the rows of the index at list prices, grouped, beside what Claude Code itself has charged."""
