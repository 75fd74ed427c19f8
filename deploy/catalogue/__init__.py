"""The catalogue of events, written from the code: `python -m deploy.catalogue`.

AsyncAPI for machines, a table for people, a picture of the system. None of it is written by hand, so none of it can be wrong.
"""
