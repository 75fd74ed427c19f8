"""Every page that the suite was given, looked at in a real browser: see `__main__`."""
