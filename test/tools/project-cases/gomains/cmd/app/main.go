package main

import (
	"fmt"

	"example.org/gomains"
	"example.org/gomains/native"
)

func main() { fmt.Println(gomains.Text(), native.Answer()) }
