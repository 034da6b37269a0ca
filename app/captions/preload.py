"""What a guarded caption child has ready before it is forked, so that a conversion pays no imports."""

import app.captions.registry

app.captions.registry.profiles()
