"""What starts the house: on a laptop (embedded), in containers (compose), and the gate in front of it."""
