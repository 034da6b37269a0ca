"""Line 21 captions: the code tables, the decoder and the encoder of CEA-608.

Source: 47 CFR 79.101 (formerly 15.119), the public text of the standard, cited as "79.101" with its
paragraph; what it leaves open (channels of field 2, extended characters, background attributes) follows
CTA-608-E. Words here are two bytes without parity, `high << 8 | low`.
"""
