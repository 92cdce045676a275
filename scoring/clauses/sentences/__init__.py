"""Sentences (口径说明): what a clause says in plain official Chinese, built from its parts."""
