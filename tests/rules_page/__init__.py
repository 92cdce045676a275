"""docs/rules.md as data: its blocks, the sentences and the worked figures beneath them."""
