"""What could be saved: findings about the calls of the last weeks, each with what it came to and how it was found."""
