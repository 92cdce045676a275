"""The monthly bulletin (月通报): facts → draft → document.

`collecting` reads `facts` from the store, `drafting` turns them into a `draft` by a template,
users may edit its sentences, and `bulletin_document` draws it. `preparing` runs all three steps.
"""
