"""The grammar of `kaohe`: its commands and their options."""
