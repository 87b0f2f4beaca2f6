"""What the commands do; imported when they run, so that ``--help`` stays quick."""
