"""Fuzzing: bytes that nobody would write, against the two steps that read bytes from strangers."""
