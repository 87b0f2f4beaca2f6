"""The language server: findings as you type, with the whole project in view.

The server talks to the editor and never computes for long; a process of its own, one for each project, holds the
project in memory and answers when it can. So an editor is answered at once with what is known, moved to where the
lines are now, and told when something new is known.
"""
