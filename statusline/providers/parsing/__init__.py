"""The vendors' usage documents, read without the world: values in, a Usage or a SourceError out."""
