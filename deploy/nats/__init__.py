"""Who may say and hear what on the bus."""
