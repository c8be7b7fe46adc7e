"""What is true of an agent, from plain values alone: no database, no clock, no web."""
