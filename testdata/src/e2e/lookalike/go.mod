module example.com/lookalike

go 1.26.0
