"""Registry's rows, found and locked; one module per noun."""
