"""What is kept on disk: the record, the schedule, the samples, and the files and locks below them."""
