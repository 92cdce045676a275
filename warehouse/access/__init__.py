"""Who may do what: people, their roles, and the one check that every act passes."""
