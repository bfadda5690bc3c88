module example.org/gomains

go 1.21
