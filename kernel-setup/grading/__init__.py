"""Homework, the instructor's side: release, graft, grade in a sandbox, gradebook, feedback, export."""
