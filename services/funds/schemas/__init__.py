"""What callers of funds send and get, by noun. Amounts are yuan text on the wire and fen in the code."""
