"""Our state on disk: the record, the schedule, the samples, and the files and locks they use."""
