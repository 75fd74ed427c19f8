"""Policy as data: one YAML file is one place's rules between dates, with the document behind every value.

`clauses` says what a policy is made of, `evaluate` applies it to one bill, `explain` says why in Chinese; these three are pure.
`draft` is the shape of the file, `load` reads it and complains with file, line and a mend, `prove` runs the file's own examples.
"""
