"""Asking: the form's questions, answers, files, days and companions, and the application that comes out of it."""
