"""How the bundled demo Whisper model was made, from the synthesizer's seed to the checkpoint."""
