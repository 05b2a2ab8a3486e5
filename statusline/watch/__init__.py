"""The live dashboard: what is known, drawn once a second; the shared schedule alone decides when servers are asked."""
