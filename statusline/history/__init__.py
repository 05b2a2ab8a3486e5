"""The past: series, reset cycles, plot, table, export."""
