"""Who may do what: users, their roles and accounts, and the check that every act passes."""
