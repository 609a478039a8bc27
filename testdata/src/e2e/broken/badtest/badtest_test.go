package badtest

var _ int = "not a number"
