"""The national messages' forms: the fields that we need of each transaction, under their national names."""
