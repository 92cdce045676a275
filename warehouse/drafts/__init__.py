"""The drafts of bulletins, from the first changed sentence to the approval."""
