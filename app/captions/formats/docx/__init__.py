"""Word documents with captions: a streaming reader of tables and paragraphs, a writer of both."""
