"""The command line of the project (`./hcc`); standard library only."""
