module example.org/gomains/sub

go 1.21
