"""Registers kept elsewhere, read into a preview. Pure: bytes in, frozen values out; no model, no page, no clock."""
