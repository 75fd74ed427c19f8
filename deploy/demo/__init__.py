"""The main story, told on real input by `make demo`."""
