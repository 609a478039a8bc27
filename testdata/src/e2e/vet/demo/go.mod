module example.com/demo

go 1.26.0

require example.com/wire v0.0.0

replace example.com/wire => ../wire
