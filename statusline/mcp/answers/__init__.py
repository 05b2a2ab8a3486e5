"""What each tool answers, one a file: a function from the request to a JSON object."""
