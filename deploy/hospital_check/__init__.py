"""`make hospital-check`: what a hospital's engineer runs against the sandbox before connecting; printed in Chinese."""
