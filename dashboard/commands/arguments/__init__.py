"""The arguments of each command, as its help shows them; what it does stands beside this folder."""
