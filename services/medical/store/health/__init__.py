"""Health files: what is asked of the database; every reading here leaves its trace."""
