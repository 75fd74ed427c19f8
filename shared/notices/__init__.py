"""Public notices (公示): what is the same law wherever a list is posted, anyone may object to it, and an officer answers."""
