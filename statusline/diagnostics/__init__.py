"""What helps when something is wrong: doctor, footprint, servers, support bundle."""
