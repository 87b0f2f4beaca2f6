"""Calls that go over the network: what is asked, how long for, and whether again."""
