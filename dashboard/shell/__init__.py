"""What pages share around their content: filters, frame, signed-in user, action results."""
