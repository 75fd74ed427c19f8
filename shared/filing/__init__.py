"""Files of photos and papers (材料): what is the same wherever somebody sends one in, looks at it, or withdraws it."""
