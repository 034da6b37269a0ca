"""Digital television captions: CDPs, DTVCC packets, services, and the windows of CEA-708.

Sources: 47 CFR 79.102 (formerly 15.122), the public requirements for receivers; CTA-708-E for the coding
layer, cited by section; SMPTE ST 334-2 for the caption distribution packet (CDP) and ST 291-1 for the
ancillary data packet around it.
"""
