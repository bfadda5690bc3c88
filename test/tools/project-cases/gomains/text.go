package gomains

func Text() string { return "hi" }
