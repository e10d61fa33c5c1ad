"""The sample newsroom: a made-up press, served on loopback, that the demo and the tests run the real pipeline on."""
