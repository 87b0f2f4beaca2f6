"""The whole state of a repository as one document: a bug report, written anew whenever it is asked for."""
