"""Recognise personal numbers in incoming files and texts, and mask them before they are kept."""
