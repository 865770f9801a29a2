"""The public port: pages rendered on the server, in Russian. Handlers parse, call one service, and answer."""
