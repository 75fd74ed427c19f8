"""The national transactions (医保信息平台): envelopes in, our own operations, envelopes out."""
