"""Speech recognition with models of sherpa-onnx: Parakeet, SenseVoice, Zipformer and Moonshine."""
