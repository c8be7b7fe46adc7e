"""What the pages show, in a fixed number of queries, whatever the number of agents."""
