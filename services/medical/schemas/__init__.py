"""What comes in and goes out of medical's HTTP door; one module per noun."""
