"""Backups that earlier versions could have made: each is put back and brought to today. One file a release, made by make_fixture.py."""

PHRASE = "244M-TQRG-1VDK-0CQ6-6BEQ-4GD6-B0M0"  # of these files and no other
