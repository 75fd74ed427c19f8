"""What the audit of housing is of, by the names of its tables."""

THING_NAMES = {
    "acceptance": "改造验收",
    "house": "住房",
    "survey": "住房安全排查",
}
