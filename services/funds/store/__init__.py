"""What funds asks its database, by noun."""
