"""The public port: pages made on the server, in the visitor's language. Handlers parse, call one service, answer."""
