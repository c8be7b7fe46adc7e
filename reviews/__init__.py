"""Reviews: of a week of actions, and of the rights of agents: opened by the clock, answered by people, signed."""
