"""What surrounds every page: filters, frame, signed-in user, feedback on an action."""
