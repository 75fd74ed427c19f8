"""Medical's rows and policies, found and locked; one module per noun."""
