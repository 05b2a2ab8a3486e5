"""The live dashboard, drawn once a second; only the shared schedule decides when servers are asked."""
