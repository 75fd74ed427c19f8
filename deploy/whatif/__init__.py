"""Try a draft policy on a year's recorded settlements."""
