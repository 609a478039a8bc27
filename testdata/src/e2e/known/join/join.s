// This file makes the go command accept functions without a body.
