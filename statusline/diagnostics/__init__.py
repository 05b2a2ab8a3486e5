"""Diagnostics: doctor, footprint, servers, support bundle."""
