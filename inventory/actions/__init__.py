"""Every change of the inventory: one function a sentence the owner would say, in one transaction with its line of the record."""
