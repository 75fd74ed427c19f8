"""A policy over a whole year's bills, column by column with numpy: the same fen as `evaluate.settle`, bill by bill in turn.

Whatever columns cannot say exactly goes to the scalar path by itself (see `bounds`). Pure.
"""
