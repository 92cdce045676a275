"""The store: files in, batches landed, history; runs the rescoring and reads the views."""
