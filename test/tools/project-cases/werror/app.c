#include <stdio.h>
/* gcc is silent on this one, clang is not. */
static inline int unused(void) { return 1; }
int main(void) { int a; a = 1; return puts("ok") < 0; }
