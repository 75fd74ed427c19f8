"""What comes in and what goes out: forms, views, and the register as a file; one module per noun."""
