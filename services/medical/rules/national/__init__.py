"""The national transactions' laws: numbers, messages, amounts, statements. Pure."""
