"""What each view is made of, one a file: a function from the source and the filters to a JSON document."""
