"""What the national door looks up and keeps."""
