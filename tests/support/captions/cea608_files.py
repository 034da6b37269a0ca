"""Reading SCC and MCC text with every option at its default, unless a test says otherwise."""

import re

from app.captions.formats import scc
from app.captions.formats.mcc import format as mcc
from tests.support.captions.cea608 import defaults


def read_scc(text, **options):
    return scc.read(text, defaults(scc.FORMAT.decode_options, **options))


def read_mcc(text, **options):
    return mcc.read(text, defaults(mcc.FORMAT.decode_options, **options))


def data_lines(text):
    return [line for line in text.splitlines() if re.match(r"\d\d:\d\d", line)]
