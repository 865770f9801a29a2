"""The rules of the service. Pure: no I/O, no clock reading, no framework.

A decision takes the state, the command and the time, and returns events or refuses with a code.
"""
