"""Health files: what callers send and get, one module per noun."""
