"""Policy as data: one YAML file is one place's rules between dates, with the document behind every value.

`stay` is a bill; `condition`, `values` and `clauses` are what a policy is made of, `plan` what it comes down to for one kind of
person; `evaluate` (with `left` and `reckon`) applies it to one bill; `explain` and `sentence` say why in Chinese. All are pure.
`written`, `shape` and `draft` are the shape of the file, `conform`, `scales` and `compile` what must fit together; `load` reads
it and complains with file, line and a mend; `prove` runs the file's own examples; `facts` writes a bill down and reads it back.
"""
