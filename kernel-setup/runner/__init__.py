"""Jupyter's hands: notebooks are run, looked at in a browser, measured. Needs the .venv, save for notebooks.py."""
