"""The monthly bulletin (月通报): facts → draft → document.

`collecting` reads the store into `facts`, `drafting` makes a `draft` of them by a template, which
a person may still change, `drawing` draws it. `preparing` is the way through all three.
"""
