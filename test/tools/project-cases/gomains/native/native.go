package native

import "fmt"

/*
static int answer(void) { return 42; }
*/
import "C"

func Answer() string { return fmt.Sprint(int(C.answer())) }
