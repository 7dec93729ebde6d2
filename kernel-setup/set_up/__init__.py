"""From a bare machine to a kernelspec, with Python's standard library only: one file a trade, put in order by steps."""
