"""The fast path: reads a prompt file, fills in the clock, prints. Imports built-in modules and itself, nothing else."""
