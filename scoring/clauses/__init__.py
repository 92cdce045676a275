"""The rule language: clauses made of small parts, as models, refusals, sentences and requests.

A scheme is *written* (TOML, with readings still open), *chosen* (one option for each reading) and
then read by the engine and by its twin: `loading.load_notice`, `Notice.choose`.
"""
